"""What shops measure, by name: which words of a text announce a number with a unit; knows no catalog."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..kg.quantities import Quantity, convert
from .matching import word_keys

_PROPERTIES = (
    (
        "kg",
        "weight gewicht poids peso waga вес ağırlık 重 무게 وزن الوزن",
        "weigh weighing heavy light wiegt wiegen schwer leicht pèse pèsent léger pesa waży весит",
    ),
    (
        "kg",
        "load payload belastung belastbarkeit tragkraft traglast zuladung körpergewicht charge carga carico nośność",
        "supports belastbar",
    ),
    (
        "l",
        "capacity volume content inhalt volumen fassungsvermögen kapazität contenance capacité capacidad capacità "
        "contenuto pojemność объём объем hacim 容 용량 سعة السعة",
        "hold holding fasst contient contiene вмещает",
    ),
    (
        "h",
        "battery akku akkulaufzeit batterielaufzeit laufzeit batterie batterija batería batteria autonomie autonomía "
        "autonomia",
        "playtime playback runtime 续 電",
    ),
    (
        "m",
        "height höhe hauteur alto altura altezza wysokość высота yükseklik 高 높이 ارتفاع الارتفاع",
        "tall high hoch",
    ),
    (
        "m",
        "width breite largeur ancho anchura larghezza szerokość ширина genişlik 宽 幅 너비 عرض العرض",
        "wide broad breit large",
    ),
    ("m", "depth tiefe profondeur profundidad profondità głębokość глубина derinlik 深 깊이 عمق العمق", "deep tief"),
    (
        "m",
        "length länge longueur largo longitud lunghezza długość длина uzunluk 长 長 길이 طول الطول",
        "long lang",
    ),
    ("m", "diameter durchmesser diamètre diámetro diametro średnica диаметр çap 直 지름 قطر القطر", "across ø"),
    ("m", "thickness dicke stärke épaisseur grosor spessore grubość толщина kalınlık 厚 두께", "thick dick"),
    ("W", "power leistung puissance potencia potenza moc мощность güç 功 출력 قدرة القدرة", ""),
)
"""A unit, what shops call a property that is measured in it, and words of sentences that name it."""
_SHORTEST_PART = 5
"""Letters of a name that may end a longer word ("Gesamtlänge")."""


@dataclass(frozen=True, slots=True)
class Property:
    """Something that is measured in units like `unit`; `names` and `cues` are normalised words."""

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
        Property(unit, frozenset(word_keys(names)), frozenset(word_keys(cues))) for unit, names, cues in _PROPERTIES
    )


@cache
def property_of(key: str) -> Property | None:
    """Return what a normalised word announces, by itself or as the end of a compound."""
    whole = next((one for one in properties() if key in one.words), None)
    ends = (one for one in properties() for name in one.names if len(name) >= _SHORTEST_PART and key.endswith(name))
    return whole or next(ends, None)
