"""What a sentence says of the shop's other products is not said of this one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[[str], bool]


@pytest.mark.parametrize(
    "text",
    [
        "Weitere Farben: rot, «blau»",
        "Other colours: «red», blue",
        "More sizes: 30 cm, «40 cm»",
        "Autres coloris : «rouge»",
        "Otros colores disponibles: «rojo»",
        "Altri colori: «rosso»",
        "Auch in «Rot» und Blau lieferbar.",
        "Auch in «Rot» zu haben.",
        "Également en «250 g»",
        "Se décline en «rouge» et en blanc",
        "Voir aussi notre «Riesling» 2021",
        "Goûtez aussi notre café «colombien»",
        "Wahlweise mit «schwarzem» Gestell.",
        "Passende Bänke in «Blau» finden Sie in unserem Shop.",
        "Matching benches in «blue» you will find in our shop.",
        "Harmoniert mit unserer Kommode Lund (Metall, «grün»).",
    ],
)
def test_other_variants_and_products_are_not_this_one(quoted_is_denied: Ask, text: str) -> None:
    assert quoted_is_denied(text)


@pytest.mark.parametrize(
    "text",
    [
        "Weitere Details: Farbe «rot»",
        "Other features: «leather» strap",
        "Autres caractéristiques : «acier»",
        "Auch als Geschenk beliebt. «Rot»",
        "Weitere Farben im Shop. Dieses hier: «rot»",
        "(also available in blue) «Red» shirt",
        "Passt auch in die «Küche»",
        "Auch in der «Küche» ein Blickfang",
        "Auch als «Outdoor»-Jacke geeignet",
        "S'utilise aussi en «extérieur»",
        "Available in «red»",
        "In our workshop made of «oak»",
    ],
)
def test_what_is_said_of_this_one_stays_so(quoted_is_denied: Ask, text: str) -> None:
    assert not quoted_is_denied(text)
