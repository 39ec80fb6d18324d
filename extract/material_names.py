"""Other names of the same material: the codes that labels carry for it, and what it is cut short to; knows no catalog.

Codes are those of ISO 1043 (plastics) and ISO 2076 (fibres), and count only in their own capitals: "PA" is one, "pa" is
none. A name of which but a code and "plastic" is made is said by the code alone ("ABS-Kunststoff").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .matching import word_keys


class OtherName(NamedTuple):
    """What else a material is called; `exact`: only in these capitals."""

    surface: str
    exact: bool


_NAMES: tuple[tuple[str, str], ...] = (
    ("polyester, poliéster, poliestere", "PES"),
    ("polypropylene, polypropylen, polypropylène, polipropileno, polipropilene, polypropyleen", "PP"),
    ("polyurethane, polyurethan, polyuréthane, poliuretano, polyurethaan", "PU PUR"),
    ("polyamide, polyamid, poliamida, poliammide", "PA"),
    ("polyvinyl chloride, polyvinylchlorid, polychlorure de vinyle, polyvinylchloride", "PVC"),
    (
        "chrome vanadium, chrome vanadium steel, chromium vanadium, chrom vanadium, chrom vanadium stahl"
        ", chrome vanadium, cromo vanadio, cromo vanádio, chroom vanadium",
        "CrV Cr-V",
    ),
    ("aluminium, aluminum, aluminio, alluminio, alumínio, alu", ""),
    (
        "stainless steel, edelstahl, rostfreier stahl, acier inoxydable, acier inox, acero inoxidable, acero inox"
        ", acciaio inossidabile, acciaio inox, aço inoxidável, aço inox, roestvrij staal, roestvast staal, rvs, inox",
        "",
    ),
)
_PLASTIC = frozenset(word_keys("plastic kunststoff plastik plastique plástico plastica kunststof resin"))


def other_names(surface: str) -> list[OtherName]:
    """Return what else a material is called that a catalog calls `surface`; nothing for anything else.

    >>> [name.surface for name in other_names("Polyester")], other_names("ABS plastic")
    (['poliéster', 'poliestere', 'PES'], [OtherName(surface='ABS', exact=True)])
    """
    keys = word_keys(surface)
    known = [name for name in _by_key().get(keys, ()) if word_keys(name.surface) != keys]
    return known or [OtherName(code, True) for code in _codes(surface)]


def _codes(surface: str) -> Iterator[str]:
    """Iterate the one word in capitals that the name of a plastic has beside that it is one."""
    words = surface.replace("-", " ").split()
    codes = [word for word in words if word_keys(word) and word_keys(word)[0] not in _PLASTIC]
    if len(words) == len(codes) + 1 and len(codes) == 1 and codes[0].isalpha() and codes[0].isupper():
        yield codes[0]


@cache
def _by_key() -> dict[tuple[str, ...], list[OtherName]]:
    found: dict[tuple[str, ...], list[OtherName]] = {}
    for names, codes in _NAMES:
        group = [OtherName(name, False) for name in dict.fromkeys(names.split(", "))]
        group += [OtherName(code, True) for code in codes.split()]
        for name in group:
            found[word_keys(name.surface)] = group
    return found
