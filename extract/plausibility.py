"""Whether what was found in a text can be said of the product at all; knows no model and no frequencies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..kg.quantities import convert, find_quantities, parse_number, read_number, unit_symbol
from ..kg.values import holds_names, parse_boolean
from .asides import (
    describes_a_part,
    is_borne,
    is_gift,
    is_of_a_part,
    is_of_an_extra,
    is_of_its_cloth,
    is_what_a_part_is,
)
from .denial import is_denied, names_a_lack
from .denial_words import BEFORE, WITHOUT
from .known_values import FUNCTION_WORDS
from .matching import Found, is_cut, word_keys
from .measured_attributes import unit_of_name
from .size_names import is_no_size

if TYPE_CHECKING:
    from ..kg.schema import Attribute
    from ..kg.vocabulary import Vocabulary

_DENIALS = frozenset(BEFORE) | frozenset(phrase for phrase in WITHOUT if " " not in phrase)
_COMPATIBLE = re.compile(
    r"(?<!\w)(?:compatib\w+ (?:with|con|avec|com)|kompatibel mit|compatibel met|works with|fits(?: in| on)?|fits into"
    r"|(?:designed|made|suitable|ideal|for use) (?:for|with)|passend für"
    r"|passt (?:gut |perfekt |ideal )?(?:zu[mr]?|in|auf)|geeignet für|ideal für"
    r"|apt[oa]s? para|ideal para|encaja en|convient (?:à|aux?|pour)|idéal pour|adatt[oa] (?:a|per)|ideale per"
    r"|geschikt voor|adequad[oa] para"
    r"|(?:for that|dafür|pour cela|para eso|per questo|para isso|daarvoor)"
    r" (?:there is|gibt es|il y a|hay|c['’]è|há|is er)"
    r"|goes (?:well )?with|va bien avec|(?:past|hoort) (?:goed )?bij)\s+(?:[\w'’-]+\s+){0,6}$"
    r"|(?:适用于?|適用於?|适配|兼容)[^，。；、\s]{0,4}$",
    re.IGNORECASE,
)
_COMPATIBLE_BEHIND = re.compile(r"\s?(?:に|と|との)(?:互換|対応)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_RANGE_BEFORE = re.compile(
    r"(?<![\w.,])(?P<number>\d+(?:[.,]\d+)?)(?:\s?[A-Za-z\"″”°]{1,4})?(?P<dash>\s*[-–—]\s*|\s(?:to|bis|à|a|tot|até|hasta)\s)$"
)
_UNIT_BEHIND = re.compile(r"[ \t\u00a0-]{0,2}([^\W\d_]+|[%°\"″”])(?!\w)")
_WIDEST = 3
"""So many times its least is the greatest of a range, if spaces part them."""
_REACH = 60


def lists_lacks(attribute: Attribute) -> bool:
    """Say whether the values of an attribute are what products do not have: a denial then speaks for them."""
    return attribute.kind == "text" and names_a_lack(attribute.name)


def is_plausible(one: Found, text: str, attribute: Attribute, vocabulary: Vocabulary) -> bool:
    """Say whether the words around a find let it be a value of the product, and it is one as it was cut out.

    A denial denies it, but where the attribute itself is of what a product lacks ("Sin", "Free from") one must stand
    there. What is said of a gift or of a part is not said of the product; a feature that a part is said to have is.
    What it bears is not its weight. Only yes and no are values of a boolean attribute. What a product is compatible
    with is not of its own brand. A value that no product is known to have is no function word, no piece of a word,
    stands in one line, measures what the attribute measures ("27 MP" is no weight), and for a column that repeats a few
    values it takes more than a tagger.
    """
    if is_denied(text, one.start, one.end) != lists_lacks(attribute):
        return False
    if attribute.kind == "boolean" and parse_boolean(one.value) is None:
        return False
    if one.extractor != "rule" and _is_of_something_beside(text, one, attribute):
        return False
    if is_borne(text, one.start, attribute.name) or is_of_its_cloth(text, one.start, one.end):
        return False
    if one.extractor in ("tagger", "column", "catalog") and _is_of_another_number(text, one, attribute):
        return False
    if one.extractor != "clue" and is_no_size(text, one.start, one.end, one.value):
        return False
    if holds_names(attribute.name) and _is_compatible(text, one):
        return False
    is_new = one.extractor != "clue" and not vocabulary.is_known(one.attribute, one.value)
    if (
        is_new
        and one.extractor in ("tagger", "column")
        and (vocabulary.is_closed(one.attribute) or not _measures(one, attribute, vocabulary))
    ):
        return False
    quote = text[one.start : one.end]
    return not is_new or not ("\n" in quote or _is_function_word(quote) or is_cut(text, one.start, one.end))


def _measures(one: Found, attribute: Attribute, vocabulary: Vocabulary) -> bool:
    """Say whether a value can be one of a numeric attribute: a number, or several, with a unit that can be its own.

    A column of gigabytes that has a value in gallons may have more of them.
    """
    if attribute.kind not in ("number", "quantity"):
        return True
    if parse_number(one.value) is not None:
        return True
    if attribute.kind == "number":
        return len(_NUMBER.findall(one.value)) > 1
    units = vocabulary.units(attribute.name) | ({attribute.unit} if attribute.unit else set())
    measured = [quantity for _, _, quantity in find_quantities(one.value)]
    return any(convert(quantity, unit) for quantity in measured for unit in units)


def _is_of_another_number(text: str, one: Found, attribute: Attribute) -> bool:
    """Say whether a number is but a piece ("10,5 cm"), the end of a range, or measures what the attribute does not."""
    if not text[one.start].isdigit():
        return False
    if is_cut(text, one.start, one.start):
        return True
    low = _RANGE_BEFORE.search(text[max(0, one.start - _REACH) : one.start])
    return (low is not None and _is_range(low, text, one.start)) or _is_of_another_unit(text, one, attribute)


def _is_range(low: re.Match[str], text: str, start: int) -> bool:
    """Say whether two numbers are the ends of a range: between such a dash as parts a title they are of one order."""
    high = _NUMBER.match(text, start)
    least, greatest = read_number(low["number"]), read_number(high[0]) if high else None
    if least is None or greatest is None:
        return False
    return least < greatest and (greatest <= _WIDEST * least or not low["dash"][:1].isspace())


def _is_of_another_unit(text: str, one: Found, attribute: Attribute) -> bool:
    """Say whether a bare number is cut off its unit, or that is not the one its attribute is named after."""
    own = attribute.unit or (unit_of_name(attribute.name) if attribute.kind == "number" else None)
    unit = _UNIT_BEHIND.match(text, one.end) if own and parse_number(text[one.start : one.end]) is not None else None
    symbol = unit_symbol(unit[1]) if unit else None
    return symbol is not None and (attribute.kind == "quantity" or symbol != own)


def _is_of_something_beside(text: str, one: Found, attribute: Attribute) -> bool:
    return (
        is_gift(text, one.start, one.end)
        or is_of_an_extra(text, one.start, one.end)
        or (is_of_a_part(text, one.start, attribute.name) and not _is_kind_in_title(text, one))
        or (not attribute.many and is_what_a_part_is(text, one.start, attribute.name))
        or (one.field != "title" and describes_a_part(text, one.start, one.end, attribute.name))
    )


def _is_kind_in_title(text: str, one: Found) -> bool:
    """Say whether a colon stands before a value in a title: there it parts what a product is ("Strap: Acme Sling")."""
    return one.field == "title" and text[: one.start].rstrip().endswith((":", "："))


def _is_compatible(text: str, one: Found) -> bool:
    before = text[max(0, one.start - _REACH) : one.start]
    return bool(_COMPATIBLE.search(before) or _COMPATIBLE_BEHIND.match(text, one.end))


def _is_function_word(quote: str) -> bool:
    words = quote.casefold().split()
    return all(word in FUNCTION_WORDS or word in _DENIALS for word in words) or not word_keys(quote)
