"""How a column writes what texts say otherwise: 12.1 for 4 3/4", "2 Gigabytes" for 2GB, "ACME" for Acme.

Three kinds of forms lead from a place in a text to a value of a column; `learned_forms` learns them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import log10
from typing import Literal, NamedTuple

from ...kg.numbers import WrittenNumber
from ...kg.quantities import conversion_factors, print_number
from ..phrases import Place, ProductText

Letters = Literal["as they are", "upper", "lower"]
_LETTERS: Mapping[Letters, Callable[[str], str]] = {"as they are": str, "upper": str.upper, "lower": str.lower}
_NUMBERED = re.compile(r"(\D*?)(\d+(?:\.\d+)?)(\D*)")
_NOT_ZERO = re.compile("[1-9]")


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """What stands around the one number of a value, and how many decimals it is written with ("2 Gigabytes")."""

    before: str
    after: str
    decimals: int

    def write(self, number: float, factor: float = 1.0) -> str:
        """Write a number times a factor as the column does; only what another system of units measures is rounded."""
        product = number * factor
        exact = _decimals(print_number(product)) if is_power_of_ten(factor) else 0
        return f"{self.before}{product:.{max(self.decimals, exact)}f}{self.after}"


def pattern_of(value: str) -> tuple[Pattern, float] | None:
    """Take a value with exactly one number apart; `None` for all others and for identifiers ("0042", 12 digits)."""
    found = _NUMBERED.fullmatch(value)
    if not found or len(found[2]) > 9 or re.match(r"0\d", found[2]):
        return None
    return Pattern(found[1], found[3], _decimals(found[2])), float(found[2])


@cache
def is_power_of_ten(factor: float) -> bool:
    """Say whether a factor only moves the decimal point: 1, 1000, 0.1."""
    return round(log10(factor), 9).is_integer()


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


@dataclass(frozen=True, slots=True, order=True)
class Conversion:
    """A number that a text writes with `unit` ("" for none) times `factor`, written by `pattern`."""

    unit: str
    pattern: Pattern
    factor: float


@dataclass(frozen=True, slots=True, order=True)
class Rewriting:
    """A phrase with its letters in one case, without punctuation and spaces if `bare`, cut down to `[start, stop)`.

    `length`: of the phrases that are cut; 0 for those that are not.
    """

    letters: Letters = "as they are"
    bare: bool = False
    start: int = 0
    stop: int = 0
    length: int = 0

    def write(self, phrase: str) -> str | None:
        """Write a phrase as the column does; `None` where the form is not for such a phrase."""
        if self.length:
            return phrase[self.start : self.stop] if len(phrase) == self.length else None
        written = re.sub(r"[\W_]", "", phrase) if self.bare else phrase
        return _LETTERS[self.letters](written)


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one column.

    `clues`: a phrase's key → the values it stands for, each with the share of its products that have the value;
    `longest`: tokens of the longest phrase that is rewritten. `aliases`: the clues that are names of a value, not only
    company that it keeps. `usual`: the value of a great part of the products, "" where none has so many; a number that
    stands alone does not tell it.
    """

    conversions: tuple[Conversion, ...] = ()
    rewritings: tuple[Rewriting, ...] = ()
    longest: int = 1
    clues: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    usual: str = ""

    def read_number(self, conversion: Conversion, number: WrittenNumber) -> str:
        """Return the value that a number says by a conversion for its unit; "" where it says none."""
        value = conversion.pattern.write(number.magnitude, conversion.factor)
        alone = not number.unit and value == self.usual
        return value if _NOT_ZERO.search(value) and not alone else ""


class Sighting(NamedTuple):
    """`value` as one form reads it at one place; `form` names the form, `surface` is what stands there (with its unit).

    `certainty`: of a clue, how often it is right; 1 for the others.
    """

    value: str
    kind: Literal["number", "phrase", "clue"]
    form: str
    surface: str
    place: Place
    certainty: float = 1.0


def sightings(forms: Forms, text: ProductText) -> list[Sighting]:
    """Return every value that the forms of a column read anywhere in a product's texts."""
    return [*_converted(forms, text), *_rewritten(forms, text), *_clued(forms, text)]


def _converted(forms: Forms, text: ProductText) -> list[Sighting]:
    found = []
    for number, place in text.numbers:
        fitting = [one for one in forms.conversions if one.unit == number.unit]
        end = number.unit_end if conversion_factors(number.unit) else place.end
        surface = text.texts[place.field][place.start : end]
        for one in fitting:
            if value := forms.read_number(one, number):
                found.append(Sighting(value, "number", f"{one.unit}*{one.factor:g}", surface, place))
    return found


def _rewritten(forms: Forms, text: ProductText) -> list[Sighting]:
    names = [(rewriting, str(rewriting)) for rewriting in forms.rewritings]
    return [
        Sighting(value, "phrase", name, phrase, place)
        for phrase, places in (text.phrases.items() if names else ())
        if places[0].last - places[0].first <= forms.longest
        for rewriting, name in names
        if (value := rewriting.write(phrase))
        for place in places
    ]


def _clued(forms: Forms, text: ProductText) -> list[Sighting]:
    return [
        Sighting(value, "clue", "", clue, place, certainty)
        for clue in sorted(forms.clues.keys() & text.clues.keys())
        for value, certainty in forms.clues[clue].items()
        for place in text.clues[clue]
    ]
