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
    r"(?:\s+[\w'’-]+){0,4}?\s+(?:gratis dazu|gratis (?:er)?bij|gratis meegeleverd|geschenkt"
    r"|offerte?s?|de regalo|in (?:omaggio|regalo)|en cadeau|de brinde"
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
_SMALL_PARTS = (
    "label inside cord flex etikett innenseite kabel étiquette cordon câble etiqueta interior cable"
    " etichetta interno cavo etiket binnenkant binnenzijde snoer etiqueta cabo"
)
"""What is a part only with a verb behind it: without one it may as well begin a field ("Label: organic")."""
_PART_WORD, _SMALL_PART = ("|".join(" ".join(words).split()) for words in (_PARTS, [_SMALL_PARTS]))
_OF = r"(?:in|aus|of|en|de|di|van)"
_IS = r"(?:are|is|sind|ist|sont|est|son|es|sono|è|zijn)"
_PART = re.compile(
    rf"(?<!\w)(?:(?P<part>{_PART_WORD})(?:\s?:|(?:\s+{_IS})?\s+(?:{_OF}\s+[\w'’-]+\s+)?{_OF})"
    rf"|(?P<small>{_SMALL_PART})\s+{_IS}\s+{_OF})\s+(?:[\w'’-]+\s+)?$"
    r"|(?P<chinese>里料|里布|内衬|衬里|填充物?|纽扣|扣子|拉链|吊牌|包边|腰带)(?:颜色|材质)?[为是：:]?$",
    re.IGNORECASE,
)
"""A part of a product and what says of it that it is so: "Griffe in", "lining: ", "纽扣为"."""
_PART_IS = re.compile(rf"(?<!\w)(?P<part>{_PART_WORD}|{_SMALL_PART})\s+{_IS}\s+(?:[\w'’-]+\s+)?$", re.IGNORECASE)
_BEARS = re.compile(
    r"(?<!\w)(?:carry|carries|carrying|hold|holds|bear|bears|support|supports|lift|lifts|withstands?|trägt|tragen|hält|halten"
    r"|supporte|supportent|soulève|soporta|soportan|aguanta|aguantan|levanta|sostiene|sostengono|regge|reggono|sopporta"
    r"|solleva|draagt|dragen|houdt|tilt|suporta|suportam|aguenta)(?:\s+(?:up|to|bis|zu|jusqu['’]à|à|hasta|fino|a|tot|até"
    r"|about|max\.?|maximal|over|more|than|wel)){0,3}\s+$",
    re.IGNORECASE,
)
_WEIGHT = re.compile(r"weight|gewicht|poids|(?<!\w)peso(?!\w)|(?<!\w)mass[ea]?(?!\w)", re.IGNORECASE)
_LOAD = re.compile(r"max|load|capacit|limit|trag|last|charge|carga|portata|draag|capaci|user", re.IGNORECASE)
_WITH_IT = (
    r"(?:(?:comes?|supplied|delivered|shipped|kommt|kommen|geliefert|livrée?s?|fournie?s?|viene|vienen|entregan?"
    r"|suministran?|fornit[oa]|consegnat[oa]|geleverd|vem|acompanha)\s+(?:with|in|mit|avec|con|met|com|dans|em)"
    r"|includ(?:es?|ing)|incl\.|incluye|include|inclui|inklusive|inkl\.|inclusief)"
)
_CASE = (
    r"(?:(?:carry|carrying|storage|travel|protective|drawstring)\s+)?(?:case|pouch|sleeve|holster|bag|box|tin)"
    r"|etui|tasche|beutel|hülle|box|dose|köcher|étui|housse|pochette|boîte|estuche|funda|bolsa|caja|custodia|astuccio"
    r"|sacchetto|scatola|estojo|capa|etui|hoes|hoesje|tasje|zakje|doosje"
)
_WITH_THE_PRODUCT = re.compile(rf"(?<!\w){_WITH_IT}\s", re.IGNORECASE)
_ITS_CASE = re.compile(
    rf"(?<!\w){_WITH_IT}\s+(?:[\w'’-]+\s+){{0,3}}?(?:{_CASE})\s+(?:made\s+)?(?:from|{_OF})\s+(?:[\w'’-]+\s+)?$",
    re.IGNORECASE,
)
_WITH_ITS = re.compile(rf"(?<!\w){_WITH_IT}\s+(?:[\w'’-]+\s+){{0,2}}$", re.IGNORECASE)
_CASE_BEHIND = re.compile(rf"\s+(?:{_CASE})(?!\w)", re.IGNORECASE)
"""A case or bag that comes with a product, before and behind what it is made of or looks like."""
_THING_OF = re.compile(
    rf"(?:^|[.!?;>•\n*-])\s*(?:[\w'’-]+\s+){{1,2}}(?:made\s+)?{_OF}\s+(?:[\w'’-]+\s+)?$", re.IGNORECASE
)
_INCLUDED = re.compile(
    rf"[^.,;:!?\n]*?\s(?:{_IS}\s+)?(?:included|supplied|provided|enthalten|inbegriffen|inklusive|mitgeliefert"
    r"|inclus\w*|fourni\w*|incluid\w*|compres\w*|incluíd\w*|inbegrepen|meegeleverd)(?=\s*(?:[.;!?)\n]|$))",
    re.IGNORECASE,
)
_PACKED = re.compile(
    r"(?<!\w)(?:packed|packaged|wrapped|verpackt|eingepackt|eingewickelt|emballée?s?|emballato|envuelt[oa]s?|embalad[oa]s?"
    r"|empaquetad[oa]s?|confezionat[oaie]|avvolt[oaie]|imballat[oaie]|verpakt|ingepakt|embrulhad[oa]s?)"
    r"\s+(?:in|dans|en|em)\s+(?:[\w'’-]+\s+){0,2}?(?:paper|tissue|foil|film|box|carton|bag|pouch|papier|folie|karton"
    r"|schachtel|box|kiste|beutel|tüte|boîte|sachet|carton|papel|caja|bolsa|film|carta|scatola|sacchetto|caixa|saco|doos"
    r"|zak|zakje|krat|kist)\s+(?:[\w'’-]+\s+)?$",
    re.IGNORECASE,
)
_PACKAGE_NAME = re.compile(
    r"pack|verpack|behält|gebinde|container|emball|contenant|conten|envas|embala|confez|imball|verpak|wrap",
    re.IGNORECASE,
)
"""What names of attributes that are of the package hold."""
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
    before = text[max(0, start - _REACH) : start]
    return bool(
        _GIVEN.search(before) or _GIVEN_BEHIND.match(text, end, end + _REACH) or _is_of_its_case(before, text, end)
    )


