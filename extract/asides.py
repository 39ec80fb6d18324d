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
_PARTS_OF_GERMANIC = (
    "buttons button lining stitching zip zipper handles strap straps laces sole soles feet trim piping springs",
    "knöpfe knopf futter innenfutter nähte naht reißverschluss griffe griff füße fußkappen kappen kabel sohle bänder",
    "riemen besatz federn knopen voering naden rits handvatten poten zool veters band banden bies veren",
)
_PARTS_OF_ROMANCE = (
    "boutons bouton doublure coutures fermeture poignées poignée pieds semelle lacets sangle sangles lanière liseré",
    "botones forro costuras cremallera asas asa patas suela cordones correa correas ribete",
    "bottoni fodera cuciture cerniera maniglie manici piedini suola lacci cinghia cinghie",
    "botões forro costuras fecho alças alça pés sola atacadores cadarços debrum",
)
_SMALL_PARTS = (
    "label inside cord flex etikett innenseite kabel étiquette cordon câble etiqueta interior cable"
    " etichetta interno cavo etiket binnenkant binnenzijde snoer etiqueta cabo"
)
"""What is a part only with a verb behind it: without one it may as well begin a field ("Label: organic")."""
_GERMANIC, _ROMANCE, _SMALL_PART = (
    "|".join(" ".join(words).split()) for words in (_PARTS_OF_GERMANIC, _PARTS_OF_ROMANCE, [_SMALL_PARTS])
)
_PART_WORD = f"{_GERMANIC}|{_ROMANCE}"
_OF = r"(?:in|aus|of|en|de|di|van)"
_IS = r"(?:are|is|sind|ist|sont|est|son|es|sono|è|zijn)"
_MADE = r"(?:made|crafted|gefertigt|gemacht|faite?s?|hech[oa]s?|fatt[oaie]|gemaakt|feit[oa]s?)"
_TRIMMED = (
    r"(?:lined|trimmed|edged|piped|bound|stitched) (?:with|in)|(?:gefüttert|besetzt|abgesetzt|eingefasst|gesäumt) mit"
    r"|(?:doublée?s?|bordée?s?|gansée?s?) (?:de|en)|(?:forrad|ribetead|rematad)[oa]s? (?:de|en|con)"
    r"|(?:foderat|bordat|rifinit)[oaie] (?:in|di|con)|(?:gevoerd|afgezet|afgebiesd) met"
    r"|(?:forrad|debruad)[oa]s? (?:com|de|em)"
)
"""What says that something else is on or in a product than what it is."""
_LINING = re.compile("lining|trim|futter|doublure|bordure|forro|fodera|voering", re.IGNORECASE)
_PART = re.compile(
    rf"(?<!\w)(?:(?P<part>{_PART_WORD})(?:\s?:|(?:\s+{_IS})?(?:\s+{_MADE})?\s+(?:{_OF}\s+[\w'’-]+\s+)?{_OF})"
    rf"|(?P<trimmed>{_TRIMMED})"
    rf"|(?P<small>{_SMALL_PART})\s+{_IS}\s+{_OF})\s+(?:[\w'’-]+\s+)?$"
    r"|(?P<chinese>里料|里布|内衬|衬里|填充物?|纽扣|扣子|拉链|吊牌|包边|腰带)(?:颜色|材质)?[为是：:]?$",
    re.IGNORECASE,
)
"""A part of a product and what says of it that it is so: "Griffe in", "lining: ", "纽扣为"."""
_OF_MATTER = re.compile(
    r"(?<!\w)(?:colou?rs?|\w*farben?|couleurs?|color(?:es|e|i)?|cor(?:es)?|kleur(?:en)?|fabrics?|stoff|tissus?|tejidos?"
    r"|tessut[oi]|tecidos?|stof|\w*materiale?[ns]?|materiais|materiaux|matériaux|matières?|materie|matéria|materiaal)(?!\w)",
    re.IGNORECASE,
)
_PART_BEHIND = re.compile(
    rf"[\s-](?P<part>{_GERMANIC})(?=\s*(?:[.,;:!?()\n|•]|$)|\s+(?:and|or|with|for|on|in|at|of|to|is|are|that|which|by|keeps?"
    r"|und|oder|mit|für|an|auf|aus|sorgen|sind|ist|die|en|met|voor|op|zijn|it)(?!\w))",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(rf"(?<!\w)(?P<part>{_ROMANCE})\s+$", re.IGNORECASE)
"""A part right beside what it looks like, on the side where the language has adjectives."""
_PART_IS = re.compile(rf"(?<!\w)(?P<part>{_PART_WORD}|{_SMALL_PART})\s+{_IS}\s+(?:[\w'’-]+\s+)?$", re.IGNORECASE)
_BEARS = re.compile(
    r"(?<!\w)(?:takes?|room for|space for|platz für|place pour|espacio para|spazio per|espaço para|ruimte voor"
    r"|carry|carries|carrying|hold|holds|bear|bears|support|supports|lift|lifts|withstands?|trägt|tragen|hält|halten"
    r"|supporte|supportent|soulève|soporta|soportan|aguanta|aguantan|levanta|sostiene|sostengono|regge|reggono|sopporta"
    r"|solleva|draagt|dragen|houdt|tilt|suporta|suportam|aguenta)(?:\s+(?:up|to|bis|zu|jusqu['’]à|à|hasta|fino|a|tot|até"
    r"|about|max\.?|maximal|over|more|than|wel)){0,3}\s+$",
    re.IGNORECASE,
)
_OUNCES = re.compile(r"\d\s?-?(?:oz|ounces?|onces?|onzas?|unzen?)\.?$", re.IGNORECASE)
_CLOTH = re.compile(
    r"[\s-]+(?:(?:waxed|heavy|washed|raw|selvedge|selvage|organic|cotton|brushed)\s+)*"
    r"(?:canvas|denim|duck|twill|cotton|flannel|fleece|wool|cloth|fabric|jeans|segeltuch|leinen|baumwolle|stoff|toile|coton"
    r"|lona|algodón|mezclilla|tela|cotone|katoen|doek|algodão|ganga)(?!\w)",
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
    part = next((name for name in found.groups() if name), "") if found else ""
    is_of_lining = bool(found and found["trimmed"] and _LINING.search(attribute))
    return bool(part) and part.casefold() not in attribute.casefold() and not is_of_lining


def describes_a_part(text: str, start: int, end: int, attribute: str) -> bool:
    """Say whether a colour or material stands beside the part that is so: "steel springs", "botones rojos".

    >>> describes_a_part("with steel springs", 5, 10, "Material"), describes_a_part("steel saddle", 0, 5, "Material")
    (True, False)
    """
    if not _OF_MATTER.search(attribute):
        return False
    part = _PART_BEHIND.match(text, end) or _PART_BEFORE.search(text[max(0, start - _REACH) : start])
    return part is not None and part["part"].casefold() not in attribute.casefold()


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


def is_of_its_cloth(text: str, start: int, end: int) -> bool:
    """Say whether ounces are those of a square yard of cloth, as right before its name.

    >>> is_of_its_cloth("18 oz canvas", 0, 5), is_of_its_cloth("18 oz of coffee", 0, 5)
    (True, False)
    """
    return bool(_OUNCES.search(text, start, end) and _CLOTH.match(text, end))


def is_of_an_extra(text: str, start: int, end: int) -> bool:
    """Say whether a sentence says the characters `[start, end)` of a thing that it calls included.

    >>> is_of_an_extra("Screws of steel included.", 10, 15), is_of_an_extra("Cube of steel, screws included.", 8, 13)
    (True, False)
    """
    before = text[max(0, start - _REACH) : start]
    return bool(_THING_OF.search(before) and _INCLUDED.match(text, end, end + _REACH))
