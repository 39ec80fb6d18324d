"""What a text calls the attributes that are yes or no ("Montage" of "Montage nötig", "机洗" of "是否可机洗")."""

from __future__ import annotations

import re

from ..kg.values import parse_boolean
from .matching import is_spaced

_ASKING = re.compile(
    r"^(?:是否|有无|有無|能否|可否|是不是|est-ce qu['’]"
    r"|(?:est-ce que|is it|is|has|with|ist es|ist|hat|mit|avec|con|met|com)\s)",
    re.IGNORECASE,
)
_MAY = re.compile(r"^(?:可以?|能)")
_REQUIRED = re.compile(
    r"(?:\s+(?:nötig|notwendig|erforderlich|benötigt|enthalten|inklusive|inbegriffen|vorhanden|möglich"
    r"|required|needed|necessary|included|available|possible|supported"
    r"|inclus(?:es?|[oaie])?|requise?s?|nécessaires?|fournie?s?|possibles?"
    r"|incluid[oa]s?|necesari[oa]s?|requerid[oa]s?|necessari[oaie]|richiest[oaie]|incluíd[oa]s?|necessári[oa]s?"
    r"|nodig|vereist|inbegrepen|mogelijk)|の有無|有無|可否|与否)$",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\s*(?:[?？]|\([^()]{2,7}/[^()]{2,7}\))$")
_STATED = re.compile(r"\s*[:：=?？]\s*(?P<said>[^\W\d_]+)")


def names_in_text(attribute: str) -> list[str]:
    """Return what a text says instead of an attribute's name, the name itself first.

    Left out are what makes a question of it (是否, "is", "?") and an adjective of needing and having at its end.

    >>> names_in_text("Montage nötig"), names_in_text("是否可机洗")
    (['Montage nötig', 'Montage'], ['是否可机洗', '可机洗', '机洗'])
    """
    names = [attribute]
    for ending in (_QUESTION, _ASKING, _REQUIRED, _MAY):
        shorter = ending.sub("", names[-1]).strip()
        if shorter != names[-1] and len(shorter) >= (3 if is_spaced(shorter[:1]) else 2):
            names.append(shorter)
    return names


def stated_behind(text: str, end: int) -> tuple[bool, int] | None:
    """Return the yes or no that stands behind a name that ends at `end`, and where it ends ("Bio : non").

    >>> stated_behind("Bio : non, vegan", 3)
    (False, 9)
    """
    found = _STATED.match(text, end)
    said = parse_boolean(found["said"]) if found else None
    return None if found is None or said is None else (said, found.end())
