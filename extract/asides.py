"""Whether words are said of what comes with a product, a gift, a sample or a case, or of a part; knows no catalog.

A quantity may be that of a sample or a case; the values of other attributes are only those of a gift: a shop that
sells cases says "case" of the product itself.
"""

from __future__ import annotations

import re

from .sentence_forms.tables import names, table

_OUNCES = re.compile(r"\d\s?-?(?:oz|ounces?|onces?|onzas?|unzen?)\.?$", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.,;!?]\s|[\n。、()（）]")
_REACH = 60
_QUANTITY = re.compile(r"[\d.,]+\s?[^\W\d_]*")


def is_aside(text: str, start: int) -> bool:
    """Say whether the words around a quantity, within its clause, name something that comes with the product."""
    clause = _CLAUSE_END.split(_before(text, start))[-1]
    quantity = _QUANTITY.match(text, start)
    return bool(table("aside").around(clause, "") or is_gift(text, start, quantity.end() if quantity else start))


def is_gift(text: str, start: int, end: int) -> bool:
    """Say whether the words around the characters `[start, end)` say them of what is given with the product.

    >>> is_gift("Gratis dazu: Filzgleiter in Blau", 28, 32), is_gift("Ein Geschenk in Blau", 16, 20)
    (True, False)
    """
    return bool(table("gift").around(_before(text, start), _behind(text, end)))


def is_of_a_part(text: str, start: int, attribute: str) -> bool:
    """Say whether the words before a value say it of a part of the product, and the attribute is not of that part.

    >>> is_of_a_part("Griffe in Messing", 10, "Farbe"), is_of_a_part("Griffe in Messing", 10, "Farbe der Griffe")
    (True, False)
    """
    before = _before(text, start)
    if table("packed").around(before, "") and not names("package").search(attribute):
        return True
    if _is_of_other_part(table("part").around(before, ""), attribute):
        return True
    return bool(table("trimmed").around(before, "") and not names("lining").search(attribute))


def describes_a_part(text: str, start: int, end: int, attribute: str) -> bool:
    """Say whether a colour or material stands beside the part that is so: "steel springs", "botones rojos".

    >>> describes_a_part("with steel springs", 5, 10, "Material"), describes_a_part("steel saddle", 0, 5, "Material")
    (True, False)
    """
    if not names("matter").search(attribute):
        return False
    return _is_of_other_part(table("beside_part").around(_before(text, start), _behind(text, end)), attribute)


def is_what_a_part_is(text: str, start: int, attribute: str) -> bool:
    """Say whether a verb says a value of a part: what the product is only once is then not said of it.

    >>> is_what_a_part_is("The lining is red", 14, "Colour"), is_what_a_part_is("The bag is red", 11, "Colour")
    (True, False)
    """
    return _is_of_other_part(table("part_is").around(_before(text, start), ""), attribute)


def is_borne(text: str, start: int, attribute: str) -> bool:
    """Say whether a weight is what a product bears, and the attribute is its own weight.

    >>> is_borne("carries up to 25 kg", 14, "Weight"), is_borne("carries up to 25 kg", 14, "Max weight")
    (True, False)
    """
    if not names("weight").search(attribute) or names("load").search(attribute):
        return False
    return bool(table("borne").around(_before(text, start), ""))


def is_of_its_cloth(text: str, start: int, end: int) -> bool:
    """Say whether ounces are those of a square yard of cloth, as right before its name.

    >>> is_of_its_cloth("18 oz canvas", 0, 5), is_of_its_cloth("18 oz of coffee", 0, 5)
    (True, False)
    """
    return bool(_OUNCES.search(text, start, end) and table("cloth").around("", _behind(text, end)))


def is_of_an_extra(text: str, start: int, end: int) -> bool:
    """Say whether a sentence says the characters `[start, end)` of a thing that it calls included.

    >>> is_of_an_extra("Screws of steel included.", 10, 15), is_of_an_extra("Cube of steel, screws included.", 8, 13)
    (True, False)
    """
    return bool(table("extra").around(_before(text, start), _behind(text, end)))


def _before(text: str, start: int) -> str:
    return text[max(0, start - _REACH) : start]


def _behind(text: str, end: int) -> str:
    return text[end : end + _REACH]


def _is_of_other_part(found: re.Match[str] | None, attribute: str) -> bool:
    """Say whether a form is found, and the part that it names is none that the attribute names."""
    if found is None:
        return False
    groups = found.groupdict()
    named = [groups[kind].casefold() for kind in ("part", "small_part") if groups.get(kind)]
    return not any(part in attribute.casefold() for part in named)
