"""Candidates for misspellings: every value within one edit is among them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.misspellings import one_letter_apart


def near(rare: str, *frequent: str) -> list[str]:
    return dict(one_letter_apart({rare: rare}, {value: value for value in frequent})).get(rare, [])


def test_a_letter_more_less_replaced_or_swapped_is_found() -> None:
    for wrong in ("addidas", "adias", "adibas", "aiddas"):
        assert near(wrong, "adidas", "puma") == ["adidas"]


def test_what_has_no_frequent_value_near_is_left_out() -> None:
    assert list(one_letter_apart({"reebok": "reebok"}, {"adidas": "adidas"})) == []


def test_letters_are_compared_as_they_are_given() -> None:
    assert list(one_letter_apart({"ADDIDAS": "addidas"}, {"Adidas": "adidas"})) == [("ADDIDAS", ["Adidas"])]


@given(st.text("abc", min_size=1, max_size=6), st.data())
def test_whatever_letter_is_changed_the_value_is_found(value: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(value) - 1))
    changed = value[:place] + data.draw(st.sampled_from(["", "d", value[place] * 2])) + value[place + 1 :]
    assert near(changed, value) == [value]
