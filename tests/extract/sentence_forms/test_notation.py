"""A line that a person writes means what it says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract.sentence_forms.notation import HINT, VALUE, read_form

LISTS = {
    "article": ["der", "die", "das"],
    "sold": ["erhältlich", "zu haben"],
    "care": ["*wash*"],
    "ending": ["gift*"],
    "verb": ["is", "has", "a"],
}


def stands_in(line: str, text: str) -> bool:
    """Say whether a form stands in a text, of which « and » mark the value."""
    return bool(re.search(read_form(line, LISTS).pattern, re.sub("«.*?»", VALUE, text), re.IGNORECASE))


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("see the ___", "See\n the «red»"),
        ("gibt's ___", "gibt’s «rot»"),
        ("gibt/gibt's ___", "gibt's «rot»"),
        ("(very) similar", "similar"),
        ("is (very) similar", "is very similar"),
        ("is (very/quite) similar", "is quite similar"),
        ("___ is similar (to)", "«red» is similar"),
        ("(the/a) (small) photo", "a photo"),
        ("other* ones", "others ones"),
        ("*farbe rot", "Wandfarbe rot"),
        ("in {article} ___", "in der «Küche»"),
        ("___ {sold}", "«rot» zu haben"),
        ("als {article}/ein ___", "als ein «Set»"),
        ("a {word} of ___", "a cat's-eye of «glass»"),
        ("a {words 0-2} of ___", "a of «glass»"),
        ("a {words 0-2} of ___", "a very small of «glass»"),
        ("see {Name} for ___", "SEE Cairn for «leather»"),
        ("autumn {number}", "autumn 2026"),
        ("photo {rest} ___", "photo, of 3.5 l, in «red»"),
        ("free {clause} ___", "free: a «mug»"),
        ("送{signs 0-3}___", "再送一条«红色»"),
        ("___ {thing not verb} is apart", "«red» belt (of wool; 1 m) is apart"),
        ("___ {thing not verb} is apart", "«red», wool) belt is apart"),
        ("___ {name not verb} apart.", "«red» (wool) belt, apart"),
        ("___ {name not verb} apart.", "«red» cotton belt (apart)"),
        ("version ({brackets}) has", "version (for kids) has"),
        (". see ___", "Blue. See «red»"),
        (". see ___", "see «red»"),
        (". (the) photo shows", "- photo shows"),
        (". (the) (small) photo shows", "The photo shows"),
        ("___ recommended.", "«red» recommended, too"),
        ("___ recommended.", "«red» recommended"),
        ("gift: ___", "gift : «red»"),
        ("___-{word} empfohlen", "«Alu»-Vorbau empfohlen"),
        ("___ {not care} {word} suits", "«red» wool suits"),
        ("may & colour* & screen", "On your screen the colours may differ"),
    ],
)
def test_a_form_stands_in_what_it_says(line: str, text: str):
    assert stands_in(line, text)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("see the ___", "foresee the «red»"),
        ("see the ___", "see the blue «red»"),
        ("gibt/gibt's ___", "gibts «rot»"),
        ("in {article} ___", "in einer «Küche»"),
        ("a {words 0-2} of ___", "a b c d of «glass»"),
        ("see {Name} for ___", "see cairn for «leather»"),
        ("photo {rest} ___", "photo. In «red»"),
        ("photo {rest} ___", "photos «red»"),
        ("free {clause} ___", "free, a «mug»"),
        ("送{signs 0-3}___", "送，«红色»"),
        ("送{signs 0-3}___", "送 一 «红色»"),
        ("___ {thing not verb} is apart", "«red» bag, belt is apart"),
        ("___ {thing not verb} is apart", "«red» bag has a belt that is apart"),
        ("___ {name not verb} apart.", "«red» belt of cotton apart"),
        ("___ {name not verb} apart.", "«red» qu'a belt apart"),
        (". see ___", "Not to see «red»"),
        ("___ recommended.", "«red» recommended by all"),
        ("___ {not care} {word} suits", "«red» handwash suits"),
        ("may & colour* & screen", "On your screen the colours differ"),
    ],
)
def test_a_form_does_not_stand_in_what_it_does_not_say(line: str, text: str):
    assert not stands_in(line, text)


@pytest.mark.parametrize(
    ("line", "hints"),
    [
        ("see the gallery", {"gallery"}),
        ("___ {sold}", {"erhältlich", "haben"}),
        ("auch/ebenso in ___", {"auch", "ebenso"}),
        ("(only) for the photo", {"photo"}),
        ("no incluid*", {"no"}),
        ("a {ending}", {"a"}),
        ("große Größe", {"grosse"}),
        ("portez-le", {"portez"}),
        ("赠品___", {"赠"}),
    ],
)
def test_the_longest_words_that_it_cannot_do_without_are_its_hints(line: str, hints: set[str]):
    assert read_form(line, LISTS).hints == hints


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("___ {word} gift*", "no word is written whole in '___ {word} gift*'"),
        ("a {colour}", "no list of words is called 'colour'"),
        ("a (b", "'(b' cannot be read in 'a (b'"),
        ("a / b", "'/ b' cannot be read in 'a / b'"),
    ],
)
def test_what_cannot_be_read_is_told(line: str, reason: str):
    with pytest.raises(ValueError, match=re.escape(reason)):
        read_form(line, LISTS)


def test_the_first_word_of_each_list_is_told_by_its_name():
    found = re.search(read_form("{article} {word} {article} ___", LISTS).pattern, f"das Tuch der {VALUE}")
    assert found and found["article"] == "das"


_LITERAL = st.text("aäéô'-赠は", min_size=1, max_size=5).filter(lambda word: word[0] not in "'-" and HINT.search(word))


@given(st.lists(_LITERAL, min_size=1, max_size=4), st.integers(0, 4), st.sampled_from([" ", "\n", "  "]))
def test_words_stand_in_themselves_and_one_of_their_hints_with_them(words: list[str], place: int, space: str):
    said = [*words[:place], VALUE, *words[place:]]
    form = read_form(" ".join(said).replace(VALUE, "___"), {})
    assert re.search(form.pattern, space.join(said).replace("'", "’").upper(), re.IGNORECASE)
    assert form.hints <= {word for one in words for word in HINT.findall(one.casefold())}
