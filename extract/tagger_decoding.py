"""From the network's scores to candidate values and the threshold that separates them; knows no file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch

from .tagger_inputs import Batch, Window
from .tagger_model import Scores, restrict_bio, span_table

SLOT_WEIGHT = 0.7
LOWEST_SCORE = 0.05
CANDIDATES_PER_SLOT = 3
LONGEST_VALUE = 200
_LOWEST_SLOT_PROBABILITY = 0.004


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value the tagger sees at characters `[start, end)`; `score` in [0, 1] is the model's own, not calibrated."""

    start: int
    end: int
    attribute: str
    score: float


def decode(
    scores: Scores,
    batch: Batch,
    windows: Sequence[Window],
    texts: Sequence[str],
    possible: torch.Tensor,
    attributes: Sequence[str],
) -> list[list[Candidate]]:
    """Return the candidates of each window of a batch.

    A span scores p(slot)^0.7 · p(BIO span)^0.3, where p(slot) is summed over the occurrences of the same surface form
    and p(BIO span) is the probability that the span begins, goes on to its end and goes no further. What is longer than
    200 characters is no value. `texts` are the
    windows' whole texts, `possible` [B, A] the attributes their categories can have.
    """  # fmt: skip
    slot = (scores.slots.softmax(1)[:, 1:] * possible[:, None]).cpu()
    rows, spans, columns = (slot >= _LOWEST_SLOT_PROBABILITY).nonzero(as_tuple=True)
    first, last = span_table(batch.words.shape[1])[spans].unbind(1)
    bio = _bio_span_probability(scores.bio, batch.words, possible, rows, first, last, columns)
    places = zip(rows.tolist(), first.tolist(), last.tolist(), columns.tolist(), strict=True)
    probabilities = zip(slot[rows, spans, columns].tolist(), bio.tolist(), strict=True)
    found: list[dict[tuple[str, str], list[tuple[Candidate, float]]]] = [defaultdict(list) for _ in windows]
    for (row, begin, finish, column), (slot_probability, bio_probability) in zip(places, probabilities, strict=True):
        start, end = windows[row].words[begin][0], windows[row].words[finish][1]
        if end - start > LONGEST_VALUE:
            continue
        candidate = Candidate(start, end, attributes[column], slot_probability)
        found[row][attributes[column], texts[row][start:end].lower()].append((candidate, bio_probability))
    return [[_joined(occurrences) for occurrences in forms.values()] for forms in found]


def best_candidates(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Merge the candidates of a text's windows: the best of each surface form, the best three of each attribute."""
    best: dict[tuple[str, str], Candidate] = {}
    for candidate in candidates:
        form = candidate.attribute, text[candidate.start : candidate.end].lower()
        if candidate.score >= LOWEST_SCORE and (form not in best or candidate.score > best[form].score):
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


def _joined(occurrences: Sequence[tuple[Candidate, float]]) -> Candidate:
    strongest = max((candidate for candidate, _ in occurrences), key=lambda candidate: candidate.score)
    slot = min(1.0, sum(candidate.score for candidate, _ in occurrences))
    bio = max(probability for _, probability in occurrences)
    return replace(strongest, score=slot**SLOT_WEIGHT * bio ** (1 - SLOT_WEIGHT))


def _bio_span_probability(
    bio: torch.Tensor,
    is_word: torch.Tensor,
    possible: torch.Tensor,
    rows: torch.Tensor,
    first: torch.Tensor,
    last: torch.Tensor,
    columns: torch.Tensor,
) -> torch.Tensor:
    log = restrict_bio(bio, possible).log_softmax(-1).cpu()
    begin, inside = log[..., 1:].chunk(2, dim=-1)
    inside = torch.nn.functional.pad(
        inside.masked_fill(~is_word.cpu()[..., None], -torch.inf), (0, 0, 0, 1), value=-torch.inf
    )
    goes_on = inside.masked_fill(inside.isinf(), 0).cumsum(1)
    body = goes_on[rows, last, columns] - goes_on[rows, first, columns]
    stops = 1 - inside[rows, last + 1, columns].exp()
    return (begin[rows, first, columns] + body).exp() * stops
