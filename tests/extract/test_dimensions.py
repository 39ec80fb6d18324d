"""A row of lengths that letters or names label is read as what they say."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract.dimensions import find_dimensions
from kgtag.extract.rules import Rules

ALL = {"height": "82 cm", "width": "45 cm", "depth": "50 cm"}


def said(text):
    return {"/".join(sorted(one.names)): str(one.quantity) for one in find_dimensions(text)}


@pytest.mark.parametrize(
    "text",
    [
        "H 82 cm, W 45 cm, D 50 cm",
        "W45 x D50 x H82 cm",
        "W45xD50xH82cm",
        "82 cm (H) x 45 cm (W) x 50 cm (D)",
        "45W × 50D × 82H cm",
        "B 45 cm / T 50 cm / H: 82 cm",
        "Tiefe 50 / Breite 45 / Höhe 82 (in cm)",
        "Maße in cm: B 45 / T 50 / H 82",
        "45 cm breit, 50 cm tief und 82 cm hoch",
        "larghezza 45 cm, altezza 82 cm e profondità 50 cm",
        "Ancho 45 x alto 82 x fondo 50 cm",
        "breedte 45 x diepte 50 x hoogte 82 cm",
        "宽45×深50×高82厘米",
        "サイズ:幅45×奥行50×高さ82cmです",
        "幅約45cm、奥行約50cm、高さ約82cm",
    ],
)
def test_every_length_of_a_row_is_read(text):
    assert said(text) == ALL


@pytest.mark.parametrize(
    "text",
    [
        "B x H x T: 45 x 82 x 50 cm",
        "Maße (B/H/T): 45/82/50 cm",
        "Dimensions (W x D x H): 45 x 50 x 82 cm",
        "BxHxT in cm: 45 x 82 x 50",
        "45 x 50 x 82 cm (B x T x H)",
        "Largeur × Hauteur × Profondeur : 45 × 82 × 50 cm",
        "宽深高：45x50x82cm",
        "サイズ（幅×奥行×高さ）：45×50×82cm",
    ],
)
def test_labels_that_stand_together_are_those_of_the_numbers_in_their_order(text):
    assert said(text) == ALL


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("L 1.2 m, W 4 mm", {"length": "1.2 m", "width": "4 mm"}),
        ("L x B x H: 30 x 20 x 10 cm", {"length": "30 cm", "width": "20 cm", "height": "10 cm"}),
        ("L x l x H : 30 x 20 x 10 cm", {"length": "30 cm", "width": "20 cm", "height": "10 cm"}),
        ("L x P x H: 30 x 20 x 10 cm", {"length/width": "30 cm", "depth": "20 cm", "height": "10 cm"}),
        ("D 30 x H 50 cm", {"depth/diameter": "30 cm", "height": "50 cm"}),
    ],
)
def test_a_letter_may_say_what_the_others_of_its_row_do_not(text, lengths):
    assert said(text) == lengths


@pytest.mark.parametrize(
    "text",
    [
        "H 82 cm", "5 x 40 mm", "H7, W5", "size L 5 cm, L 6 cm", "Type D 3 V, H 2 V", "H 82 cm. Then W 45 cm",
        "A4, L 30 cm", "B/H/T: 45/82 cm", "Sitzhöhe 45 cm, Sitzbreite 50 cm", "S/M/L: 60/70/80 cm",
        "pro 30 cm, an 20 cm",
    ],
)  # fmt: skip
def test_what_is_no_row_of_labelled_lengths_says_nothing(text):
    assert find_dimensions(text) == []


@given(st.text("HWl x×/(): 1,.5cm幅高breit\n", max_size=80))
def test_every_length_is_a_number_of_the_text_and_no_two_share_one(text):
    found = find_dimensions(text)
    assert all(re.search(r"\d", text[one.start : one.end]) and one.names for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    "part", ["H", "Hx", "1", "1 ", "1/", "H1", "1H ", "B/H/", "幅", "幅×", " ", "(", "Breite ", "45 cm "]
)
def test_a_long_text_without_an_end_is_read_to_its_end(part):
    find_dimensions(part * (200_000 // len(part)))


def test_each_length_goes_to_the_attribute_of_its_name(world):
    cells = {"Height": ["80 cm"], "Seat height": ["44 cm"], "Width": ["40 cm"], "Depth": ["40 cm"], "Cable": ["1 m"]}
    made = world({"id": "1", "title": "x", "attributes": cells})
    found = Rules(made.vocabulary, made.schema).find("W45 x D50 x H82 cm")
    assert {(one.attribute, one.value, one.kind) for one in found} == {
        ("Width", "45 cm", "cued"), ("Depth", "50 cm", "cued"), ("Height", "82 cm", "cued"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "text", "found"),
    [
        (("Larghezza", "Profondità"), "L x P x H: 30 x 20 x 10 cm", {"Larghezza": "30 cm", "Profondità": "20 cm"}),
        (("Lunghezza", "Profondità"), "L x P x H: 30 x 20 x 10 cm", {"Lunghezza": "30 cm", "Profondità": "20 cm"}),
        (("Altura", "Largura"), "A x L x P: 30 x 20 x 10 cm", {"Altura": "30 cm", "Largura": "20 cm"}),
        (("Altura", "Anchura"), "A x L x P: 30 x 20 x 10 cm", {}),
        (("Durchmesser",), "D 30 x H 50 cm", {"Durchmesser": "30 cm"}),
        (("Kabellänge", "Sitzhöhe"), "L 30 x H 50 cm", {}),
        (("Gesamthöhe", "Breite (cm)"), "B 30 x H 50 cm", {"Breite (cm)": "30 cm", "Gesamthöhe": "50 cm"}),
    ],
)
def test_a_label_that_may_say_several_lengths_says_the_one_whose_attribute_begins_so(world, columns, text, found):
    made = world({"id": "1", "title": "x", "attributes": {name: ["25 cm"] for name in columns}})
    assert {one.attribute: one.value for one in Rules(made.vocabulary, made.schema).find(text)} == found


def test_the_size_of_what_comes_along_is_set_aside(world):
    made = world({"id": "1", "title": "x", "attributes": {"Width": ["40 cm"]}})
    found = Rules(made.vocabulary, made.schema).find("with a travel case W 40 x H 30 cm")
    assert [one.kind for one in found] == ["aside"]
