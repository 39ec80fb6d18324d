from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract import known_values
from kgtag.extract.known_values import KnownValues
from kgtag.extract.matching import resolve, text_words, word_keys


@pytest.fixture
def finder(world):
    def build(**values):
        rows = [
            {"id": f"{name}{place}", "title": "x", "attributes": {name.replace("_", " "): [value]}}
            for name, several in values.items()
            for place, value in enumerate(several)
        ]
        return KnownValues(world(*rows).vocabulary)

    return build


def found(finder, text):
    return [(text[match.start : match.end], match.attribute) for match in finder.find(text)]


@pytest.mark.parametrize(
    ("value", "text", "quote"),
    [
        ("Stainless steel", "Bottle of STAINLESS-STEEL, large", "STAINLESS-STEEL"),
        ("3-barrel", "You Wave 3 Barrel styler", "3 Barrel"),
        ("3 barrel", "a (3-barrel) styler", "3-barrel"),
        ("IPX7", "Waterproof IPX-7, black", "IPX-7"),
        ("IPX 7", "Earphones IPX7, black", "IPX7"),
        ("Running shoe", "two pairs of running shoes", "running shoes"),
        ("Cherries", "with cherry", "cherry"),
        ("L'Oréal", "Shampoo by LOREAL 250 ml", "LOREAL"),
        ("Loreal", "L’Oréal shampoo", "L’Oréal"),
        ("L&#39;Oreal Paris", "New: L'Oreal Paris kit", "L'Oreal Paris"),
        ("Tools & More", "Tools and more", "Tools and more"),
        ("Tools and More", "tools &amp; more", "tools &amp; more"),
        ("Women's", "Shoe women black", "women"),
        ("Wi-Fi", "with wifi inside", "wifi"),
        ("e.l.f. Studio", "by e.l.f.  Studio!", "e.l.f.  Studio"),
        ("Crème", "Creme brulee", "Creme"),
        ("ワイヤレス", "防水ワイヤレスイヤホン", "ワイヤレス"),
        ("黑色", "运动鞋黑色L码", "黑色"),
        ("กันน้ำ", "กระเป๋ากันน้ำสีดำ", "กันน้ำ"),
        ("블랙", "스마트폰 블랙으로", "블랙"),
        ("काला", "जूता काला है", "काला"),
    ],
)
def test_a_known_value_is_found_in_every_spelling_with_its_place_in_the_original_text(finder, value, text, quote):
    assert found(finder(Anything=[value]), text) == [(quote, "Anything")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ring", "earring and spring"),
        ("CD", "model CD400R"),
        ("400", "model CD400R 400"),
        ("Red", "Redwood"),
        ("IPX7", "IPX75"),
        ("One", "One size, one colour"),
        ("M", "3M tape, vitamin M"),
        ("Re", "Re usable"),
        ("XL", "xl"),
        ("红", "红外线"),
        ("Laces", "no laces"),
        ("Laces", "a strap instead of laces"),
        ("Leather", "leather-free"),
    ],
)
def test_what_only_looks_like_the_value_is_not_found(finder, value, text):
    assert found(finder(Anything=[value]), text) == []


@pytest.mark.parametrize(
    ("value", "text", "quote"),
    [
        ("XL", "Shirt XL black", "XL"),
        ("M", "Shirt, Size: M", "M"),
        ("NOW", "NOW Foods", "NOW"),
        ("3M", "3M tape", "3M"),
    ],
)
def test_a_short_value_is_found_in_capitals_or_beside_its_attribute(finder, value, text, quote):
    assert found(finder(Size=[value]), text) == [(quote, "Size")]


def test_all_matches_are_offered_and_the_longest_of_one_attribute_wins(finder):
    values = finder(Color=["Red", "Dark red"], Flavour=["Red wine"])
    text = "dark red wine"
    assert found(values, text) == [("dark red", "Color"), ("red", "Color"), ("red wine", "Flavour")]
    kept = resolve(values.find(text))
    assert [(text[match.start : match.end], match.attribute) for match in kept] == [
        ("dark red", "Color"),
        ("red wine", "Flavour"),
    ]


def test_of_values_with_the_same_words_the_one_spelt_like_the_text_is_found(world):
    one, two = {"id": "1", "title": "", "attributes": {"Brand": ["Olive"]}}, {"id": "2", "title": ""}
    values = KnownValues(world(one, {**two, "attributes": {"Brand": ["Olives"]}}).vocabulary)
    assert [match.value for match in values.find("Olives soap")] == ["Olives"]


