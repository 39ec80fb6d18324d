"""What comes apart, is sold out or is only in the picture is not the product, nor what its sentence says of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[[str], bool]


@pytest.mark.parametrize(
    "text",
    [
        "The «red» belt of woven cotton is not included.",
        "Garden gloves in «blue» shown in the picture are not part of the set.",
        "A «kids'» version is available separately.",
        "The «grey» edition is sold out for this year.",
        "«Battery» and charger are not included.",
        "Inserts of «aluminium» available as an accessory.",
        "«Case» not incl.",
        "Der abgebildete Schal («blau», Weber) gehört nicht zum Lieferumfang.",
        "Etui aus «Leder» bitte separat bestellen.",
        "Flasche («2» Liter) und Karabiner sind nicht enthalten.",
        "«Regenhülle» nicht dabei",
        "La ceinture en «cuir» marron n'est pas incluse.",
        "Le coussin («gris») n'est pas compris.",
        "La corbata «rosa» de la foto no va incluida.",
        "Se lleva con pantalón de «lino» azul, no incluido.",
        "La bufanda «beige» es solo para la foto.",
        "La cintura in «pelle» si vende a parte.",
        "O cinto «vermelho» não está incluído.",
        "De «blauwe» uitvoering is helaas uit het assortiment.",
        "Kussen van «linnen» (wit) los verkrijgbaar.",
        "Het kleed («geel», 160 x 230 cm) is decoratie.",
    ],
)
def test_what_its_sentence_says_comes_apart_is_not_of_the_product(quoted_is_denied: Ask, text: str) -> None:
    assert quoted_is_denied(text)


@pytest.mark.parametrize(
    "text",
    [
        "In «red», belt not included.",
        "«Steel» body, battery and charger are not included.",
        "The drill is «red» and the case is not included.",
        "«Blue» dress with a belt, not included",
        "The «red» one has a belt that is not included.",
        "This «red» summer dress is sold out.",
        "Color: «rojo». Cinturón no incluido.",
        "Colour: «red», sold out",
        "Vestido «azul» con pantalón blanco, no incluido.",
        "Compartimento para «zapatos» aparte.",
        "Geschikt als cadeau en voor «keuken», decoratie.",
        "Die Jacke ist «rot», der Gürtel ist nicht enthalten.",
    ],
)
def test_what_is_said_beside_it_is_of_the_product(quoted_is_denied: Ask, text: str) -> None:
    assert not quoted_is_denied(text)
