"""Words that are the name of a product's maker and no value of anything else: "Orange" on a drill of the brand Orange.

The maker is the one that the catalog itself names. Its name is known by its spelling: as the catalog writes it, with a
capital, while the value of the same name is written without one; where it stands first, or behind a word such as "by".
So a word that is written as the value is none of a maker, and one within a longer name of a maker is no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .matching import BOTH_LABELLED, Found

if TYPE_CHECKING:
    from ..kg.types import TextField

_MAKERS = frozenset({
    "brand", "brands", "manufacturer", "maker", "vendor", "marke", "hersteller", "marque", "fabricant", "marca",
    "fabricante", "produttore", "merk", "fabrikant", "fabrikaat", "品牌", "ブランド", "メーカー",
})  # fmt: skip
_BY = re.compile(
    r"(?<!\w)(?:by|from|von|vom|par|de|chez|por|di|da|van|brand|marke|marque|marca|merk)\s*:?\s+$", re.IGNORECASE
)
_IN = re.compile(
    r"(?<!\w)(?:in|en|em|colou?r|farbe|couleur|color|colore|cor|kleur|material|materiale?|matière|materiaal)\s*:?\s+$",
    re.IGNORECASE,
)
_REACH = 16


def without_namesakes(
    found: Sequence[Found],
    product: Mapping[str, Any],
    texts: Mapping[TextField, str],
    named: Callable[[str], Sequence[tuple[str, str]]],
) -> list[Found]:
    """Leave out the values that stand where a product's text names its maker, and the makers where it names a value.

    `named`: every known (attribute, value) that a text is the name of.
    """
    makers = _makers(product)
    own = {field: [place for name in makers for place in _places(name, text)] for field, text in texts.items()}
    longer = [one for one in found if _is_maker(one.attribute) and _is_spelt_so(one, texts[one.field], named)]

    def is_namesake(one: Found) -> bool:
        if _is_maker(one.attribute):
            return _is_written_as_a_value(one, texts[one.field], named)
        within = [place for place in own[one.field] if place[0] <= one.start and one.end <= place[1]]
        if any(one.end - one.start < end - start for start, end in within):
            return True
        return (one.value[:1].islower() and bool(within)) or any(_is_inside(one, name) for name in longer)

    return [one for one in found if one.case in BOTH_LABELLED or not is_namesake(one)]


def _is_maker(attribute: str) -> bool:
    return not _MAKERS.isdisjoint(attribute.casefold().split())


def _makers(product: Mapping[str, Any]) -> list[str]:
    return [
        value
        for cell in product.get("attributes") or ()
        if _is_maker(cell["name"])
        for value in cell["values"] or ()
        if value[:1].isupper() and not value.isupper()
    ]


def _is_spelt_so(one: Found, text: str, named: Callable[[str], Sequence[tuple[str, str]]]) -> bool:
    return text[one.start : one.end] == one.value and (one.attribute, one.value) in named(one.value)


def _is_inside(one: Found, other: Found) -> bool:
    is_within = one.field == other.field and other.start <= one.start and one.end <= other.end
    return is_within and one.end - one.start < other.end - other.start


def _is_written_as_a_value(one: Found, text: str, named: Callable[[str], Sequence[tuple[str, str]]]) -> bool:
    """Say whether a maker stands in small letters, as only a value of another attribute is written."""
    quote = text[one.start : one.end]
    if not quote.islower() or quote == one.value or _BY.search(text[max(0, one.start - _REACH) : one.start]):
        return False
    return any(attribute != one.attribute and value == quote for attribute, value in named(quote))


def _places(name: str, text: str) -> list[tuple[int, int]]:
    """Return where a text names the maker: the first time, and wherever it says so."""
    places = []
    for number, found in enumerate(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)):
        before = text[max(0, found.start() - _REACH) : found.start()]
        if _BY.search(before) or (number == 0 and not _IN.search(before)):
            places.append(found.span())
    return places
