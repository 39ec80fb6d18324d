"""Inflected words and compounds say the values that they are made of, in languages that make such words."""

from __future__ import annotations

import pytest
from kgtag.extract.known_values import KnownValues

CELLS = {
    "Art": ["Holz"],
    "Farbe": ["blau", "grün", "schwarz", "rot", "messing"],
    "Material": ["Samt", "Buche", "Metall", "messing", "Glas", "Marmor"],
    "Stil": ["Landhaus", "skandinavisch"],
    "Marke": ["Holm"],
}
CHAIRS, LAMPS = ["Möbel", "Stühle"], ["Leuchten", "Pendelleuchten"]


@pytest.fixture
def shop(world):
    def build(cells, *languages):
        rows = [
            {"id": f"{name}{value}", "title": "x", "attributes": {name: [value]}}
            for name, values in cells.items()
            for value in values
        ]
        return KnownValues(world(*rows).vocabulary, languages)

    return build


def found(values, text, category=()):
    return [(match.attribute, match.value, text[match.start : match.end]) for match in values.find(text, category)]


@pytest.mark.parametrize(
    ("text", "attribute", "value"),
    [
        ("Blaue Tischleuchte", "Farbe", "blau"),
        ("Grünes Regal", "Farbe", "grün"),
        ("Schwarzes Regal", "Farbe", "schwarz"),
        ("Ein rotes Lieblingsstück", "Farbe", "rot"),
        ("im skandinavischen Stil", "Stil", "skandinavisch"),
        ("Buchen, geölt", "Material", "Buche"),
        ("Messingfarbene Kommode", "Farbe", "messing"),
        ("messingfarbig lackiert", "Farbe", "messing"),
        ("Gemütlicher Landhausstil", "Stil", "Landhaus"),
        ("aus Buchenholz", "Material", "Buche"),
        ("weicher Samtstoff", "Material", "Samt"),
    ],
)
def test_an_inflected_word_says_its_value(shop, text, attribute, value):
    assert [one[:2] for one in found(shop(CELLS, "de"), text)] == [(attribute, value)]


@pytest.mark.parametrize(
    ("text", "category", "value"),
    [("Samtstuhl Lund", CHAIRS, "Samt"), ("Buchenholzstuhl", CHAIRS, "Buche"), ("zwei Samtstühle", CHAIRS, "Samt"),
     ("Glaspendelleuchte", LAMPS, "Glas"), ("Metallpendelleuchten", LAMPS, "Metall")],
)  # fmt: skip
def test_a_compound_of_the_products_own_kind_says_what_it_is_made_of(shop, text, category, value):
    assert [one[:2] for one in found(shop(CELLS, "de"), text, category)] == [("Material", value)]


@pytest.mark.parametrize(
    "text",
    [
        "Ein Buch dazu",
        "die Holzart",
        "Bücher",
        "Glashaus",
        "Marmoroptik",
        "zwei Holme",
        "Glastisch",
        "nicht blaue",
        "Keine schwarzen",
        "Rotor",
    ],
)
def test_what_only_looks_like_a_form_is_none(shop, text):
    assert found(shop(CELLS, "de"), text, CHAIRS) == []


def test_a_word_of_english_has_no_such_forms(shop):
    values = {"Pattern": ["Print"], "Color": ["Gold"]}
    assert found(shop(values), "printer, golden") == []
    assert found(shop(values, "de"), "golden") == [("Color", "Gold", "golden")]


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [("fr", "blanc", "robe blanche"), ("es", "rojo", "zapatos rojos"), ("es", "verde", "botas verdes"),
     ("es", "azul", "faldas azules"), ("es", "larga", "pantalón largo"), ("it", "rosso", "scarpe rosse"),
     ("nl", "rood", "een rode fiets")],
)  # fmt: skip
def test_other_languages_have_endings_of_their_own(shop, language, value, text):
    assert [one[1] for one in found(shop({"Color": [value]}, language), text)] == [value]


@pytest.mark.parametrize(
    ("language", "value", "text"), [("fr", "soie", "bien chez soi"), ("es", "solo", "al sol"), ("de", "Buche", "Buch")]
)
def test_a_shorter_word_is_no_form_of_a_value(shop, language, value, text):
    assert found(shop({"Material": [value]}, language), text) == []


def test_a_noun_of_another_gender_is_no_form(shop):
    assert found(shop({"Género": ["hombre"]}, "es"), "correa para el hombro") == []


def test_the_name_of_another_attribute_is_no_form_of_a_value(shop):
    values = {"Manga": ["larga"], "Largo": ["70 cm"]}
    assert found(shop(values, "es"), "vestido largo") == []
    assert [one[0] for one in found(shop(values, "es"), "manga larga")] == ["Manga"]


def test_leather_adds_nothing_to_what_it_is_made_as(shop):
    assert [one[1] for one in found(shop({"Material": ["Nubuk"]}, "de"), "Nubukleder, rahmengenäht")] == ["Nubuk"]


def test_a_form_inside_a_longer_value_says_nothing(shop):
    values = shop({"Colore": ["nero"], "Marca": ["Corsa Nera"]}, "it")
    assert [one[0] for one in found(values, "Copertone Corsa Nera")] == ["Marca"]
    assert [one[0] for one in found(values, "Sella nera")] == ["Colore"]
