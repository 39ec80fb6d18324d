"""The forms of a column learned from its own cells and the texts beside them; see `value_forms`.

A form is believed when it leads from texts to their own cells by far more often than coincidence would. What
coincidence does is counted, not assumed: the same texts are held against the cells of other products.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import permutations
from typing import TypeVar

from ...kg.quantities import conversion_factors
from ..phrases import ProductText
from .value_forms import Conversion, Forms, Letters, Pattern, Rewriting, pattern_of

Cell = tuple[str, ...]
"""The values of a product; none where it is known to have none."""
Known = Sequence[tuple[ProductText, Cell]]
_Form = TypeVar("_Form", Conversion, Rewriting)

_STRANGERS = (1, 7, 13)
"""How far down the column the cells stand that a text is held against to see what coincidence does."""
_LEAST = 2
"""Products that must speak for a form."""
_TIMES_CHANCE = 2.0
_SHARE_OF_BEST = 0.2
_SHARE_WORTH_A_FORM = 0.02
_SHARE_IN_TEXT = 0.3
"""A column of which fewer cells stand in the text as they are is not read by looking for them there."""
_SHARE_OF_CODES = 0.8
"""A column of which more cells stand in the text as they are does not count or measure."""
_SHOP_UNITS = ("in", "ft", "yd", "cm", "mm", "m", "oz", "lb", "g", "kg", "fl oz", "ml", "L")
_SCALES = (1.0, 1000.0, 0.001)
_LEAST_CERTAINTY, _LEAST_GAIN = 0.5, 0.15
_LUCK = 0.01
"""How probably chance alone may lead by a factor to so many cells."""
_USUAL = 1 / 3
"""The share of the products from which a value is so usual that numbers lead to it by chance."""
_MOST_ROUNDED = 0.05
"""A cell that differs more from what a text says, relative to it, is not read from it."""
_COINCIDENCE = 0.005
"""How probably chance alone may bring a clue and a value together so often: a text has hundreds of phrases, and a value
that half of the products have goes with any of them."""
_ALIAS_CERTAINTY, _ALIAS_PRODUCTS = 0.8, 4
_CASES: tuple[Letters, ...] = ("as they are", "upper", "lower")
_WHOLE = tuple(Rewriting(letters, bare) for bare in (False, True) for letters in _CASES)


def learn_forms(known: Known) -> Forms:
    """Learn the forms of one column from the products of which its cell is known, empty cells too."""
    filled = [(text, cell) for text, cell in known if cell]
    usual = _usual(filled)
    rewritings, longest, share = _learn_rewritings(filled)
    telling = [(text, cell) for text, cell in filled if usual not in cell]
    conversions = _learn_conversions(telling) if share < _SHARE_OF_CODES else ()
    clues = _learn_clues(known)
    return Forms(
        conversions, rewritings if share >= _SHARE_IN_TEXT else (), longest, clues, _learn_aliases(known, clues), usual
    )


def _counted(filled: Known, found: Callable[[ProductText, Cell], Iterable[_Form]]) -> dict[_Form, int]:
    """Count the products whose text each form leads to the product's own cell, without those that chance explains."""
    own: Counter[_Form] = Counter()
    cells: dict[_Form, set[Cell]] = defaultdict(set)
    chance: Counter[_Form] = Counter()
    for place, (text, cell) in enumerate(filled):
        for one in set(found(text, cell)):
            own[one] += 1
            cells[one].add(cell)
        for step in _STRANGERS:
            stranger = filled[(place + step) % len(filled)][1]
            if not set(stranger) & set(cell):
                chance.update(set(found(text, stranger)))
    return {
        one: count
        for one, count in own.items()
        if len(cells[one]) >= _LEAST and count > 1 + _TIMES_CHANCE * chance[one] / len(_STRANGERS)
        if not _is_coincidence(one, count, chance[one])
    }


def _is_coincidence(form: Conversion | Rewriting, count: int, chance: int) -> bool:
    """Say whether chance may explain so many products: of the dozens of factors that are tried some fit a few by luck.

    A number as it stands is no luck. The rate of chance is smoothed by one (Poisson).
    """
    from scipy.stats import poisson

    if not isinstance(form, Conversion) or form.factor == 1:
        return False
    return bool(poisson.sf(count - 1, (chance + 1) / len(_STRANGERS)) > _LUCK)


def _learn_conversions(filled: Known) -> tuple[Conversion, ...]:
    patterns = Counter(pattern for _, cell in filled for pattern in {one[0] for one in map(pattern_of, cell) if one})
    common = {pattern for pattern, count in patterns.items() if count >= _LEAST}

    def found(text: ProductText, cell: Cell) -> Iterable[Conversion]:
        wanted = [(value, *one) for value in cell if (one := pattern_of(value)) and one[0] in common]
        for value, pattern, magnitude in wanted:
            rounding = 0.51 * 10**-pattern.decimals
            for number, _ in text.numbers:
                for factor in _factors(number.unit):
                    apart = abs(number.magnitude * factor - magnitude)
                    close = apart <= rounding and apart <= _MOST_ROUNDED * magnitude
                    if close and pattern.write(number.magnitude, factor) == value:
                        yield Conversion(number.unit, pattern, factor)

    learned = _without_rivals(_counted(filled, found))
    return tuple(sorted({*learned, *_implied(learned)}))


def _usual(filled: Known) -> str:
    """Return the value that a great part of the products have: any number beside it would seem to lead to it."""
    products = Counter(value for _, cell in filled for value in set(cell))
    value, count = products.most_common(1)[0] if products else ("", 0)
    return value if count > _USUAL * len(filled) else ""


