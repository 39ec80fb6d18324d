"""From the network's scores to candidate values and the threshold that separates them; knows no file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax, softmax

from .inputs import Batch, Numbers, Window

Logits = NDArray[np.float32]

SLOT_WEIGHT = 0.7
LOWEST_SCORE = 0.05
CANDIDATES_PER_SLOT = 3
LONGEST_VALUE = 200
_LOWEST_SLOT_PROBABILITY = 0.004


class ScoreArrays(NamedTuple):
    """Logits for B windows of n words, S spans and A attributes.

    `bio`: [B, n, 1 + 2A], outside, then the begins, then the insides of the attributes.
    `slots`: [B, 1 + S, A], "none" first, then the spans in the order of `span_table(n)`; padding at -10,000.
    """

    bio: Logits
    slots: Logits


class _Occurrence(NamedTuple):
    """A place of a value in a window, with p(slot), p(BIO span) and whether the window owns it."""

    start: int
    end: int
    slot: float
    bio: float
    is_owned: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value the tagger sees at characters `[start, end)`; `score` in [0, 1] is the model's own, not calibrated."""

    start: int
    end: int
    attribute: str
    score: float


def decode(
    scores: ScoreArrays,
    batch: Batch,
    windows: Sequence[Window],
    texts: Sequence[str],
    possible: Sequence[Sequence[int]],
    attributes: Sequence[str],
) -> list[list[Candidate]]:
    """Return the candidates of each window of a batch.

    A span scores p(slot)^0.7 · p(BIO span)^0.3, where p(slot) is summed over the occurrences of the same surface form
    and p(BIO span) is the probability that the span begins, goes on to its end and goes no further. What is longer than
    200 characters is no value; what begins at a word that another window owns is that window's to find. `texts` are the
    windows' whole texts, `possible` the attributes, by number, that their categories can have.
    """
    return [
        _decode_window(scores.bio[row], scores.slots[row], batch.spans, window, text, columns, attributes)
        for row, (window, text, columns) in enumerate(zip(windows, texts, possible, strict=True))
    ]


def _decode_window(
    bio: Logits,
    slots: Logits,
    spans: Numbers,
    window: Window,
    text: str,
    columns: Sequence[int],
    attributes: Sequence[str],
) -> list[Candidate]:
    if not columns:
        return []
    places, slot, probability = _span_probabilities(bio[: len(window.words)], slots, spans, columns)
    found: dict[tuple[int, str], list[_Occurrence]] = defaultdict(list)
    for (first, last, column), in_slot, in_bio in zip(places, slot, probability, strict=True):
        start, end = window.words[first][0], window.words[last][1]
        if end - start <= LONGEST_VALUE:
            is_owned = window.owned[0] <= first < window.owned[1]
            found[column, text[start:end].lower()].append(_Occurrence(start, end, in_slot, in_bio, is_owned))
    joined = (_joined(attributes[columns[column]], occurrences) for (column, _), occurrences in found.items())
    return [candidate for candidate in joined if candidate]


def _span_probabilities(
    bio: Logits, slots: Logits, spans: Numbers, columns: Sequence[int]
) -> tuple[list[list[int]], list[float], list[float]]:
    """Return, of every span that is not hopeless, (first word, last word, place in `columns`), p(slot), p(BIO span)."""
    chosen = np.asarray(columns)
    slot = softmax(slots[:, chosen], axis=0)[1:]
    rows, places = np.nonzero(slot >= _LOWEST_SLOT_PROBABILITY)
    first, last = spans[rows].T
    kinds = np.concatenate([[0], 1 + chosen, 1 + bio.shape[1] // 2 + chosen])
    begin, inside = np.split(log_softmax(bio[:, kinds], axis=1)[:, 1:], 2, axis=1)
    goes_on = np.cumsum(inside, axis=0)
    next_inside = np.vstack([inside, np.full((1, len(chosen)), -np.inf, dtype=inside.dtype)])[last + 1, places]
    body = goes_on[last, places] - goes_on[first, places]
    probability = np.exp(begin[first, places] + body) * (1 - np.exp(next_inside))
    triples = np.stack([first, last, places], axis=1)
    return triples.tolist(), slot[rows, places].tolist(), probability.tolist()


def best_candidates(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Merge the candidates of a text's windows: the best of each surface form, the best three of each attribute."""
    best: dict[tuple[str, str], Candidate] = {}
    for candidate in candidates:
        form = candidate.attribute, text[candidate.start : candidate.end].lower()
        if form not in best or candidate.score > best[form].score:
            best[form] = candidate
    ranked = sorted(best.values(), key=lambda found: (found.attribute, -found.score, found.start, found.end))
    kept = [
        candidate
        for place, candidate in enumerate(ranked)
        if place < CANDIDATES_PER_SLOT or ranked[place - CANDIDATES_PER_SLOT].attribute != candidate.attribute
    ]
    return sorted(kept, key=lambda found: (found.start, found.end, found.attribute))


def best_values(
    texts: Sequence[str], candidates: Sequence[Sequence[Candidate]], threshold: float
) -> list[dict[str, str]]:
    """Answer each text's slots with the best candidate that reaches the threshold: attribute → surface form."""
    answers = []
    for text, found in zip(texts, candidates, strict=True):
        ascending = sorted(found, key=lambda candidate: (candidate.score, -candidate.start))
        answers.append({c.attribute: text[c.start : c.end] for c in ascending if c.score >= threshold})
    return answers


def choose_threshold(
    texts: Sequence[str],
    candidates: Sequence[Sequence[Candidate]],
    gold: Sequence[Mapping[str, frozenset[str]]],
) -> tuple[float, float]:
    """Return the threshold with the best micro-F1 over the slots that are known, and that F1.

    It lies halfway between the weakest answer it accepts and the strongest it refuses.
    `gold`: for each text, attribute → accepted surface forms, empty where it is known to be absent.
    """
    answers: list[tuple[float, bool]] = []
    for text, found, slots in zip(texts, candidates, gold, strict=True):
        best = {c.attribute: c for c in sorted(found, key=lambda candidate: candidate.score)}
        answers += [(c.score, text[c.start : c.end] in slots[name]) for name, c in best.items() if name in slots]
    filled = sum(bool(forms) for slots in gold for forms in slots.values())
    answers.sort(reverse=True)
    best_f1, threshold, right = 0.0, 0.5, 0
    for place, (score, is_right) in enumerate(answers, start=1):
        right += is_right
        refused = answers[place][0] if place < len(answers) else 0.0
        f1 = 2 * right / (place + filled)
        if f1 > best_f1 and refused < score:
            best_f1, threshold = f1, (score + refused) / 2
    return threshold, best_f1


def _joined(attribute: str, occurrences: Sequence[_Occurrence]) -> Candidate | None:
    slot = min(1.0, sum(one.slot for one in occurrences))
    score = slot**SLOT_WEIGHT * max(one.bio for one in occurrences) ** (1 - SLOT_WEIGHT)
    own = [one for one in occurrences if one.is_owned]
    if score < LOWEST_SCORE or not own:
        return None
    strongest = max(own, key=lambda one: one.slot)
    return Candidate(strongest.start, strongest.end, attribute, score)
