"""The forms of every language can be read, and all that stands in a file is used."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from kgtag.extract import sentence_forms
from kgtag.extract.sentence_forms.notation import read_form
from kgtag.extract.sentence_forms.tables import names, table

LANGUAGES = {
    path.name: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in files("kgtag.extract.sentence_forms").iterdir()
    if path.name.endswith(".toml")
}


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_every_form_of_a_language_means_something_and_every_list_is_named(name: str):
    language = LANGUAGES[name]
    words = language.get("words", {})
    lines = [line for forms in language["forms"].values() for line in forms]
    assert len(lines) == len(set(lines))
    for line in lines:
        re.compile(read_form(line, words).pattern)
    entries = [entry for entries in words.values() for entry in entries]
    named = {name for line in [*lines, *entries] for name in re.findall(r"(?:\{|not )(\w+)\}", line)}
    assert words.keys() <= named


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_what_a_table_says_is_told(name: str):
    table, _, names = (sentence_forms.__doc__ or "").rpartition("=====")
    forms = set(re.findall(r"`(\w+)`", "\n".join(line.split("  ")[0] for line in table.splitlines())))
    assert LANGUAGES[name]["forms"].keys() <= forms
    assert LANGUAGES[name].get("names", {}).keys() <= set(re.findall(r"`(\w+)`", names))


def test_a_form_is_found_around_a_value_wherever_one_of_its_hints_stands():
    others = table("another_product")
    assert others.around("Auch in ", " erhältlich") and not others.around("In ", " erhältlich")
    assert others.around("ABGEBILDET IST DIE VARIANTE IN ", "")


def test_forms_of_all_languages_are_found_in_one_text_by_its_words():
    text = "Also in red. Auch in Rot."
    assert table("others_follow").within(text, [(0, "also"), (5, "in"), (13, "auch")]) == {(0, 7), (12, 20)}


def test_a_word_that_goes_on_beyond_reach_is_not_taken_for_a_shorter_one():
    text = f"also{' ' * 67}availablexxx"
    assert not table("others_follow").within(text, [(0, "also")])


def test_a_table_that_no_language_has_says_nothing():
    assert not table("unheard-of").by_hint


def test_names_of_attributes_are_known_in_any_language():
    weight = names("weight")
    assert all(weight.search(name) for name in ("Gesamtgewicht", "Peso neto", "Item weight", "masse"))
    assert not any(weight.search(name) for name in ("Pesos mexicanos", "Massenspeicher"))
