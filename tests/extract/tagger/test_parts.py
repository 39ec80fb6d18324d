"""The tagger's parts: windows, spans, loss, decoding."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract.encoder import WordPieces, load_word_pieces
from kgtag.extract.labelled_text import LabelledText, Span
from kgtag.extract.tagger.decoding import (
    Candidate,
    ScoreArrays,
    best_candidates,
    best_values,
    choose_threshold,
    decode,
)
from kgtag.extract.tagger.inputs import (
    CATEGORY_PIECES,
    Window,
    batches_by_length,
    category_pieces,
    collate,
    text_windows,
)
from kgtag.extract.tagger.labels import AttributeNumbers, Gold, number_attributes, window_gold, without_category
from kgtag.extract.tagger.loss import collate_gold, tagger_loss
from kgtag.extract.tagger.model import Scores
from kgtag.extract.tagger.spans import MAX_SPAN_WORDS, span_place, span_table


@pytest.fixture(scope="module")
def vocabulary(tiny_encoder: Path) -> WordPieces:
    return load_word_pieces(str(tiny_encoder))


def windows_of(text: str, vocabulary: WordPieces, max_pieces: int = 254) -> list[Window]:
    return list(text_windows(0, text, "shoes", vocabulary, max_pieces))


def one_window(text: str, vocabulary: WordPieces) -> Window:
    (window,) = windows_of(text, vocabulary)
    return window


# windows


@pytest.mark.parametrize("word", ["red", "qqqqqqqq", "水"])
def test_every_span_lies_whole_in_the_one_window_that_owns_its_first_word(word: str, vocabulary: WordPieces):
    windows = windows_of(" ".join([word] * 700), vocabulary)
    owned = [
        (window.words[place][0], len(window.words) - place)
        for window in windows
        for place in range(window.owned[0], window.owned[1])
    ]
    assert [start for start, _ in owned] == list(range(0, 700 * (len(word) + 1), len(word) + 1))
    assert all(seen >= MAX_SPAN_WORDS for _, seen in owned[: 700 - MAX_SPAN_WORDS])


@pytest.mark.parametrize("text", ["red shoe " * 5000, "水" * 20_000, "a\x00\u0301" * 5000])
def test_no_window_is_more_than_the_encoder_takes_and_all_text_is_read(text: str, vocabulary: WordPieces):
    windows = windows_of(text, vocabulary)
    assert all(sum(map(len, window.pieces)) + CATEGORY_PIECES + 3 <= 254 for window in windows)
    assert all(pieces for window in windows for pieces in window.pieces)
    assert windows[0].words[0][0] == 0
    assert windows[-1].words[-1][1] == len(text.rstrip())


def test_a_text_without_words_has_no_window(vocabulary: WordPieces):
    assert windows_of(" \n", vocabulary) == []


def test_of_a_long_category_path_the_end_is_read(vocabulary: WordPieces):
    pieces = category_pieces(vocabulary, "nothing > " * 100 + "shoes")
    assert len(pieces) == CATEGORY_PIECES
    assert pieces[-1:] == category_pieces(vocabulary, "shoes")


@given(st.lists(st.integers(1, 128), max_size=60), st.integers(1, 1_000_000))
def test_batches_hold_every_item_once_and_bound_the_memory(lengths: list[int], scores_per_word: int):
    batches = batches_by_length(lengths, 16, scores_per_word)
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[place] for place in batch)
        assert len(batch) == 1 or len(batch) * longest * scores_per_word <= 32_000_000


# spans and what is known of them


@given(st.integers(1, 60), st.data())
def test_a_span_is_found_where_the_table_has_it(words: int, data: st.DataObject):
    first = data.draw(st.integers(0, words - 1))
    last = data.draw(st.integers(first, min(words, first + MAX_SPAN_WORDS) - 1))
    assert span_table(words)[span_place(first, last, words)].tolist() == [first, last]


def test_attributes_belong_to_the_categories_that_named_them_or_their_absence():
    numbers = number_attributes(
        [
            LabelledText("1", "red shoe", "shoes", (Span(0, 3, "Color"),)),
            LabelledText("2", "12 cm bag", "bags", (Span(0, 5, "Size"),), frozenset({"Color", "Never found"})),
        ]
    )
    assert numbers == AttributeNumbers(("Color", "Size"), {"bags": (0, 1), "shoes": (0,)})
    assert numbers.of_category("belts") == (0, 1)


def test_named_is_known_absent_is_known_and_the_rest_is_not(vocabulary: WordPieces):
    numbers = AttributeNumbers(("Brand", "Color", "Size"), {"shoes": (0, 1, 2)})
    text = LabelledText("1", "red shoe by Acme", "shoes", (Span(0, 3, "Color"),), frozenset({"Size"}))
    assert window_gold(one_window(text.text, vocabulary), text, numbers) == Gold(((0, 0, 1),), (1, 2), (0, 1, 2))


def test_a_span_is_widened_to_whole_words(vocabulary: WordPieces):
    text = LabelledText("1", "the redshoe", "shoes", (Span(4, 7, "Color"),))
    gold = window_gold(one_window(text.text, vocabulary), text, AttributeNumbers(("Color",), {"shoes": (0,)}))
    assert gold.spans == ((1, 1, 0),)


def test_a_value_too_long_for_one_answer_is_not_known_and_not_nothing(vocabulary: WordPieces):
    text = LabelledText("1", " ".join(["red"] * 20), "shoes", (Span(0, 79, "Color"),))
    gold = window_gold(one_window(text.text, vocabulary), text, AttributeNumbers(("Color",), {"shoes": (0,)}))
    assert gold.known == ()


def test_a_window_that_cuts_a_value_does_not_know_it(vocabulary: WordPieces):
    words = 300
    for place in range(words - 3):
        text = LabelledText("1", " ".join(["red"] * words), "shoes", (Span(place * 4, place * 4 + 11, "Color"),))
        golds = [
            window_gold(window, text, AttributeNumbers(("Color",), {"shoes": (0,)}))
            for window in windows_of(text.text, vocabulary)
        ]
        assert any(gold.known and gold.spans for gold in golds)
        assert all(last - first == 2 for gold in golds if gold.known for first, last, _ in gold.spans)


def test_without_its_category_a_text_lacks_what_the_category_cannot_have():
    gold = Gold(((0, 0, 1),), (1,), (0, 1))
    assert without_category(gold, 4) == Gold(((0, 0, 1),), (1, 2, 3), (0, 1, 2, 3))


# loss


def scores(words: int = 4, attributes: int = 2) -> Scores:
    torch.manual_seed(1)
    bio = torch.randn(1, words, 1 + 2 * attributes, requires_grad=True)
    slots = torch.randn(1, 1 + len(span_table(words)), attributes, requires_grad=True)
    return Scores(bio, slots)


def gradients(gold: Gold, sampled: float = 0.0) -> tuple[torch.Tensor, torch.Tensor]:
    given_scores = scores()
    loss = tagger_loss(given_scores, collate_gold([gold], 4, 2), torch.ones(1, 4, dtype=torch.bool), sampled=sampled)
    loss.backward()
    assert given_scores.bio.grad is not None
    slots = given_scores.slots.grad
    return given_scores.bio.grad[0], slots[0] if slots is not None else torch.zeros(1)


def test_an_unknown_attribute_carries_no_loss_outside_of_known_values():
    bio, slots = gradients(Gold(spans=((1, 2, 0),), known=(0,), possible=(0, 1)))
    assert slots[:, 0].abs().sum() > 0
    assert slots[:, 1].abs().sum() == 0
    begin_unknown, inside_unknown = 2, 4
    assert bio[0, [begin_unknown, inside_unknown]].abs().sum() == 0
    assert bio[3, [begin_unknown, inside_unknown]].abs().sum() == 0


def test_a_word_of_a_known_value_is_no_value_of_an_unknown_attribute():
    bio, _ = gradients(Gold(spans=((1, 2, 0),), known=(0,), possible=(0, 1)))
    assert bio[1, 2] > 0


def test_an_absent_attribute_is_learned_as_nothing_here():
    _, slots = gradients(Gold(spans=(), known=(1,), possible=(0, 1)))
    assert slots[0, 1] < 0
    assert (slots[1:, 1] > 0).all()


def test_a_window_of_which_nothing_is_known_carries_no_loss():
    bio, slots = gradients(Gold(spans=(), known=(), possible=(0, 1)))
    assert bio.abs().sum() == 0
    assert slots.abs().sum() == 0


def test_a_sample_of_an_unknown_slot_is_taken_for_wrong_and_the_rest_left_alone():
    _, slots = gradients(Gold(spans=(), known=(0,), possible=(0, 1)), sampled=0.5)
    drawn = slots[1:, 1] > 0
    assert 0 < drawn.sum() < len(drawn)
    assert slots[0, 1] < 0
    assert (slots[1:, 0] > 0).all()


def test_any_occurrence_of_a_value_is_an_answer():
    gold = collate_gold([Gold(((0, 0, 0), (3, 3, 0)), (0,), (0,))], 4, 1)
    slots = torch.full((1, 1 + len(span_table(4)), 1), -20.0)
    slots[0, 1 + span_place(3, 3, 4), 0] = 20.0
    bio = torch.tensor([[[-20.0, 20, -20], [20, -20, -20], [20, -20, -20], [-20, 20, -20]]])
    assert tagger_loss(Scores(bio, slots), gold, torch.ones(1, 4, dtype=torch.bool)) < 1e-6


# candidates


def test_a_value_is_found_by_the_window_that_owns_its_first_word_alone(vocabulary: WordPieces):
    text, attributes = "red shoe red bag", ("Color",)
    window = replace(one_window(text, vocabulary), owned=(0, 2))
    spans = span_table(4)
    bio = np.full((1, 4, 3), [5.0, 0, 0], dtype=np.float32)
    slots = np.full((1, 1 + len(spans), 1), -10.0, dtype=np.float32)
    bio[0, [0, 2, 3]] = [0, 5, 0]
    slots[0, [1 + span_place(place, place, 4) for place in (0, 2, 3)]] = 5.0
    batch = collate([(window, ())], vocabulary)
    (found,) = decode(ScoreArrays(bio, slots), batch, [window], [text], [(0,)], attributes)
    assert [text[one.start : one.end] for one in found] == ["red"]
    assert found[0].start == 0


def test_of_the_windows_candidates_the_best_of_each_form_and_three_of_each_attribute_are_kept():
    text = "red RED blue green black white"
    found = [
        Candidate(0, 3, "Color", 0.4),
        Candidate(4, 7, "Color", 0.9),
        Candidate(8, 12, "Color", 0.3),
        Candidate(13, 18, "Color", 0.2),
        Candidate(19, 24, "Color", 0.1),
        Candidate(25, 30, "Color", 0.01),
        Candidate(0, 3, "Style", 0.1),
    ]
    kept = best_candidates(text, found)
    assert [(candidate.start, candidate.attribute) for candidate in kept] == [
        (0, "Style"),
        (4, "Color"),
        (8, "Color"),
        (13, "Color"),
    ]


def test_a_slot_is_answered_by_its_best_candidate_above_the_threshold():
    found = [Candidate(0, 3, "Color", 0.4), Candidate(4, 8, "Color", 0.6), Candidate(9, 13, "Brand", 0.2)]
    assert best_values(["red blue acme"], [found], 0.3) == [{"Color": "blue"}]


def test_the_threshold_is_where_right_and_wrong_part():
    texts = ["red"] * 6
    found = [[Candidate(0, 3, "Color", score)] for score in (0.9, 0.8, 0.7, 0.3, 0.2, 0.1)]
    red, none = {"Color": frozenset({"red"})}, {"Color": frozenset[str]()}
    assert choose_threshold(texts, found, [red, red, red, none, none, none]) == (0.5, 1.0)


def test_what_is_unknown_has_no_say_in_the_threshold():
    found = [[Candidate(0, 3, "Color", 0.4)], [Candidate(0, 3, "Color", 0.9)]]
    assert choose_threshold(["red", "red"], found, [{"Color": frozenset({"red"})}, {}]) == (0.2, 1.0)


def test_equal_scores_are_on_the_same_side_of_the_threshold():
    found = [[Candidate(0, 3, "Color", 0.4)]] * 2
    threshold, f1 = choose_threshold(["red", "red"], found, [{"Color": frozenset({"red"})}, {"Color": frozenset()}])
    assert (threshold, f1) == (0.2, pytest.approx(2 / 3))
