"""Any language, any sign: offsets are those of the text as it came, and nothing is cut that a reader sees as one."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.extract.calibration import Calibration
from kgtag.extract.extractors import Extractors
from kgtag.extract.matching import Found, Match, resolve
from kgtag.extract.merging import merge

SAID = [
    ("zh", "新款不锈钢保温杯多少钱", "不锈钢"),
    ("ja", "防水ワイヤレスイヤホン黒", "イヤホン"),
    ("th", "กระเป๋าหนังสีดำน้ำหนักเบา", "สีดำ"),
    ("ar", "سماعات بلوتوث سوداء، مقاومة للماء", "سوداء"),
    ("he", "אוזניות שחורות", "שחורות"),
    ("de", "Edelstahl-Thermosflasche grün", "grün"),
    ("de composed", "Edelstahl-Thermosflasche gru\u0308n", "gru\u0308n"),
    ("hi", "काला चमड़े का बैग", "चमड़े"),
    ("ko", "검정 가죽가방", "가죽"),
    ("ru", "Чайник стальной, чёрный", "чёрный"),
    ("emoji", "🔥🔥 waterproof 👩🏽‍🚀 kettle", "waterproof"),
    ("mixed", "IPX7防水Bluetooth耳机🎧黑色", "黑色"),
]


@pytest.fixture(scope="module")
def extractors(make_world) -> Extractors:
    rows = [
        {"id": f"{language}{number}", "title": "x", "attributes": {"Feature": [value]}}
        for language, _, value in SAID
        for number in range(2)
    ]
    made = make_world(*rows, {"id": "n", "title": "x", "attributes": {"Weight": ["500 g"]}})
    return Extractors(made.vocabulary, made.schema)


def find(extractors: Extractors, text: str) -> list[Found]:
    return extractors.find([{"id": "1", "title": text, "description": "", "category": []}])[0]


@pytest.mark.parametrize(("text", "value"), [said[1:] for said in SAID], ids=[said[0] for said in SAID])
def test_a_known_value_is_found_where_it_stands(extractors: Extractors, text: str, value: str):
    assert value in {text[one.start : one.end] for one in find(extractors, text)}


@given(
    st.lists(
        st.one_of(
            st.sampled_from([said[2] for said in SAID] + ["500 g", " ", "👩🏽‍🚀", "\u0301", "ำ", "\u200d"]),
            st.text(max_size=4),
        )
    )
)
@settings(max_examples=200)
def test_no_quote_of_any_text_is_empty_or_cuts_a_mark_from_its_letter(extractors: Extractors, parts: list[str]):
    text = "".join(parts)
    for one in find(extractors, text):
        assert 0 <= one.start < one.end <= len(text)
        assert not regex.match(r"\p{M}|\u0e33", text[one.start])


def test_a_value_does_not_end_within_a_letter_and_its_mark(extractors: Extractors):
    """The catalog's "สีดำ" ends in a vowel that is written with the letter before; "สีด" alone is not the value."""
    assert not find(extractors, "กระเป๋าสีดa")


def test_the_same_value_in_title_and_description_is_found_twice(extractors: Extractors):
    texts = {"title": "waterproof kettle", "description": "A kettle, truly waterproof."}
    product = {"id": "1", "category": [], **texts}
    mentions = merge("1", "", texts, extractors.find([product])[0], Calibration(), ())
    assert [(one.value, one.field, one.start) for one in mentions] == [
        ("waterproof", "title", 0),
        ("waterproof", "description", 16),
    ]


def test_thousands_of_values_in_one_text_are_told_apart_without_comparing_all_pairs():
    matches = [Match(place, place + 3, f"a{place % 7}", "v") for place in range(60_000)]
    found = [Found("title", one.start, one.end, one.attribute, one.value, "catalog") for one in matches]
    kept = resolve(matches)
    merge("1", "", {"title": "x" * 60_003}, found, Calibration(), ())
    assert len(kept) == 60_000
