"""Which side of a thing a comparison is about ("narrower than": the width), language by language; reads no number."""

from __future__ import annotations

import re

from ...extract.matching import word_keys
from ...extract.properties import property_of
from .places import unaccented

_COMPARED = {
    "width": r"(?:narrow|wid|broad)er than|(?:schmal|breit)er als|(?:plus|moins) (?:large|etroit)\w* (?:que|de)"
    r"|(?:mas|menos) (?:anch|estrech)[oa]s? (?:que|de)|(?:piu|meno) (?:larg|strett)\w+ (?:di|che)"
    r"|(?:small|bred)er dan|(?:狭|広)い|窄于|宽于",
    "height": r"(?:short|tall|high|low)er than|(?:hoh|hoeh|niedrig)er als|(?:plus|moins) (?:haut|bas)\w* (?:que|de)"
    r"|(?:mas|menos) (?:alt|baj)[oa]s? (?:que|de)|(?:piu|meno) (?:alt|bass)\w+ (?:di|che)|(?:hog|lag)er dan"
    r"|(?:高|低)い|高于|低于",
    "length": r"(?:short|long)er than|(?:kurz|lang)er als|(?:plus|moins) (?:long|court)\w* (?:que|de)"
    r"|(?:mas|menos) (?:larg|cort)[oa]s? (?:que|de)|(?:piu|meno) (?:lung|cort)\w+ (?:di|che)|(?:kort|lang)er dan"
    r"|(?:長|短)い|长于|短于",
    "depth": r"(?:deep|shallow)er than|(?:tief|flach)er als|(?:plus|moins) profonde?s? (?:que|de)"
    r"|(?:mas|menos) profund[oa]s? (?:que|de)|(?:piu|meno) profond\w+ (?:di|che)|(?:diep|ondiep)er dan|(?:深|浅)い",
    "thickness": r"(?:thick|thinn|slimm)er than|(?:dick|dunn)er als|(?:plus|moins) (?:epais|mince|fin)\w* (?:que|de)"
    r"|(?:mas|menos) (?:grues|delgad|fin)[oa]s? (?:que|de)|(?:piu|meno) (?:spess|sottil)\w+ (?:di|che)"
    r"|(?:dikk|dunn)er dan|(?:厚|薄)い",
}
"""What compares each dimension (see `properties`), without accents."""


def compared(quote: str, attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some attributes that a comparison is about; all, where it says none, or none is called so."""
    plain = unaccented(quote).lower()
    meant = [property_of(name) for name, wording in _COMPARED.items() if re.search(wording, plain)]
    called = (one for one in attributes if any(property_of(key) in meant for key in word_keys(one)))
    return tuple(called) or attributes


def shape_words(attribute: str) -> frozenset[str]:
    """Return the words that stand behind a number of a side ("80 cm tall"), none for what is no side of a thing."""
    sides = [side for key in word_keys(attribute) if (side := property_of(key)) and side.unit == "m"]
    return frozenset(word for side in sides for word in side.cues)
