"""When two surface forms are the same value of an attribute; knows no catalog and no frequencies.

Equal are spellings that differ in case, accents of Latin letters, punctuation, hyphens and spaces ("IPX7" and "IPX 7",
"T-shirt" and "tshirt"), apostrophes ("Women's" and "Womens"), British and American spelling ("grey" and "gray"), sizes
("XL" and "extra large"), units ("0.5 L" and "50 cl"), and the English plural. Digits are never touched. The plural is
kept where it makes another thing ("glass" and "glasses", "short" and "shorts"), in short words, and in all attributes
that hold names: "Olive" and "Olives" may well be two brands.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from .quantities import Quantity, base_unit, convert, parse_number, parse_quantity, print_number
from .scripts import plain_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .schema import Attribute

Case = Literal["lower", "capitalised", "any"]
_YES = frozenset({
    "yes", "true", "y", "ja", "oui", "si", "sì", "sí", "sim", "wahr", "vrai", "verdadero", "да", "tak", "是", "はい",
    "예",
})  # fmt: skip
_NO = frozenset({
    "no", "false", "n", "nein", "nee", "non", "não", "falsch", "faux", "falso", "нет", "nie", "否", "いいえ", "아니요",
})  # fmt: skip
_NAMES = frozenset({
    "brand", "brands", "manufacturer", "maker", "vendor", "seller", "supplier", "model", "designer", "author", "artist",
    "publisher", "label", "collection", "line", "series", "marke", "hersteller", "modell", "marque", "fabricant",
    "modèle", "marca", "fabricante", "modelo", "produttore", "merk", "品牌", "型号",
})  # fmt: skip
_JOINERS = {"and": "&", "plus": "+"}
_SPELLINGS = {
    "grey": "gray", "colour": "color", "colours": "colors", "coloured": "colored", "jewellery": "jewelry",
    "aluminium": "aluminum", "fibre": "fiber", "centre": "center", "flavour": "flavor", "flavours": "flavors",
    "flavoured": "flavored", "moisturiser": "moisturizer", "moisturisers": "moisturizers",
    "moisturising": "moisturizing", "organiser": "organizer", "organisers": "organizers", "pyjamas": "pajamas",
    "mould": "mold", "odour": "odor", "armour": "armor",
    "tyre": "tire", "tyres": "tires", "litre": "liter", "metre": "meter", "womens": "women",
    "mens": "men",
}  # fmt: skip
_SIZES = {
    "extra extra small": "xxs", "xx small": "xxs", "2xs": "xxs", "extra small": "xs", "x small": "xs", "small": "s",
    "medium": "m", "large": "l", "extra large": "xl", "x large": "xl", "extra extra large": "xxl", "xx large": "xxl",
    "2xl": "xxl", "2x large": "xxl", "xxx large": "xxxl", "3xl": "xxxl", "3x large": "xxxl", "4xl": "xxxxl",
}  # fmt: skip
_LABEL_ROUNDING = 0.015
_FEWEST_WRITTEN, _SHORTEST_SHOUTED = 3, 5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PLURALS_OF_THEIR_OWN = (
    "ss", "us", "is", "as", "news", "glasses", "shorts", "tights", "briefs", "goods", "greens", "series", "species",
    "lens",
)  # fmt: skip
_REFERENCE = re.compile(r"&#?\w{1,10};")
_NUMERAL_AFTER_DIGIT = re.compile(r"(?<=\d)(?=[²³¹⁰⁴-⁹₀-₉¼-¾⅐-⅞①-⑳])")
_INCHES, _FEET = re.compile(r"(?<=\d) ?(?:[\"″”]|'')"), re.compile(r"(?<=\d) ?['′](?![^\W\d_])")
_LOOSE_POINT = re.compile(r"(?<!\d)[.,/:]|[.,/:](?!\d)")


class _Separators(dict[int, str]):
    """Maps punctuation, spaces and control characters to a space, and what joins or decorates to nothing."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character in "'’‘`´®™©℠" or category in ("Cf", "Sk"):
            self[code] = ""
        elif category[0] in "PZC" and character not in "+%#&.,/:":
            self[code] = " "
        else:
            self[code] = {"|": " ", "×": "x"}.get(character, character)
        return self[code]


_SEPARATORS = _Separators()


def clean_surface(surface: str) -> str:
    """Collapse white space and resolve HTML references ("It&#39;s"); "" where nothing would show."""
    while (plain := _REFERENCE.sub(lambda match: html.unescape(match[0]), surface)) != surface:
        surface = plain
    return " ".join(surface.replace("\x00", " ").split())


def value_key(surface: str, attribute: Attribute) -> str:
    """Return the key that equal values of an attribute share; the key of a key is itself."""
    key = _folded(surface, attribute)
    while (shorter := _folded(key, attribute)) != key:
        key = shorter
    return key


