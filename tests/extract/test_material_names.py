"""A material under the other names that labels have for it."""

import pytest
from kgtag.extract.known_values import KnownValues
from kgtag.extract.matching import resolve
from kgtag.extract.material_names import other_names


@pytest.fixture
def shop(world):
    def build(*values):
        return KnownValues(
            world(*({"id": value, "title": "x", "attributes": {"Material": [value]}} for value in values)).vocabulary
        )

    return build


def found(values, text):
    return [(match.value, text[match.start : match.end]) for match in resolve(values.find(text))]


@pytest.mark.parametrize(
    ("value", "text", "quote"),
    [
        ("Polyester", "Recyceltes PES, 600 den", "PES"),
        ("polypropylene", "Deck in PP, won't rust", "PP"),
        ("chrome vanadium", "Forged from CrV steel", "CrV"),
        ("aluminium", "Alu frame, weegt niets", "Alu"),
        ("aluminium", "made of aluminum", "aluminum"),
        ("ABS plastic", "Housing in tough ABS.", "ABS"),
        ("ABS-Kunststoff", "Gehäuse aus ABS", "ABS"),
        ("rvs", "van roestvrij staal", "roestvrij staal"),
        ("acier inoxydable", "gourde en inox", "inox"),
    ],
)
def test_a_material_is_found_under_its_other_names(shop, value, text, quote):
    assert found(shop(value), text) == [(value, quote)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("polyamide", "Ma e pa, 50 ml"),
        ("ABS plastic", "for abs and legs"),
        ("ABS plastic", "plastic"),
        ("polypropylene", "pp. 12"),
        ("oak plastic", "OAK"),
    ],
)
def test_a_code_counts_only_in_its_own_capitals(shop, value, text):
    assert found(shop(value), text) == []


def test_the_whole_name_counts_and_not_the_material_that_it_ends_in(shop):
    assert found(shop("rvs", "staal"), "Van roestvrij staal, geborsteld") == [("rvs", "roestvrij staal")]


def test_what_is_a_value_itself_is_no_other_name(shop):
    assert found(shop("Alu", "aluminium"), "Alu, aluminium") == [("Alu", "Alu"), ("aluminium", "aluminium")]


def test_what_is_no_material_has_no_other_names():
    assert other_names("red") == [] and other_names("LED") == []


def test_a_code_is_learned_from_where_it_stands_for_the_products_own_material(shop):
    values = shop("Polyester")
    assert [match.value for match in values.find_own("aus PES", frozenset({("Material", "Polyester")}))] == [
        "Polyester"
    ]
    assert values.find_own("aus pes", frozenset({("Material", "Polyester")})) == []