def _is_of_its_case(before: str, text: str, end: int) -> bool:
    if not _WITH_THE_PRODUCT.search(before):
        return False
    return bool(_ITS_CASE.search(before) or (_WITH_ITS.search(before) and _CASE_BEHIND.match(text, end, end + _REACH)))


def is_of_a_part(text: str, start: int, attribute: str) -> bool:
    """Say whether the words before a value say it of a part of the product, and the attribute is not of that part.

    >>> is_of_a_part("Griffe in Messing", 10, "Farbe"), is_of_a_part("Griffe in Messing", 10, "Farbe der Griffe")
    (True, False)
    """
    before = text[max(0, start - _REACH) : start]
    if _PACKED.search(before) and not _PACKAGE_NAME.search(attribute):
        return True
    found = _PART.search(before)
    part = (found["part"] or found["small"] or found["chinese"]) if found else ""
    return bool(part) and part.casefold() not in attribute.casefold()


def is_what_a_part_is(text: str, start: int, attribute: str) -> bool:
    """Say whether a verb says a value of a part: what the product is only once is then not said of it.

    >>> is_what_a_part_is("The lining is red", 14, "Colour"), is_what_a_part_is("The bag is red", 11, "Colour")
    (True, False)
    """
    found = _PART_IS.search(text[max(0, start - _REACH) : start])
    return found is not None and found["part"].casefold() not in attribute.casefold()


def is_borne(text: str, start: int, attribute: str) -> bool:
    """Say whether a weight is what a product bears, and the attribute is its own weight.

    >>> is_borne("carries up to 25 kg", 14, "Weight"), is_borne("carries up to 25 kg", 14, "Max weight")
    (True, False)
    """
    if not _WEIGHT.search(attribute) or _LOAD.search(attribute):
        return False
    return bool(_BEARS.search(text[max(0, start - _REACH) : start]))


def is_of_an_extra(text: str, start: int, end: int) -> bool:
    """Say whether a sentence says the characters `[start, end)` of a thing that it calls included.

    >>> is_of_an_extra("Screws of steel included.", 10, 15), is_of_an_extra("Cube of steel, screws included.", 8, 13)
    (True, False)
    """
    before = text[max(0, start - _REACH) : start]
    return bool(_THING_OF.search(before) and _INCLUDED.match(text, end, end + _REACH))
