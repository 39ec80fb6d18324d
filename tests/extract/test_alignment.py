from __future__ import annotations

import pytest
from kgtag.extract.alignment import align
from kgtag.kg.schema import Attribute
from kgtag.kg.vocabulary import written_cells


def aligned(made):
    return align(made.products, made.vocabulary, written_cells(made.products, made.vocabulary))


def labelled(made):
    """What is taught, text by text: the quotes of each attribute, and the absent attributes."""
    return [
        (
            text.product,
            sorted((span.attribute, text.text[span.start : span.end]) for span in text.spans),
            set(text.absent),
        )
        for text in aligned(made)
    ]


def test_own_values_are_spans_in_every_text_where_they_stand(world):
    made = world(
        {"id": "1", "title": "Red shoe, red laces", "description": "In red.", "attributes": {"Color": ["red"]}}
    )
    assert labelled(made) == [("1", [("Color", "Red"), ("Color", "red")], set()), ("1", [("Color", "red")], set())]


def test_another_products_longer_value_does_not_steal_an_own_one(world):
    made = world(
        {"id": "1", "title": "Dark red shoe", "attributes": {"Color": ["red"]}},
        {"id": "2", "title": "Shoe in dark red", "attributes": {"Color": ["dark red"]}},
    )
    assert labelled(made) == [("1", [("Color", "red")], set()), ("2", [("Color", "dark red")], set())]


def test_of_overlapping_own_values_the_longest_is_labelled(world):
    made = world({"id": "1", "title": "Dark red shoe", "attributes": {"Color": ["red", "dark red"]}})
    assert labelled(made)[0][1] == [("Color", "Dark red")]


def test_quantities_align_by_what_they_measure(world):
    made = world(
        {"id": "1", "title": "Bottle 0.5 L", "attributes": {"Capacity": ["500 ml"]}},
        {"id": "2", "title": "Bottle", "attributes": {"Capacity": ["750 ml"]}},
    )
    assert labelled(made)[0] == ("1", [("Capacity", "0.5 L")], set())


def test_a_mark_behind_a_value_belongs_to_it_where_cell_and_text_have_it(world):
    widths = ('18"', "narrow", "20", "broad", "C#")
    titles = ('Sink 18" wide', "Sink, narrow", 'Sink 20" wide', "Sink, broad", "Sink C# wide")
    rows = zip(titles, widths, strict=True)
    made = world(*({"id": title, "title": title, "attributes": {"Width": [width]}} for title, width in rows))
    quotes = [[quote for _, quote in spans] for _, spans, _ in labelled(made)]
    assert quotes == [['18"'], ["narrow"], ["20"], ["broad"], ["C#"]]


@pytest.mark.parametrize(
    ("title", "spans"),
    [
        ("Cart (3) shelves", ["3"]),
        ("Cart, 3 trays, 3 wheels", []),
        ('Cart 3" high', []),
        ("Cart 3 kg", []),
        ("Cart X3", []),
    ],
)
def test_a_bare_number_is_a_span_where_a_text_says_it_once_and_without_a_unit(world, title, spans):
    others = ({"id": str(levels), "title": "Cart", "attributes": {"Levels": [str(levels)]}} for levels in (2, 4, 5))
    made = world({"id": "1", "title": title, "attributes": {"Levels": ["3"]}}, *others)
    assert labelled(made)[0][1] == [("Levels", span) for span in spans]


def test_a_cell_known_to_be_empty_is_absent_and_an_unknown_one_is_not(world):
    made = world(
        {"id": "1", "title": "Plain shoe", "attributes": {"Color": None}},
        {"id": "2", "title": "Plain shoe"},
        {"id": "3", "title": "Red shoe", "attributes": {"Color": ["red"]}},
    )
    assert [absent for _, _, absent in labelled(made)] == [{"Color"}, set(), set()]


def test_an_attribute_declared_complete_is_absent_where_it_is_not_listed(world):
    rows = [{"id": "1", "title": "Plain shoe"}, {"id": "2", "title": "Red shoe", "attributes": {"Color": ["red"]}}]
    made = world(*rows, schema={"Color": Attribute("Color", complete=True), "tag": Attribute("tag", many=True)})
    assert [absent for _, _, absent in labelled(made)] == [{"Color"}, set()]


