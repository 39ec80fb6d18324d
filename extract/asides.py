"""Whether words are said of what comes with a product, a gift, a sample or a case; knows no attribute.

A quantity may be that of a sample or a case; the values of other attributes are only those of a gift: a shop that
sells cases says "case" of the product itself.
"""

from __future__ import annotations

import re

_WORDS = (
    "gift sample samples travel mini bonus complimentary case",
    "geschenk gratis probe proben reisegröße reiseformat etui hülle beigabe zugabe",
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
_GIVEN = re.compile(
    r"(?<!\w)(?:gratis|kostenlos dazu|beigabe|zugabe|als (?:dankeschön|geschenk) (?:dazu|erhalten|gibt|bekommen)"
    r"|wir (?:schenken|legen)|free gift|complimentary|bonus|comes with a free|offerte?s?|en cadeau|de regalo"
    r"|in (?:omaggio|regalo)|omaggio|de brinde|brinde|(?:gift|geschenk|cadeau|regalo|cadeautje)\s?:)"
    r"(?![\s-]?(?:versand|rückversand|shipping|delivery))[^.;!?\n,]{0,50}$"
    r"|(?:赠送?品?|贈送?品?|附送|[就再还還另并加额]送|(?:^|[，。；！,;!\n\s>])送|おまけ|プレゼント|特典)(?!料|货|貨|风|風|礼|禮|达|给)"
    r"[^，。；！、,;!\n]{0,14}$",
    re.IGNORECASE,
)
_GIVEN_BEHIND = re.compile(
    r"(?:\s+[\w'’-]+){0,3}?\s+(?:gratis dazu|geschenkt|offerte?s?|de regalo|in (?:omaggio|regalo)|en cadeau|de brinde"
    r"|(?:as a )?free gift|free of charge|liegt bei|liegen bei)(?=\s*(?:[.,;:!?)\n]|$))",
    re.IGNORECASE,
)
_PARTS = (
    "buttons button lining stitching zip zipper handles straps laces sole soles feet",
    "knöpfe knopf futter innenfutter nähte naht reißverschluss griffe griff füße fußkappen kappen kabel sohle bänder",
    "boutons bouton doublure coutures fermeture poignées poignée pieds semelle lacets",
    "botones forro costuras cremallera asas asa patas suela cordones",
    "bottoni fodera cuciture cerniera maniglie manici piedini suola lacci",
    "knopen voering naden rits handvatten poten zool veters",
)
_PART_WORD = "|".join(" ".join(_PARTS).split())
_PART = re.compile(
    rf"(?<!\w)(?P<part>{_PART_WORD})(?:\s?:|(?:\s+(?:are|is|sind|ist|sont|est|son|es|sono|è|zijn))?"
    r"\s+(?:in|aus|of|en|de|di|van))\s+(?:[\w'’-]+\s+)?$"
    r"|(?P<chinese>里料|里布|内衬|衬里|填充物?|纽扣|扣子|拉链|吊牌|包边|腰带)(?:颜色|材质)?[为是：:]?$",
    re.IGNORECASE,
)
"""A part of a product and what says of it that it is so: "Griffe in", "lining: ", "纽扣为"."""
_CLAUSE_END = re.compile(r"[.,;!?]\s|[\n。、()（）]")
_REACH = 60
_QUANTITY = re.compile(r"[\d.,]+\s?[^\W\d_]*")


def is_aside(text: str, start: int) -> bool:
    """Say whether the words around a quantity, within its clause, name something that comes with the product."""
    before = text[max(0, start - _REACH) : start]
    quantity = _QUANTITY.match(text, start)
    return bool(
        _ASIDE.search(before[max((end.end() for end in _CLAUSE_END.finditer(before)), default=0) :])
        or is_gift(text, start, quantity.end() if quantity else start)
    )


def is_gift(text: str, start: int, end: int) -> bool:
    """Say whether the words around the characters `[start, end)` say them of what is given with the product.

    >>> is_gift("Gratis dazu: Filzgleiter in Blau", 28, 32), is_gift("Ein Geschenk in Blau", 16, 20)
    (True, False)
    """
    return bool(_GIVEN.search(text[max(0, start - _REACH) : start]) or _GIVEN_BEHIND.match(text, end, end + _REACH))


def is_of_a_part(text: str, start: int, attribute: str) -> bool:
    """Say whether the words before a value say it of a part of the product, and the attribute is not of that part.

    >>> is_of_a_part("Griffe in Messing", 10, "Farbe"), is_of_a_part("Griffe in Messing", 10, "Farbe der Griffe")
    (True, False)
    """
    found = _PART.search(text[max(0, start - _REACH) : start])
    part = (found["part"] or found["chinese"]) if found else ""
    return bool(part) and part.casefold() not in attribute.casefold()