def _without_rivals(learned: Mapping[Conversion, int]) -> dict[Conversion, int]:
    """Drop factors that fit far less often than another one for the same unit and pattern: small numbers fit many."""
    best: Counter[tuple[str, Pattern]] = Counter()
    for one, count in learned.items():
        best[one.unit, one.pattern] = max(best[one.unit, one.pattern], count)
    return {one: count for one, count in learned.items() if count >= _SHARE_OF_BEST * best[one.unit, one.pattern]}


@cache
def _factors(unit: str) -> tuple[float, ...]:
    """Return what a number may be multiplied by: what its unit converts by; without a unit, what any in shops does."""
    if unit:
        return tuple(sorted({*_SCALES, *conversion_factors(unit).values()}))
    pairs = ((conversion_factors(one), other) for one, other in permutations(_SHOP_UNITS, 2))
    return tuple(sorted({*_SCALES, *(factors[other] for factors, other in pairs if other in factors)}))


def _implied(learned: Mapping[Conversion, int]) -> set[Conversion]:
    """Convert units that the texts hardly use too, once the column's own unit is clear from those that they use."""
    votes: dict[Pattern, Counter[str]] = defaultdict(Counter)
    for one, count in learned.items():
        for unit, factor in conversion_factors(one.unit).items():
            if factor == one.factor:
                votes[one.pattern][unit] += count
    taught = {one.unit for one in learned}
    implied = set()
    for pattern, units in votes.items():
        unit = max(sorted(units), key=units.__getitem__)
        if units[unit] > _LEAST:
            others = conversion_factors(unit).keys() - taught
            implied |= {Conversion(other, pattern, conversion_factors(other)[unit]) for other in others}
    return implied


def _learn_rewritings(filled: Known) -> tuple[tuple[Rewriting, ...], int, float]:
    """Choose the fewest rewritings that lead to the cells; with the longest phrase needed, and their share."""
    covered_by = {one: _covered(one, filled) for one in (*_WHOLE, *_learn_cuts(filled))}
    chosen: list[Rewriting] = []
    covered: set[int] = set()
    lengths: Counter[int] = Counter()
    while covered_by:
        best = max(covered_by, key=lambda one: len(covered_by[one].keys() - covered))
        own = covered_by[best]
        if len(own.keys() - covered) < max(_LEAST, _SHARE_WORTH_A_FORM * len(filled)):
            break
        lengths.update(length for place, length in own.items() if place not in covered)
        covered |= own.keys()
        chosen.append(best)
    longest = max((length for length, count in lengths.items() if count >= _LEAST), default=1)
    return tuple(chosen), longest, len(covered) / max(len(filled), 1)


def _covered(rewriting: Rewriting, filled: Known) -> dict[int, int]:
    """Map the products whose cell a rewriting finds in their text to the tokens of the shortest such phrase."""
    covered: dict[int, int] = {}
    for place, (text, cell) in enumerate(filled):
        for phrase, places in text.phrases.items():
            if rewriting.write(phrase) in cell:
                length = places[0].last - places[0].first
                covered[place] = min(length, covered.get(place, length))
    return covered


def _learn_cuts(filled: Known) -> list[Rewriting]:
    """Find the part of a longer code that the column keeps ("39956" of "039956980999")."""

    def found(text: ProductText, cell: Cell) -> Iterable[Rewriting]:
        for value in cell:
            for phrase in text.phrases:
                start = phrase.find(value) if len(value) > _LEAST and " " not in phrase else -1
                if start >= 0 and len(phrase) > len(value):
                    yield Rewriting(start=start, stop=start + len(value), length=len(phrase))

    sizes = Counter(len(value) for _, cell in filled for value in cell)
    if not sizes or sizes.most_common(1)[0][1] < _LEAST_CERTAINTY * sizes.total():
        return []
    return sorted(_counted(filled, found))


def _learn_clues(known: Known) -> dict[str, dict[str, float]]:
    """Find phrases whose products have one value more often than others do, and than chance (binomial) explains.

    Their certainty is smoothed by one.
    """
    from scipy.stats import binom

    uses: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    values: Counter[str] = Counter()
    for text, cell in known:
        values.update(set(cell))
        uses.update(text.clues.keys())
        together.update((clue, value) for value in set(cell) for clue in text.clues)
    clues: dict[str, dict[str, float]] = defaultdict(dict)
    for (clue, value), count in sorted(together.items()):
        share, base = count / uses[clue], values[value] / len(known)
        certainty = share * count / (count + 1)
        gains = share >= _LEAST_CERTAINTY and share > base + _LEAST_GAIN and certainty > base
        if count >= _LEAST and gains and binom.sf(count - 1, uses[clue], base) <= _COINCIDENCE:
            clues[clue][value] = round(certainty, 4)
    return dict(clues)


def _learn_aliases(known: Known, clues: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Choose for each value the fewest clues that explain its products: what the texts call it ("hp").

    A clue that only comes with the value ("warranty") explains no product that its name does not explain better.
    """
    uses: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place, (text, cell) in enumerate(known):
        for clue in clues.keys() & text.clues.keys():
            for value in clues[clue].keys() & set(cell):
                uses[value][clue].add(place)
    aliases: dict[str, dict[str, float]] = defaultdict(dict)
    for value, places in sorted(uses.items()):
        open_places = set().union(*places.values())
        certain = sorted(clue for clue in places if clues[clue][value] >= _ALIAS_CERTAINTY)
        while certain:
            best = max(
                certain, key=lambda clue: (len(places[clue] & open_places) * clues[clue][value] ** 4, -len(clue))
            )
            if len(places[best] & open_places) < _ALIAS_PRODUCTS:
                break
            aliases[best][value] = clues[best][value]
            open_places -= places[best]
    return dict(aliases)
