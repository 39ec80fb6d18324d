"""Whether a quantity is said of what comes with a product, a gift, a sample or a case; knows no attribute."""

from __future__ import annotations

import re

_WORDS = (
    "gift sample samples travel mini bonus complimentary case",
    "geschenk gratis probe proben reisegröße reiseformat etui hülle",
    "cadeau échantillon échantillons voyage offert étui housse",
    "regalo muestra muestras viaje estuche funda",
    "omaggio campione campioni viaggio custodia",
    "brinde amostra amostras viagem estojo",
    "staal reisformaat hoesje",
)
_ASIDE = re.compile(
    rf"(?<!\w)(?:{'|'.join(' '.join(_WORDS).split())})(?:\s+\w+){{0,3}}\s*$"
    r"|(?:付属|おまけ|試供|プレゼント|特典|ケース|ミニ)[^\s、。]{0,10}$",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.,;!?]\s|[\n。、()（）]")
_REACH = 60


def is_aside(text: str, start: int) -> bool:
    """Say whether the words before a quantity, within its clause, name something that comes with the product."""
    before = text[max(0, start - _REACH) : start]
    return bool(_ASIDE.search(before[max((end.end() for end in _CLAUSE_END.finditer(before)), default=0) :]))