def test_a_boolean_attribute_is_found_by_its_name_and_by_its_denial(world):
    rows = [
        {"id": str(place), "title": "", "attributes": {"Grain free": [said]}}
        for place, said in enumerate(["yes", "no"])
    ]
    values = KnownValues(world(*rows).vocabulary)
    assert [match.value for match in resolve(values.find("Grain-free food: yes"))] == ["yes"]
    assert [match.value for match in resolve(values.find("This is not grain free"))] == ["no"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Needs batteries.", ["yes"]),
        ("Works without batteries.", ["no"]),
        ("Batteries? No.", ["no"]),
        ("Batteries? Yes.", ["yes"]),
        ("Batteries? Ask us.", []),
        ("Batteries (not included)", []),
        ("Comes without batteries.", []),
        ("No batteries supplied.", []),
    ],
)
def test_what_is_not_delivered_may_be_needed_all_the_same(world, text, said):
    rows = [{"id": said, "title": "", "attributes": {"Batteries required": [said]}} for said in ("yes", "no")]
    assert [match.value for match in resolve(KnownValues(world(*rows).vocabulary).find(text))] == said


@pytest.mark.parametrize("text", ["Piles non incluses", "Livré sans piles"])
def test_an_attribute_of_what_is_delivered_is_told_by_it(world, text):
    rows = [{"id": said, "title": "", "attributes": {"Piles incluses": [said]}} for said in ("yes", "no")]
    assert [match.value for match in resolve(KnownValues(world(*rows).vocabulary).find(text))] == ["no"]


def test_quantities_are_left_to_the_rules(finder):
    assert found(finder(Volume=["500 ml", "250 ml"]), "bottle 500 ml") == []


def test_an_own_number_or_single_letter_is_found_only_where_it_stands_once(world):
    rows = [{"id": size, "title": "", "attributes": {"Size": [size]}} for size in ("42", "M", "L")]
    made = world(*rows)
    values = KnownValues(made.vocabulary)
    own = frozenset({("Size", "42"), ("Size", "M")})
    assert [match.value for match in values.find_own("slim shirt 42", own)] == ["42"]
    assert values.find_own("42 of 42", own) == []


@given(st.text())
def test_words_lie_in_order_in_the_text_and_never_overlap(text):
    words = text_words(text)
    assert all(0 <= word.start < word.end <= len(text) and word.key for word in words)
    assert all(one.end <= other.start for one, other in pairwise(words))


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=1))
def test_case_makes_no_difference(text):
    assert word_keys(text.upper()) == word_keys(text.upper().lower())


def test_what_follows_a_long_vowel_of_katakana_is_a_word_of_its_own():
    assert word_keys("バッテリーAnker")[-1] == "anker"
    assert word_keys("ﾊﾞｯﾃﾘｰ") == word_keys("バッテリー")
    (_, number, unit) = text_words("ー20W")
    assert (number.key, number.glued, unit.glued) == ("20", False, True)


def test_a_short_text_and_a_long_one_are_read_alike(finder):
    values = finder(
        Color=["red", "dark red", "red wine"], Material=["Stainless steel"], Plug=["3-barrel"], Closure=["laces"]
    )
    text = "A dark-red STAINLESS steel thing with laces, 3 barrel, red"
    short, long = values.find(text), values.find(f"{text}. {'nothing else. ' * 30}")
    assert [match.value for match in short] == ["dark red", "red", "Stainless steel", "laces", "3-barrel", "red"]
    assert short == long


def test_every_value_of_a_name_is_known_in_any_spelling(finder):
    values = finder(Brand=["POND", "Pond's"], Sort=["pond"])
    assert values.named("pond’s") == [("Brand", "POND"), ("Brand", "Pond's"), ("Sort", "pond")]
    assert values.named("lake") == []


class Watched(str):
    """A text that counts the characters that are copied out of it."""

    __slots__ = ()
    copied = 0

    def __getitem__(self, place):
        found = super().__getitem__(place)
        Watched.copied += len(found)
        return found


def test_of_a_long_text_little_is_copied_for_each_place_of_a_short_value(finder):
    text = Watched("an m or l to xs " * 2_000)
    assert finder(Size=["m"]).find(text) == []
    assert 0 < Watched.copied < 50 * len(text)


def test_how_often_a_short_form_stands_in_a_text_is_counted_once(finder, monkeypatch):
    looks = []
    monkeypatch.setattr(known_values, "text_words", lambda text: Looked(text_words(text), looks))
    own = frozenset({("Size", "m")})
    assert finder(Size=["m"]).find_own("an m or l to xs " * 100, own) == []
    assert len(looks) < 10


class Looked(list):
    """Words that tell each time somebody goes through all of them."""

    def __init__(self, words, looks):
        super().__init__(words)
        self._looks = looks

    def __iter__(self):
        self._looks.append(1)
        return super().__iter__()
