"""Where a text is cut for its marks, and that nothing of it is lost."""

from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.report.marked_text import Mark, mark_text, printable, shortened


def mark(start, end, attribute="Color"):
    return Mark(start, end, attribute, "red", 0.9, "rule")


def pieces(text, *marks, longest=1_200):
    return [(piece.text, len(piece.marks)) for piece in mark_text(text, marks, longest).pieces]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))), st.integers(1, 50))
def test_the_pieces_are_the_text_and_marked_ones_the_quotes(text, spans, longest):
    marks = [mark(*sorted(span)) for span in spans if span[0] != span[1] and max(span) <= len(text)]
    marked = mark_text(text, marks, longest)
    shown = "".join(piece.text for piece in marked.pieces)
    assert shown == printable(text)[: len(text) - marked.left_out]
    kept = {one for piece in marked.pieces for one in piece.marks}
    for one in kept:
        words = "".join(piece.text for piece in marked.pieces if one in piece.marks)
        assert words == printable(text)[one.start : one.end]


def test_marks_that_overlap_share_a_piece():
    assert pieces("abcdef", mark(0, 4), mark(2, 6, "Size")) == [("ab", 1), ("cd", 2), ("ef", 1)]


def test_a_text_is_cut_before_a_mark_that_would_be_cut():
    marked = mark_text("a red shoe", [mark(2, 5)], 4)
    assert [piece.text for piece in marked.pieces] == ["a "]
    assert (marked.left_out, marked.marks_left_out) == (8, 1)


def test_an_empty_text_has_no_pieces():
    assert pieces("") == []


def test_control_characters_are_shown_as_unknown_ones():
    assert printable("a\x00b\x1b\nc") == "a\ufffdb\ufffd\nc"


def test_a_text_that_was_shortened_ends_with_an_ellipsis():
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"
