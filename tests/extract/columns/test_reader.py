from __future__ import annotations

import pytest
from kgtag.extract.columns.reader import learn_column
from kgtag.extract.phrases import ProductText

SHADES = {"Gray and Metallic": ["silver", "grey", "steel"], "Blue": ["navy", "azure", "teal"], "Red": ["ruby", "wine"]}
SEATS = ("chair", "stool", "bench", "sofa")


def text(product, title):
    return ProductText(product, "Furniture", {"title": title})


def colours():
    """A shop's colour families beside titles that name shades; stools have no colour."""
    shades = [(family, shade) for family, names in SHADES.items() for shade in names]
    known = []
    for place, seat in enumerate(SEATS * 12):
        family, shade = shades[place % len(shades)]
        known.append((text(f"c{place}", f"Modern {shade} {seat} no. {place}"), (family,)))
        known.append((text(f"n{place}", f"Plain {seat} kit no. {place}"), ()))
    return known


def widths():
    inches = (12, 18, 24, 30, 36, 40, 48, 60)
    return [
        (text(f"w{place}", f'Table {inch}" wide x {inch // 2 + place}" high'), (f"{inch * 2.54:.1f}",))
        for place, inch in enumerate(inches * 4)
    ]


@pytest.fixture(scope="module")
def colour_reader():
    return learn_column(colours())


def test_a_shade_is_read_as_the_shops_colour_family(colour_reader):
    answer = colour_reader.answer(text("new", "Modern navy armchair"))
    assert answer.value == "Blue"
    assert "navy" in {place.surface for place in answer.places}


def test_where_the_text_says_nothing_nothing_is_answered(colour_reader):
    assert colour_reader.answer(text("new", "Plain bench kit no. 99")) is None


def test_all_candidates_have_probabilities_the_best_first(colour_reader):
    readings = colour_reader.read(text("new", "Modern ruby sofa"))
    assert readings[0].value == "Red"
    assert [one.probability for one in readings] == sorted((one.probability for one in readings), reverse=True)
    assert all(0 <= one.probability <= 1 for one in readings)


def test_of_several_measures_the_one_that_the_column_holds_is_read():
    answer = learn_column(widths()).answer(text("new", 'Table 20" wide x 33" high'))
    assert (answer.value, answer.places[0].surface) == ("50.8", '20"')


def test_equal_products_give_an_equal_reader(colour_reader):
    again = learn_column(colours())
    assert (again.weights, again.threshold, again.forms) == (
        colour_reader.weights, colour_reader.threshold, colour_reader.forms,
    )  # fmt: skip


@pytest.mark.parametrize(
    "known", [[], [(text("1", "Red chair"), ("Red",))], [(text("1", "Chair"), ()), (text("2", "Stool"), ())]]
)
def test_a_column_that_nothing_leads_to_has_no_reader(known):
    assert learn_column(known) is None


def test_products_that_share_no_word_and_no_category_are_read_too():
    known = [
        (ProductText(f"p{place}", f"c{place}", {"title": f"{value} w{place}"}), (value,))
        for place, value in enumerate(f"v{number}" for number in range(60))
    ]
    assert learn_column(known).classifier.terms


def test_the_products_own_cell_does_not_make_its_value_a_common_one():
    """Three have each value and no text says it: two others are too few to tell it by, with or without the third."""
    known = [(text(f"p{place}", "plain chair"), (f"shade {place // 3}",)) for place in range(60)]
    assert learn_column(known) is None


def test_a_column_with_a_fixed_set_of_values_is_read_as_no_other():
    sizes = ("small", "medium", "large")
    known = [(text(f"p{place}", f"tee in {sizes[place % 3]} fit"), (sizes[place % 3],)) for place in range(330)]
    reader = learn_column(known)
    assert reader.answer(text("new", "tee in large fit")).value == "large"
    assert {one.value for one in reader.read(text("new", "tee in gigantic fit"))} <= set(sizes)


def test_a_column_in_which_new_values_come_up_is_read_as_new_ones_too():
    known = [(text(f"p{place}", f"tee by maker{place} in red"), (f"maker{place}",)) for place in range(330)]
    assert learn_column(known).answer(text("new", "tee by novel in red")).value == "novel"