def test_a_value_stated_in_one_text_says_nothing_of_the_other(world):
    made = world({"id": "1", "title": "Red shoe", "description": "For the road.", "attributes": {"Color": ["red"]}})
    assert [absent for _, _, absent in labelled(made)] == [set(), set()]


def silent_world(world, stated, silent):
    """`stated` products name their colour in the title, `silent` ones (green) do not."""
    return world(
        *({"id": f"s{place}", "title": "Red shoe", "attributes": {"Color": ["red"]}} for place in range(stated)),
        *({"id": f"n{place}", "title": "Plain shoe", "attributes": {"Color": ["green"]}} for place in range(silent)),
    )


@pytest.mark.parametrize(("stated", "silent", "absent"), [(3, 1, {"Color"}), (1, 1, {"Color"}), (1, 3, set())])
def test_silence_is_absence_only_for_attributes_whose_values_usually_stand_in_the_text(world, stated, silent, absent):
    assert labelled(silent_world(world, stated, silent))[-1][2] == absent


@pytest.mark.parametrize(
    ("title", "brand"),
    [("Conair shoe", "Conair Corporation"), ("Mont Blanc shoe", "Montblanc"), ("TrueNorth", "True North")],
)
def test_a_text_with_a_word_of_the_value_or_its_letters_is_not_silent(world, title, brand):
    made = world(
        *({"id": f"s{place}", "title": "Acme shoe", "attributes": {"Brand": ["Acme"]}} for place in range(3)),
        {"id": "n", "title": title, "attributes": {"Brand": [brand]}},
    )
    assert labelled(made)[-1] == ("n", [], set())


def test_a_text_carries_its_products_category(world):
    made = world({"id": "1", "title": "Red shoe", "category": ["Shoes", "Running"], "attributes": {"Color": ["red"]}})
    assert [text.category for text in aligned(made)] == ["Shoes > Running"]


def many(title, attribute, pairs, *, start=0):
    """Products whose title says one thing and whose cell another."""
    return [
        {"id": f"{attribute}{start + place}", "title": title.format(said), "attributes": {attribute: [value]}}
        for place, (said, value) in enumerate(pairs)
    ]


def spans_of(made):
    return {quote for _, spans, _ in labelled(made) for _, quote in spans}


def test_a_name_that_texts_use_for_a_value_is_its_span(world):
    pairs = [("HP", "Hewlett-Packard")] * 8 + [("Canon", "Canon Incorporated")] * 8
    made = world(*many("{} laser printer, free shipping", "Brand", pairs))
    assert spans_of(made) == {"HP", "Canon"}


def test_a_value_in_another_unit_than_its_text_is_a_span_though_the_column_does_not_name_its_unit(world):
    inches = [('4 3/4"', "12.1"), ('10 1/2"', "26.7"), ('60"', "152.4"), ('24"', "61.0"), ('18-1/2"', "47.0")]
    made = world(*many("Shelf {} wide, 2 hooks", "Width", inches * 3))
    assert spans_of(made) == {quote for quote, _ in inches}


def test_a_bare_number_that_titles_mostly_say_is_a_span_where_it_stands_alone(world):
    years = [("2016", "2016"), ("2018", "2018"), ("2021", "2021"), ("2021, after the 2021 harvest", "2021")] * 5
    made = world(*many("Chablis {}, 750 ml", "Vintage", years))
    assert spans_of(made) == {"2016", "2018", "2021"}
    assert not any(spans for text, spans, _ in labelled(made) if "harvest" in text)


def test_words_that_another_value_explains_are_no_name(world):
    rows = [
        {"id": f"{maker}{place}", "title": f"{maker} model {place}", "attributes": {"Brand": [maker], "Type": [kind]}}
        for maker, kind in (("Garland", "Cooking equipment"), ("Duke", "Storage"))
        for place in range(8)
    ]
    assert {name for _, spans, _ in labelled(world(*rows)) for name, _ in spans} == {"Brand"}
