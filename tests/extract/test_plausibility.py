"""What a model finds is asked once more: is it a value as it was cut out, and do the words around it let it be one?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract.extractors import Extractors
from kgtag.extract.known_values import KnownValues
from kgtag.extract.matching import Found, is_cut, resolve
from kgtag.extract.plausibility import is_plausible
from kgtag.extract.tagger.decoding import Candidate

CELLS = {"Plug": "USB-C", "Brand": "Acme", "Material": "leather", "Free from": "parabens", "SPF": "50", "NC": "あり"}


@pytest.fixture
def shop(world):
    rows = [{"id": name, "title": "x", "attributes": {name: [value]}} for name, value in CELLS.items()]
    return world(*rows, {"id": "50+", "title": "x", "attributes": {"SPF": ["50+"]}})


def plausible(shop, text, attribute, extractor="tagger"):
    """Ask about the words between « and »."""
    start, end = text.index("«"), text.index("»") - 1
    text = text.replace("«", "").replace("»", "")
    value = shop.vocabulary.canonical(attribute, text[start:end]).name
    found = Found("title", start, end, attribute, value, extractor)
    return is_plausible(found, text, shop.vocabulary.attribute(attribute), shop.vocabulary)


@pytest.mark.parametrize(
    "text", ["モ«バイル»バッテリー", "モバイル«バッ»テリー", "ポ«ート»数", "type 1«25» x", "«4».5 mm", "Le«atherette»"]
)
def test_a_new_value_is_no_piece_of_a_word(shop, text):
    assert not plausible(shop, text, "Plug")


@pytest.mark.parametrize(
    "text", ["«バッテリー»付き", "高速«USB-C»ケーブル", "«磁気»式バッテリー", "«USB4» x", "«4.5» mm", "500«ml»"]
)
def test_a_new_value_may_begin_and_end_where_a_script_does(shop, text):
    assert plausible(shop, text, "Plug")


def test_a_piece_that_is_a_known_value_may_be_one(world):
    made = world({"id": "1", "title": "", "attributes": {"Plug": ["バッ"]}})
    assert plausible(made, "モバイル«バッ»テリー", "Plug")


@pytest.mark.parametrize("word", ["Sin", "Ohne", "non", "の", "The", "não", "no"])
def test_a_denial_or_a_function_word_alone_is_no_new_value(shop, word):
    assert plausible(shop, f"«{word}» té verde.", "Brand") == (word == "の")


def test_a_function_word_that_the_catalog_has_is_one(world):
    made = world({"id": "1", "title": "", "attributes": {"Brand": ["NOW"]}})
    assert plausible(made, "«NOW» Foods", "Brand")


def test_what_is_denied_is_said_of_an_attribute_of_lack_alone(shop):
    assert not plausible(shop, "No contiene «leather»", "Material")
    assert plausible(shop, "Free of «parabens»", "Free from") and not plausible(shop, "with «parabens»", "Free from")
    assert not plausible(shop, "no «leather»", "Material", "clue")


@pytest.mark.parametrize(
    "text",
    [
        "Compatible con envases «Acme»",
        "Fits «Acme» drills",
        "«Acme»に対応",
        "Ideal für «Acme»",
        "Passt gut zum Gürtel von «Acme»",
        "Om te zitten; daarvoor is er een trap van «Acme»",
    ],
)
def test_what_a_product_is_compatible_with_is_not_its_brand(shop, text):
    assert not plausible(shop, text, "Brand")
    assert plausible(shop, text, "Material")


def test_what_a_part_is_the_product_is_not_but_it_may_have_the_features_of_the_part(world):
    many = {"Colour": ["red"], "Features": ["padded", "washable"]}
    made = world(*({"id": name, "title": "x", "attributes": many} for name in "12"))
    assert not plausible(made, "The inside is «red»", "Colour")
    assert plausible(made, "The inside is «padded»", "Features")


def test_what_stands_before_a_colon_in_a_title_is_the_product_itself(shop):
    assert plausible(shop, "Camera strap: «Acme» Sling", "Brand")
    assert not plausible(shop, "Camera with a strap of «leather»", "Material")


def test_a_brand_beside_is_one(shop):
    assert plausible(shop, "«Acme» drill, compatible with all bits", "Brand")


class Numbers:
    """A tagger that takes the number in a title for the SPF."""

    version, threshold = "1", 0.5

    def tag(self, texts, progress):
        return [
            [Candidate(text.index("50"), text.index("50") + 2, "SPF", 0.9)] if "50" in text else [] for text, _ in texts
        ]


@pytest.mark.parametrize(
    ("title", "value"), [("Cream FPS 50+", "50+"), ("Cream FPS 50", "50"), ("Cream SPF 50+", "50+")]
)
def test_the_longest_known_spelling_wins(shop, title, value):
    product = {"id": "1", "category": [], "title": title, "description": ""}
    found = Extractors(shop.vocabulary, shop.schema, Numbers()).find([product])[0]
    assert {(one.value, title[one.start : one.end]) for one in found if one.attribute == "SPF"} == {(value, value)}


@pytest.mark.parametrize(
    ("text", "attribute", "is_one"),
    [
        ("takes «27 MP» photographs", "Weight", False),
        ("sees «1000 m» far", "Weight", False),
        ("with «14 x» zoom", "Weight", False),
        ("weighs «0.4 kg»", "Weight", True),
        ("between «400 and 500 g»", "Weight", True),
        ("a «point»-and-shoot camera", "Megapixels", False),
        ("with «36»", "Megapixels", True),
        ("«495» g with battery", "Megapixels", False),
        ("capacity «9» litres", "Weight", False),
        ("weighs «350» grams", "Weight", False),
        ("«45 MP\n- 495 grams»", "Weight", False),
        ("binoculars «10x42»", "Weight", False),
        ("a bin of «12 gallons»", "Capacity", True),
        ("a bin of «12 kg»", "Capacity", False),
    ],
)
def test_a_new_value_of_a_numeric_attribute_measures_what_it_measures(
    world, text: str, attribute: str, is_one: bool
) -> None:
    weights, numbers = ("350 g", "420 g", "510 g", "530 g"), ("12", "20", "24", "36.5")
    capacities = ("16 GB", "32 GB", "64 GB", "9 gallons")
    rows = [
        {"id": number, "title": "x", "attributes": {"Weight": [weight], "Megapixels": [number], "Capacity": [capacity]}}
        for weight, number, capacity in zip(weights, numbers, capacities, strict=True)
    ]
    assert plausible(world(*rows), text, attribute) is is_one


def test_a_value_in_hiragana_does_not_stand_in_a_verb(shop):
    extractors = Extractors(shop.vocabulary, shop.schema)
    texts = ["NC機能はありません", "NCもあります", "NC機能あり", "NC：あり"]
    rows = [{"id": "1", "category": [], "title": text, "description": ""} for text in texts]
    assert [bool(found) for found in extractors.find(rows)] == [False, False, True, True]


@given(st.text(alphabet="アイウー", min_size=3), st.data())
def test_every_real_part_of_a_run_is_cut(run, data):
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    assert is_cut(f"新{run}の", start + 1, end + 1) == ((start, end) != (0, len(run)))


def test_a_new_value_of_a_column_that_repeats_a_few_takes_more_than_a_tagger(world):
    rows = [
        {
            "id": f"{number}",
            "title": "x",
            "attributes": {"Allergens": [("milk", "soya")[number % 2]], "Maker": [f"M{number}"]},
        }
        for number in range(30)
    ]
    made = world(*rows)
    text, place = "dark chocolate", (5, 14)
    found = {
        (attribute, extractor): Found("title", *place, attribute, "chocolate", extractor)
        for attribute in ("Allergens", "Maker")
        for extractor in ("tagger", "rule")
    }
    believed = {
        key: is_plausible(one, text, made.vocabulary.attribute(one.attribute), made.vocabulary)
        for key, one in found.items()
    }
    assert [key for key, is_believed in believed.items() if not is_believed] == [("Allergens", "tagger")]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("helmet 52 – «56 cm»", False),
        ("helmet 52-«56 cm»", False),
        ("from 52 to «56 cm»", False),
        ("von 52 bis «56 cm»", False),
        ("helmet Sol 2 – «56 cm»", True),
        ("«52 – 56 cm»", True),
        ("helmet 10,«56 cm»", False),
        ("Sol - «56 cm»", True),
    ],
)
def test_the_end_of_a_range_is_no_value(world, text, is_one):
    rows = [{"id": value, "title": "x", "attributes": {"Size": [value]}} for value in ("56 cm", "52 – 56 cm", "XL")]
    assert plausible(world(*rows), text, "Size") is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("«Small» platform for small feet", False),
        ("«Large» pockets", False),
        ("Packs away «small», weighing little", False),
        ("Jersey Sol - «small»", True),
        ("Rain jacket Cima «extra large»", True),
        ("Frame size «medium», red", True),
        ("«S» like Sol", True),
    ],
)
def test_the_word_for_a_size_is_one_where_it_stands_alone(world, text, is_one):
    rows = [{"id": value, "title": "x", "attributes": {"Size": [value]}} for value in ("S", "M", "L", "XL")]
    assert plausible(world(*rows), text, "Size") is is_one


def test_a_size_is_found_by_the_words_that_it_is_short_for(world):
    made = world(
        {"id": "1", "title": "x", "attributes": {"Size": ["XL"]}},
        {"id": "2", "title": "x", "attributes": {"Size": ["L"]}},
    )
    known = KnownValues(made.vocabulary)
    texts = ("Jacket extra large", "Jacket - large", "large pockets")
    assert [[match.value for match in resolve(known.find(text))] for text in texts] == [["XL"], ["L"], []]