def print_canonically(surface: str, attribute: Attribute) -> str:
    """Print a quantity in its attribute's unit (where it converts) and a number in its shortest form; text stays."""
    number = parse_number(surface) if attribute.kind == "number" else None
    quantity = read_quantity(surface, attribute) if attribute.kind == "quantity" else None
    if quantity:
        return str(_in_unit(quantity, attribute.unit or quantity.unit))
    return surface if number is None else print_number(number)


def read_quantity(surface: str, attribute: Attribute) -> Quantity | None:
    """Read a surface form that is one quantity; a bare number is one in the attribute's unit, where it has one."""
    is_bare = attribute.unit is not None and parse_number(surface) is not None
    return parse_quantity(f"{surface} {attribute.unit}" if is_bare else surface)


def usual_case(values: Iterable[str]) -> Case:
    """Return the case that all of a column's values are written in: no capitals, or not in capitals alone."""
    words = [value for value in values if value.lower() != value.upper()]
    if len(words) < _FEWEST_WRITTEN or any(map(_is_shouted, words)):
        return "any"
    return "lower" if all(map(str.islower, words)) else "capitalised"


def in_case(surface: str, case: Case) -> str:
    """Write words of capitals as a column does; where it has no capitals, "Chocolat" too. Others stay ("USB-C")."""
    if case == "lower" and (surface.istitle() or _is_shouted(surface)):
        return surface.lower()
    return _WORD.sub(lambda word: word[0].capitalize(), surface) if case != "any" and _is_shouted(surface) else surface


def _is_shouted(surface: str) -> bool:
    letters = sum(map(str.isalpha, surface))
    return letters >= _SHORTEST_SHOUTED and surface.isupper() and not any(map(str.isdigit, surface))


def is_label_rounding(exact: float, printed: float) -> bool:
    """Say whether a label that converts a size prints it so: 1 fl oz (29.57 ml) is sold as 30 ml, 16.9 fl oz as 500."""
    is_round = float(f"{printed:.2g}") == printed or printed % 25 == 0
    return is_round and abs(exact - printed) <= _LABEL_ROUNDING * abs(exact)


def parse_boolean(text: str) -> bool | None:
    """Read yes or no in one of several languages; `None` for every other text."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def _in_unit(quantity: Quantity, unit: str) -> Quantity:
    """Express a quantity in another unit, unless it has no such unit or would no longer print exactly enough."""
    converted = convert(quantity, unit)
    return converted if converted and 1e-3 <= abs(converted.magnitude) < 1e9 else quantity


def plain_words(surface: str) -> list[str]:
    """Split a surface form into its words: lower case, without Latin accents and punctuation."""
    text = _NUMERAL_AFTER_DIGIT.sub(" ", surface)
    text = _FEET.sub(" ft ", _INCHES.sub(" in ", text))
    text = re.sub(r"^\s*[-−](?=\d)", "−", text).translate(_SEPARATORS)
    text = re.sub(r"(?<!\S)\.(?=\d)", "0.", plain_letters(text))
    return _LOOSE_POINT.sub(" ", text.translate(_SEPARATORS)).split()


def _folded(surface: str, attribute: Attribute) -> str:
    if attribute.kind == "boolean" and (truth := parse_boolean(surface)) is not None:
        return "true" if truth else "false"
    if attribute.kind == "number" and (number := parse_number(surface)) is not None:
        return print_number(number)
    if attribute.kind in ("text", "quantity") and (quantity := read_quantity(surface, attribute)):
        unit = attribute.unit if attribute.unit and convert(quantity, attribute.unit) else base_unit(quantity.unit)
        return str(_in_unit(quantity, unit))
    return _folded_text(surface, holds_names(attribute.name))


@lru_cache(maxsize=1 << 17)
def _folded_text(surface: str, is_name: bool) -> str:
    words = plain_words(surface)
    if not words:
        return unicodedata.normalize("NFKC", surface.strip().casefold())
    words = [_JOINERS.get(word, word) for word in words]
    if not is_name:
        phrase = " ".join(words)
        words = (
            _SIZES[phrase].split() if phrase in _SIZES else [_singular(_SPELLINGS.get(word, word)) for word in words]
        )
    return _joined(words)


def _joined(words: list[str]) -> str:
    """Join words without spaces, but keep numbers apart ("1-2" is not 12) and a lone s ("size S" is no plural)."""
    key = words[0]
    for word in words[1:]:
        apart = (key[-1].isdigit() and word[0].isdigit()) or word == "s"
        key += f"-{word}" if apart else word
    return key


def _singular(word: str) -> str:
    if len(word) < 5 or word.endswith(_PLURALS_OF_THEIR_OWN):
        return word
    if word.endswith(("ies", "ie")):
        return word.removesuffix("s").removesuffix("ie") + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word.removesuffix("s")


@lru_cache(maxsize=1 << 12)
def holds_names(attribute: str) -> bool:
    """Say whether the values of an attribute are names, as those of a brand or a model are."""
    return not _NAMES.isdisjoint(re.findall(r"\w+", attribute.casefold()))
