"""What the extractors found in one product, merged into mentions; knows not how anything was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from ..kg.types import Extractor, Mention, TextField
from .calibration import Calibration, Claim
from .matching import Found, overlap

Weighed = tuple[Found, float]
"""A find with the probability its own extractor gives it."""


def settle(found: Sequence[Found], calibration: Calibration) -> list[Weighed]:
    """Weigh every find; where different values of one attribute overlap keep the most probable, then the longest."""
    weighed = [(one, calibration.probability(one)) for one in found]
    kept: list[Weighed] = []
    for one, probability in sorted(weighed, key=_rank):
        if not any(_contradicts(one, other) for other, _ in kept):
            kept.append((one, probability))
    return kept


def claims(settled: Sequence[Weighed], many: Collection[str], is_foreign: Callable[[str, str], bool]) -> list[Claim]:
    """Gather what speaks for each value; values of an attribute that is not among the `many`-valued are rivals.

    `is_foreign` says whether (attribute, value) is unheard of in the product's category; it is asked for values that
    were found by their name.
    """
    best: dict[tuple[str, str], dict[Extractor, float]] = defaultdict(dict)
    in_title = {(one.attribute, one.value) for one, _ in settled if one.field == "title"}
    open_places = {(one.attribute, one.value) for one, _ in settled if not _is_covered(one, settled)}
    for one, probability in settled:
        said = best[one.attribute, one.value]
        said[one.extractor] = max(said.get(one.extractor, 0.0), probability)
    return [
        Claim(
            attribute,
            value,
            said,
            in_title=(attribute, value) in in_title,
            rival=_rival(attribute, value, best, many),
            covered=(attribute, value) not in open_places,
            foreign="catalog" in said and is_foreign(attribute, value),
        )
        for (attribute, value), said in sorted(best.items())
    ]


def merge(
    product: str,
    category: str,
    texts: Mapping[TextField, str],
    found: Sequence[Found],
    calibration: Calibration,
    many: Collection[str],
) -> list[Mention]:
    """Return a product's mentions in order of field and place, one for each value and place, weak ones too.

    All mentions of one value have the same confidence: the probability that the product has it, from everything that
    was found. The extractor named is the most certain of those that found it at that place.
    """
    settled = settle(found, calibration)
    claimed = claims(settled, many, partial(calibration.is_foreign, category))
    confidences = {(claim.attribute, claim.value): calibration.confidence(claim) for claim in claimed}
    mentions = [
        Mention(
            product, one.attribute, one.value, texts[one.field][one.start : one.end], one.field, one.start, one.end,
            confidences[one.attribute, one.value], one.extractor,
        )
        for one in _one_a_place(settled)
    ]  # fmt: skip
    order = {field: place for place, field in enumerate(texts)}
    return sorted(mentions, key=lambda one: (order[one.field], one.start, one.end, one.attribute, one.value))


def _rank(weighed: Weighed) -> tuple[float, int, str, int, str, str, str]:
    one, probability = weighed
    return (-probability, one.start - one.end, one.field, one.start, one.attribute, one.value, one.extractor)


def _contradicts(one: Found, other: Found) -> bool:
    return one.attribute == other.attribute and one.value != other.value and _same_place(one, other)


def _same_place(one: Found, other: Found) -> bool:
    return one.field == other.field and overlap(one, other)


def _is_covered(one: Found, settled: Sequence[Weighed]) -> bool:
    return any(
        one.attribute != other.attribute
        and one.field == other.field
        and other.start <= one.start
        and one.end <= other.end
        and one.end - one.start < other.end - other.start
        for other, _ in settled
    )


def _rival(
    attribute: str, value: str, best: Mapping[tuple[str, str], Mapping[Extractor, float]], many: Collection[str]
) -> float:
    if attribute in many:
        return 0.0
    others = (said for (name, other), said in best.items() if name == attribute and other != value)
    return max((probability for said in others for probability in said.values()), default=0.0)


def _one_a_place(settled: Sequence[Weighed]) -> list[Found]:
    kept: list[Found] = []
    for one, _ in settled:
        taken = any(
            (one.attribute, one.value) == (other.attribute, other.value) and _same_place(one, other) for other in kept
        )
        if not taken:
            kept.append(one)
    return kept
