"""What shops measure, by name: which words of a text announce a number with a unit; knows no catalog."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache

from ..kg.quantities import Quantity, convert
from .matching import is_spaced, word_keys

_PROPERTIES = (
    (
        "kg",
        "weight gewicht poids peso waga вес ağırlık 重 무게 وزن الوزن",
        "weigh weighing heavy light wiegt wiegen schwer leicht pèse pèsent léger pesa waży весит weegt",
    ),
    (
        "kg",
        "load payload belastung belastbarkeit tragkraft traglast tragfähigkeit zuladung nutzlast körpergewicht "
        "maximalgewicht höchstgewicht charge carga carico portata nośność draagvermogen belasting",
        "supports carry bear belastbar trägt tragen supporte supportent soporta soportan aguanta sopporta sopportano "
        "regge reggono belastbaar draagt dragen suporta suportam aguenta",
    ),
    (
        "l",
        "capacity volume content inhalt volumen fassungsvermögen kapazität contenance capacité capacidad capacità "
        "contenuto pojemność объём объем hacim 容 용량 سعة السعة inhoud capacidade conteúdo",
        "hold holding fasst contient contiene вмещает",
    ),
    (
        "h",
        "battery akku akkulaufzeit batterielaufzeit laufzeit batterie batterija batería batteria autonomie autonomía "
        "autonomia bateria accu",
        "playtime playback runtime 续 電",
    ),
    (
        "m",
        "height höhe hauteur alto altura altezza wysokość высота yükseklik 高 높이 ارتفاع الارتفاع hoogte",
        "tall high hoch hoog",
    ),
    (
        "m",
        "width breite largeur ancho anchura larghezza szerokość ширина genişlik 宽 寬 幅 너비 عرض العرض breedte "
        "largura",
        "wide broad breit large breed",
    ),
    (
        "m",
        "depth tiefe profondeur profundidad profondità głębokość глубина derinlik 深 奥 깊이 عمق العمق diepte "
        "profundidade fondo",
        "deep tief diep",
    ),
    (
        "m",
        "length länge longueur largo longitud lunghezza długość длина uzunluk 长 長 길이 طول الطول lengte comprimento",
        "long lang",
    ),
    (
        "m",
        "diameter durchmesser diamètre diámetro diametro średnica диаметр çap 直 지름 قطر القطر diâmetro",
        "across ø",
    ),
    (
        "m",
        "thickness dicke stärke épaisseur grosor spessore grubość толщина kalınlık 厚 두께 dikte espesor espessura",
        "thick dick dik",
    ),
    ("W", "power leistung puissance potencia potenza moc мощность güç 功 출력 قدرة القدرة vermogen potência", ""),
)
"""A unit, what shops call a property that is measured in it, the first in English, and words of sentences for it."""
_WHOLE = (
    "total totale totaal totales overall gesamt eigen netto net neto leer produkt product produit producto prodotto "
    "produto artikel article articolo artículo artigo item brutto nenn nominal max maximal höchst nutz füll 适用 产品 "
    "商品 整体 總 总 本体 製品 全体"
)
OF_ALL = frozenset("".join(word_keys(word)) for word in _WHOLE.split())
"""What stands before the name of a property that is the whole product's ("Gesamthöhe", "total weight", "适用季节")."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SHORTEST_PART, _LONGEST_PART = 4, 24
"""Letters of a name that may end a longer word ("Gesamtlänge")."""


@dataclass(frozen=True, slots=True)
class Property:
    """Something that is measured in units like `unit`; `names` and `cues` are normalised words.

    `name`: what it is called in English.
    """

    name: str
    unit: str
    names: frozenset[str]
    cues: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """All words that announce it."""
        return self.names | self.cues

    def measures(self, quantity: Quantity) -> bool:
        """Say whether a quantity can be one of it."""
        return convert(quantity, self.unit) is not None


@cache
def properties() -> tuple[Property, ...]:
    """Return all of them."""
    return tuple(
        Property(names.split()[0], unit, spelt_alike(names), spelt_alike(cues)) for unit, names, cues in _PROPERTIES
    )


def spelt_alike(words: str) -> frozenset[str]:
    """Return some words normalised, German ones in both spellings: "Höhe" and "Hoehe"."""
    return frozenset((*word_keys(words), *word_keys(words.casefold().translate(_UMLAUTS))))


@cache
def lengths() -> tuple[Property, ...]:
    """Return those that are lengths."""
    return tuple(one for one in properties() if one.unit == "m")


@cache
def _by_word() -> dict[str, Property]:
    return {word: one for one in reversed(properties()) for word in one.words}


@cache
def _ends_of_words() -> frozenset[str]:
    """Return the names that may end a compound."""
    names = {name for one in properties() for name in one.names}
    return frozenset(name for name in names if len(name) >= _SHORTEST_PART and is_spaced(name[0]))


def property_of(key: str) -> Property | None:
    """Return what a normalised word announces, by itself or as the end of a compound."""
    begin = _head(key)
    return None if begin is None else _by_word()[key[begin:]]


def measures_a_part(key: str) -> bool:
    """Say whether a word is a compound of a property that is not the whole product's ("Sitzhöhe", not "Gesamthöhe")."""
    begin = _head(key)
    return bool(begin) and key[:begin] not in OF_ALL


def measures_the_whole(keys: Collection[str], one: Property) -> bool:
    """Say whether the words of a name say nothing but a property of the whole product ("Height", "Gesamthöhe")."""
    said = [key for key in keys if key not in OF_ALL]
    return bool(said) and all(key in one.names or _is_compound(key, one) for key in said)


def _is_compound(key: str, one: Property) -> bool:
    return property_of(key) is one and not measures_a_part(key)


@lru_cache(maxsize=1 << 14)
def _head(key: str) -> int | None:
    """Return where in a word the name of a property begins that ends it; `None` if there is none."""
    if key in _by_word():
        return 0
    ends = _ends_of_words()
    first, last = max(1, len(key) - _LONGEST_PART), len(key) - _SHORTEST_PART
    return next((place for place in range(first, last + 1) if key[place:] in ends), None)
