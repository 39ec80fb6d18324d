"""What the extractors found in one product, merged into mentions; knows not how anything was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from heapq import nlargest

from ..kg.types import Extractor, Mention, TextField
from .agreement import Claim
from .calibration import Calibration
from .matching import BOTH_LABELLED, Found, Places

Weighed = tuple[Found, float]
"""A find with the probability its own extractor gives it."""


def placed(found: Sequence[Found], is_used: Callable[[str], bool]) -> list[Found]:
    """Mark quantities that no word announces as `elsewhere`, if the product's category does not use their attribute."""
    return [
        replace(one, case="elsewhere")
        if one.extractor == "rule" and one.case == "plain" and not is_used(one.attribute)
        else one
        for one in found
    ]


def settle(found: Sequence[Found], calibration: Calibration) -> list[Weighed]:
    """Weigh every find; where different values of one attribute overlap keep the most probable, then the longest."""
    weighed = [(one, calibration.probability(one)) for one in found]
    kept: list[Weighed] = []
    places: Places[Found] = Places()
    for one, probability in sorted(weighed, key=_rank):
        text = one.field, one.attribute
        if all(one.value == other.value for other in places.overlapping(one, text)):
            kept.append((one, probability))
            places.add(one, text)
    return kept


def claims(settled: Sequence[Weighed], many: Collection[str], is_foreign: Callable[[str, str], bool]) -> list[Claim]:
    """Gather what speaks for each value; values of an attribute that is not among the `many`-valued are rivals.

    `is_foreign` says whether (attribute, value) is unheard of in the product's category; it is asked for values that
    were found by their name.
    """
    best: dict[tuple[str, str], dict[Extractor, float]] = defaultdict(dict)
    in_title = {(one.attribute, one.value) for one, _ in settled if one.field == "title"}
    places: Places[Found] = Places()
    for one, _ in settled:
        places.add(one, one.field)
    open_places = {(one.attribute, one.value) for one, _ in settled if not _is_covered(one, places)}
    for one, probability in settled:
        said = best[one.attribute, one.value]
        said[one.extractor] = max(said.get(one.extractor, 0.0), probability)
    strongest = _strongest(best, many)
    labelled = _labelled(settled, many)
    return [
        Claim(
            attribute,
            value,
            said,
            in_title=(attribute, value) in in_title,
            rival=next((most for most, other in strongest.get(attribute, ()) if other != value), 0.0),
            covered=(attribute, value) not in open_places,
            foreign="catalog" in said and is_foreign(attribute, value),
            labelled=labelled.get((attribute, value), 0.0),
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
    settled = settle(placed(found, partial(calibration.is_used, category)), calibration)
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


def _is_covered(one: Found, places: Places[Found]) -> bool:
    return any(
        one.attribute != other.attribute
        and other.start <= one.start
        and one.end <= other.end
        and one.end - one.start < other.end - other.start
        for other in places.overlapping(one, one.field)
    )


def _strongest(
    best: Mapping[tuple[str, str], Mapping[Extractor, float]], many: Collection[str]
) -> dict[str, list[tuple[float, str]]]:
    """Return the two most probable values of each attribute that can have one only."""
    values: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (attribute, value), said in best.items():
        if attribute not in many:
            values[attribute].append((max(said.values()), value))
    return {attribute: nlargest(2, found) for attribute, found in values.items()}


def _labelled(settled: Sequence[Weighed], many: Collection[str]) -> dict[tuple[str, str], float]:
    """Return how probable labelled lines make each value, but where they name several of an attribute that has one."""
    said = {(one.attribute, one.value): probability for one, probability in settled if one.case in BOTH_LABELLED}
    values = Counter(attribute for attribute, _ in said)
    return {key: probability for key, probability in said.items() if key[0] in many or values[key[0]] == 1}


def _one_a_place(settled: Sequence[Weighed]) -> list[Found]:
    kept: Places[Found] = Places()
    for one, _ in settled:
        text = one.field, one.attribute, one.value
        if not any(kept.overlapping(one, text)):
            kept.add(one, text)
    return kept.all
