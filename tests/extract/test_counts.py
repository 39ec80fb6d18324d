"""Counts in words, and that there is none: right before the name of an attribute that holds numbers."""

import pytest
from kgtag.extract.rules import Rules
from kgtag.kg.schema import Attribute


@pytest.fixture
def rules(world):
    def build(name, *values):
        rows = [{"id": value, "title": "x", "attributes": {name: [value]}} for value in values]
        made = world(*rows, schema={name: Attribute(name, "number")})
        return Rules(made.vocabulary, made.schema)

    return build


def stated(rules, text):
    return [(text[one.start : one.end], one.value, one.kind) for one in rules.find(text)]


@pytest.mark.parametrize(
    ("name", "text", "quote", "value"),
    [
        ("Pockets", "Jacket with two pockets", "two pockets", "2"),
        ("Pockets", "TWO POCKETS at the front", "TWO POCKETS", "2"),
        ("Bolsillos", "¡Dos bolsillos! De nada.", "Dos bolsillos", "2"),
        ("Taschen", "Hose mit fünf Taschen", "fünf Taschen", "5"),
        ("Poches", "Veste à trois poches", "trois poches", "3"),
        ("Tasche", "Giacca con quattro tasche", "quattro tasche", "4"),
        ("Bolsos", "Calças com seis bolsos", "seis bolsos", "6"),
        ("Vakken", "Tas met zeven vakken", "zeven vakken", "7"),
    ],
)
def test_a_number_in_words_counts_right_before_its_attribute(rules, name, text, quote, value):
    assert stated(rules(name, "2", "4", "6"), text) == [(quote, value, "cued")]


@pytest.mark.parametrize(
    "text",
    [
        "Two zipped pockets",
        "Two. Pockets inside.",
        "Pockets two by two",
        "Un bolsillo, one pocket",
        "without two pockets",
        "the two of us",
    ],
)
def test_a_number_in_words_elsewhere_counts_nothing(rules, text):
    assert stated(rules("Pockets", "2", "4"), text) == []


@pytest.mark.parametrize("text", ["Sin bolsillos.", "No tiene bolsillos", "Vestido - sin bolsillos, línea limpia"])
def test_what_there_is_none_of_is_counted_as_none(rules, text):
    (found,) = stated(rules("Bolsillos", "0", "2"), text)
    assert found[1:] == ("0", "cued") and "bolsillos" in found[0]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (("1", "2"), "Sin bolsillos."),
        (("0", "2"), "Sin bolsillos traseros"),
        (("0", "2"), "Bolsillos amplios"),
        (("0", "2"), "No solo bolsillos."),
    ],
)
def test_none_is_said_only_of_all_and_where_the_catalog_says_so_too(rules, values, text):
    assert stated(rules("Bolsillos", *values), text) == []
