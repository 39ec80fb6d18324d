"""How a catalog writes numbers and units, column by column, and values written alike: `14,8 kg`, `28 Zoll`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..quantities import (
    NUMBER,
    Quantity,
    conversion_factors,
    convert,
    is_other_system,
    parse_number,
    parse_quantity,
    print_number,
)
from ..schema import Attribute, Schema, resolve_names
from ..types import FREE_TAG
from ..values import read_quantity
from .additions import Additions

if TYPE_CHECKING:
    import polars as pl

_NUMBER_AND_ENDING = re.compile(rf"\s*[-−]?(?P<number>{NUMBER})(?P<ending>.*)", re.DOTALL)
_DECIMALS = re.compile(r"(?:0?|.*(?=[.,](?:\d{1,2}|\d{4,})$))(?P<mark>[.,])\d+")
"""A number with decimals; three digits behind a mark may as well be thousands."""
_LONGEST = 60
Cells = Mapping[str, int]
"""Text of cells → how many products have it."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How the cells of one attribute are written.

    `comma`: decimals stand behind a comma. `endings`: what follows a number of each unit (" Zoll" of inches), the unit
    that most cells have first.
    """

    comma: bool = False
    endings: Mapping[str, str] = field(default_factory=dict)

    def written(self, value: str) -> str:
        """Return a canonical quantity or number as the cells write it; any other value stays as it is."""
        quantity, number = parse_quantity(value), parse_number(value)
        if quantity and str(quantity) == value:
            quantity = self._in_own_unit(quantity)
            return self._digits(quantity.magnitude) + self._ending(quantity)
        return self._digits(number) if number is not None and print_number(number) == value else value

    def _in_own_unit(self, quantity: Quantity) -> Quantity:
        """Express a quantity in the unit that most cells have, unless that is of another system or not exact."""
        for unit in self.endings:
            if unit in conversion_factors(quantity.unit) and not is_other_system(quantity.unit, unit):
                converted = parse_quantity(str(convert(quantity, unit)))
                if converted and str(convert(converted, quantity.unit)) == str(quantity):
                    return converted
        return quantity

    def _ending(self, quantity: Quantity) -> str:
        printed = str(quantity).removeprefix(print_number(quantity.magnitude))
        return self.endings.get(quantity.unit, printed)

    def _digits(self, number: float) -> str:
        """Print a number; one that a comma would make thousands ("1,125") has one decimal more."""
        digits = print_number(number)
        if not self.comma or "." not in digits:
            return digits
        digits = digits.replace(".", ",")
        return digits if parse_number(digits) == number else f"{digits}0"


def in_notation(additions: Additions, products: pl.DataFrame, schema: Schema) -> Additions:
    """Write what is added as the catalog's own cells of the attribute do; a free tag ("7.1") stays as it is."""
    notations = learn_notations(_cells(products), schema)
    notations[FREE_TAG] = Notation()
    return {
        product: {
            attribute: tuple(replace(entry, value=notations[attribute].written(entry.value)) for entry in added)
            for attribute, added in slots.items()
        }
        for product, slots in additions.items()
    }


def learn_notations(cells: Mapping[str, Cells], schema: Schema) -> defaultdict[str, Notation]:
    """Learn the notation of each attribute; one without decimals writes them as most decimals of the catalog are."""
    names = resolve_names(schema, list(cells))
    votes = {attribute: _votes_for_commas(texts) for attribute, texts in cells.items()}
    usual = sum(votes.values()) > 0
    learned = {
        attribute: Notation(
            votes[attribute] > 0 or (usual and not votes[attribute]),
            _endings(texts, schema.get(names[attribute]) or Attribute(attribute)),
        )
        for attribute, texts in cells.items()
    }
    return defaultdict(lambda: Notation(usual), learned)


def _votes_for_commas(cells: Cells) -> int:
    """Return how many more cells write decimals behind a comma than behind a point; "1,000" says nothing of it."""
    votes = 0
    for text, count in cells.items():
        found = _NUMBER_AND_ENDING.fullmatch(text)
        marked = found and _DECIMALS.fullmatch(found["number"])
        if marked and (parse_number(text) is not None or parse_quantity(text)):
            votes += count if marked["mark"] == "," else -count
    return votes


def _endings(cells: Cells, attribute: Attribute) -> dict[str, str]:
    """Return what most often follows the numbers of each unit, the unit that most cells have first.

    Nothing follows those of the attribute's own unit where the column has bare numbers.
    """
    endings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, count in cells.items():
        if (quantity := read_quantity(text, attribute)) and (found := _NUMBER_AND_ENDING.fullmatch(text)):
            endings[quantity.unit][found["ending"].rstrip()] += count
    ordered = sorted(endings.items(), key=lambda entry: -entry[1].total())
    return {unit: spellings.most_common(1)[0][0] for unit, spellings in ordered}


def _cells(products: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Count the texts with a number in them, attribute by attribute."""
    import polars as pl

    entries = products.select(entry="attributes").explode("entry").drop_nulls().unnest("entry")
    texts = (
        entries.explode("values")
        .filter(pl.col("values").str.contains(r"\d") & (pl.col("values").str.len_chars() < _LONGEST))
        .group_by("name", "values", maintain_order=True)
        .len()
    )
    cells: dict[str, dict[str, int]] = {}
    for name, text, count in texts.iter_rows():
        cells.setdefault(name, {})[text] = count
    return cells
