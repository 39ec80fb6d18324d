"""Which products may be recommended, by the graph's tags: `Color=black`, `Weight<300 g`; ranks nothing."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from ...kg.categories import SEPARATOR, category_levels
from ...kg.errors import NotFoundError, SettingsError
from ...kg.quantities import Quantity, convert, parse_number, parse_quantity
from ...kg.schema import name_key, names_by_key
from ...kg.vocabulary import read_vocabulary
from ...kg.wording import known_instead
from ..prices import PRICE_WORDS, Prices, parse_amount
from .content import CATEGORY

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ...kg.schema import Attribute
    from ...kg.vocabulary import Vocabulary
    from ...kg.workspace import Workspace

_SIMILAR = 3
"""Names that are asked for where a wrong one may mean several."""
_CONDITION = re.compile(r"\s*(?P<attribute>[^=<>!]+?)\s*(?P<operator>!=|<=|>=|=|<|>)\s*(?P<value>.*\S)\s*", re.DOTALL)
_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": math.isclose, "!=": math.isclose,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """What a product must be: `operator` is =, !=, <, >, <= or >=."""

    attribute: str
    operator: str
    value: str

    def __str__(self) -> str:
        return f"{self.attribute}{self.operator}{self.value}"


def parse_condition(text: str) -> Condition:
    """Read `ATTRIBUTE=VALUE`; raises SettingsError for what is none."""
    found = _CONDITION.fullmatch(text)
    if not found:
        raise SettingsError(
            f'--where {text!r} must read ATTRIBUTE=VALUE, as in --where "Color=black"; also != < > <= >='
        )
    return Condition(found["attribute"], found["operator"], found["value"])


def allowed_products(
    workspace: Workspace, conditions: Sequence[Condition], ids: Sequence[str], min_probability: float
) -> NDArray[np.bool_]:
    """Say of each product whether it meets all conditions, of which there is at least one.

    A tag counts where it is asserted, or predicted with at least `min_probability`. `!=` holds for a product whose
    value is not known. Of several values one is enough, and for `!=` one is too many.

    Raises:
        NotFoundError: there is no such attribute, or no product has the value.
        SettingsError: `<` or `>` is asked of an attribute that holds no numbers, or against no number.
    """
    _, vocabulary = read_vocabulary(workspace)
    masks = [_meets(workspace, condition, vocabulary, ids, min_probability) for condition in conditions]
    return reduce(np.logical_and, masks)


def _meets(
    workspace: Workspace, condition: Condition, vocabulary: Vocabulary, ids: Sequence[str], min_probability: float
) -> NDArray[np.bool_]:
    known = names_by_key(vocabulary.schema)
    name = known.get(name_key(condition.attribute))
    if name is not None:
        tags = _tags_of(workspace, name, min_probability)
        values = _values_that_meet(condition, vocabulary.schema[name], vocabulary, tags["value"].unique().to_list())
    elif name_key(condition.attribute) in PRICE_WORDS and (prices := Prices(workspace)).column:
        return _costs(condition, prices)
    elif name_key(condition.attribute) == CATEGORY:
        tags = _categories(workspace)
        values = _paths_that_meet(condition, tags["value"].unique().to_list())
    else:
        hint = known_instead(condition.attribute, sorted(vocabulary.schema), _SIMILAR)
        raise NotFoundError(f"there is no attribute {condition.attribute!r}; {hint}")
    having = set(tags.filter(tags["value"].is_in(sorted(values)))["product"])
    found = np.fromiter((product in having for product in ids), dtype=bool, count=len(ids))
    return ~found if condition.operator == "!=" else found


def _costs(condition: Condition, prices: Prices) -> NDArray[np.bool_]:
    """Compare what products cost; a price that is not known is neither below nor above anything."""
    wanted = parse_amount(condition.value)
    if wanted is None:
        raise SettingsError(f"--where {condition}: {condition.value!r} is no amount; write price<50 or price<50 EUR")
    amounts = prices.amounts(wanted.currency)
    holds = np.array([_ORDER[condition.operator](amount, wanted.amount) for amount in amounts.tolist()], dtype=bool)
    return ~holds if condition.operator == "!=" else holds


def _tags_of(workspace: Workspace, attribute: str, min_probability: float) -> pl.DataFrame:
    import polars as pl

    asserted = workspace.rows("triples", "relation", [attribute]).select(product="head", value="tail")
    predicted = workspace.rows("predictions", "attribute", [attribute])
    sure = predicted.filter(~pl.col("asserted"), pl.col("probability") >= min_probability)
    return pl.concat([asserted, sure.select("product", "value")])


def _categories(workspace: Workspace) -> pl.DataFrame:
    import polars as pl

    rows = [
        (product, level)
        for product, path in workspace.table("products").select("id", "category").iter_rows()
        for level in category_levels(path)
    ]
    return pl.DataFrame(rows, schema={"product": pl.String, "value": pl.String}, orient="row")


def _values_that_meet(
    condition: Condition, attribute: Attribute, vocabulary: Vocabulary, values: Sequence[str]
) -> set[str]:
    """Return the canonical values that satisfy a condition; for `!=` those that break it."""
    wanted = _number(condition, attribute)
    if wanted is not None:
        sizes = {value: vocabulary.canonical(attribute.name, value) for value in values}
        holds = _ORDER[condition.operator]
        return {
            value for value, size in sizes.items()
            if size.number is not None
            and (number := _in_unit(size.number, size.unit, wanted)) is not None
            and holds(number, wanted.magnitude)
        }  # fmt: skip
    if condition.operator not in ("=", "!="):
        raise SettingsError(f"--where {condition}: {attribute.name} holds no numbers; ask with = or !=")
    value = vocabulary.canonical(attribute.name, condition.value).name
    if value not in values:
        hint = known_instead(value, sorted(values), _SIMILAR)
        raise NotFoundError(f"no product has {attribute.name}={condition.value}; {hint}")
    return {value}


def _number(condition: Condition, attribute: Attribute) -> Quantity | None:
    """Read the number to compare with; one without a unit has the attribute's. `None`: compare names."""
    if attribute.kind not in ("quantity", "number"):
        return None
    quantity, number = parse_quantity(condition.value), parse_number(condition.value)
    if quantity is None and number is not None:
        quantity = Quantity(number, attribute.unit or "")
    if quantity is None and condition.operator not in ("=", "!="):
        unit = f" {attribute.unit}" if attribute.unit else ""
        raise SettingsError(f"--where {condition}: {condition.value!r} is no number; write {attribute.name}<300{unit}")
    if quantity and quantity.unit and not (attribute.unit and convert(quantity, attribute.unit)):
        measured = f"is measured in {attribute.unit}" if attribute.unit else "is a number without a unit"
        raise SettingsError(f"--where {condition}: {attribute.name} {measured}, not in {quantity.unit}")
    return quantity


def _in_unit(number: float, unit: str | None, wanted: Quantity) -> float | None:
    if (unit or "") == wanted.unit:
        return number
    converted = convert(Quantity(number, unit), wanted.unit) if unit and wanted.unit else None
    return converted.magnitude if converted else None


def _paths_that_meet(condition: Condition, paths: Sequence[str]) -> set[str]:
    if condition.operator not in ("=", "!="):
        raise SettingsError(f"--where {condition}: categories have no order; ask with = or !=")
    wanted = name_key(condition.value)
    found = {path for path in paths if wanted in (name_key(path), name_key(path.rsplit(SEPARATOR, 1)[-1]))}
    if not found:
        hint = known_instead(condition.value, sorted(paths), _SIMILAR)
        raise NotFoundError(f"there is no category {condition.value!r}; {hint}")
    return found
