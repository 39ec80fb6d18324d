"""What products cost: the price column that a catalog keeps though kgtag does not read it; knows no query."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..kg.catalog_reading.column_names import plain_name
from ..kg.numbers import written_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kg.workspace import Workspace

PRICE_WORDS = frozenset({"price", "preis", "prix", "precio", "prezzo", "prijs", "价格", "価格"})
_NAMES_OF_CURRENCIES = {
    "$": "$ usd cad aud nzd sgd hkd mxn dollar dollars 美元",
    "€": "€ eur euro euros 欧元 ユーロ 유로",
    "£": "£ gbp",
    "¥": "¥ ￥ jpy yen 円 cny rmb yuan 元 块 人民币",
    "₩": "₩ krw won 원",
    "₹": "₹ inr rs rupee rupees",
    "₽": "₽ rub руб рублей",
    "₺": "₺ tl",
    "₫": "₫ vnd",
    "฿": "฿ thb",
    "₴": "₴ uah",
    "R$": "brl reais",
    "CHF": "chf franken",
    "kr": "kr sek nok dkk",
    "zł": "zł pln",
    "Kč": "kč czk",
    "Ft": "huf forint",
    "lei": "lei ron",
}
CURRENCIES: Mapping[str, str] = {name: sign for sign, names in _NAMES_OF_CURRENCIES.items() for name in names.split()}
"""The sign of each currency, by the names it has in texts and in columns; several currencies share "$", "¥", "kr"."""
SIGNS = "".join(name for name in CURRENCIES if len(name) == 1 and not name.isalpha())
"""The signs that stand beside a number, most of them before it."""


@dataclass(frozen=True, slots=True)
class Price:
    """An amount, the sign of its currency, "" where none is stated, and what the catalog's cell says."""

    amount: float
    currency: str
    quote: str

    def amount_in(self, currency: str) -> float:
        """Return the amount; NaN where it is stated in another currency than the one asked for ("" asks for any)."""
        return math.nan if currency and self.currency not in ("", currency) else self.amount

    def __str__(self) -> str:
        return self.quote if currency_of(self.quote) else f"{self.quote} {self.currency}".strip()


@dataclass(frozen=True)
class Prices:
    """The prices of a workspace's products, read when they are first asked for."""

    workspace: Workspace

    @cached_property
    def column(self) -> str:
        """The catalog's column that is most plainly called a price and holds numbers; "" where there is none."""
        cells = Counter(
            name for record in self._records.values() for name, cell in record.items() if _is_price(name, cell)
        )
        return min(cells, key=lambda name: (len(plain_name(name).split()), -cells[name], name), default="")

    @cached_property
    def of_products(self) -> dict[str, Price | None]:
        """The price of each product by its id, in the order of the products table; `None` where it is not known."""
        return {name: _price(record, self.column) if self.column else None for name, record in self._records.items()}

    def amounts(self, currency: str) -> NDArray[np.float64]:
        """Return what each product costs in a currency [products]; NaN where that is not known."""
        prices = self.of_products.values()
        return np.array([price.amount_in(currency) if price else math.nan for price in prices], dtype=np.float64)

    @cached_property
    def _records(self) -> dict[str, dict[str, object]]:
        rows = self.workspace.table("products", ["id", "record"]).iter_rows()
        records = {name: json.loads(record or "{}") for name, record in rows}
        return {name: record if isinstance(record, dict) else {} for name, record in records.items()}


def currency_of(text: str) -> str:
    """Return the sign of the currency that a text names; "" for none."""
    signs = [CURRENCIES[word] for word in [*plain_name(text).split(), *text] if word in CURRENCIES]
    return signs[0] if signs else ""


def parse_amount(text: str) -> Price | None:
    """Read one amount with or without a currency ("49,90 €"); `None` for anything else."""
    amount = _amount(text)
    return None if amount is None else Price(amount, currency_of(text), text)


def _is_price(name: str, cell: object) -> bool:
    return not PRICE_WORDS.isdisjoint(plain_name(name).split()) and _amount(cell) is not None


def _amount(cell: object) -> float | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    numbers = written_numbers(cell) if isinstance(cell, str) else []
    return numbers[0].magnitude if len(numbers) == 1 else None


def _price(record: Mapping[str, object], column: str) -> Price | None:
    cell = record.get(column)
    amount = _amount(cell)
    if amount is None or amount < 0:
        return None
    stated: Sequence[object] = [cell, column, *(value for name, value in record.items() if _is_currency(name))]
    signs = (currency_of(text) for text in stated if isinstance(text, str))
    return Price(amount, next((sign for sign in signs if sign), ""), str(cell))


def _is_currency(name: str) -> bool:
    return not {"currency", "währung", "devise", "moneda", "valuta"}.isdisjoint(plain_name(name).split())
