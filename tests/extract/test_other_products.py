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
        "Hay una versión con «seis» bolsillos, la Cargo.",
        "There is a version with «velcro».",
        "Customers also bought: gloves in «red».",
        "Kunden kauften auch: Schuhcreme in «pink» von Weber.",
        "Also in grey. See our «red» one.",
        "Auch als kleiner «Kinderrucksack» zu haben.",
        "También la tenemos para «niños», con el mismo cuello.",
        "Existe también con manga «larga».",
        "Er bestaat ook een kruk van «26 cm» hoog in deze serie.",
        "Voor «puppy's» hebben we een andere lijn.",
        "Den passenden Hut aus «Stroh» gibt's bei Weber.",
        "Dazu passt die Tasche in «Beige».",
        "De lamp uit dezelfde serie heeft een «voetschakelaar».",
        "Binnenversie met «E14» vind je bij de tafellampen.",
        "Die Kinderversion (für Kinder) hat einen «Klettverschluss».",
        "The kids' version comes with «velcro».",
        "Das Modell von «Weber» sieht ähnlich aus, kostet aber das Doppelte.",
        "The photograph shows the «orange» version.",
        "Das Model trägt die Variante in «Grau».",
        "For a «battery»-powered alternative search for Vector.",
        "If you need one, have a look at the «Kestrel» range.",
        "See the Cairn for a «leather» one.",
        "Farbe kann am Bildschirm leicht ins «beige» abweichen.",
        "El color puede verse más «gris» según la pantalla.",
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
        "Haben Sie Fragen? «Rot»",
        "This version has «velcro».",
        "The new version comes with «velcro».",
        "Die neue Version hat «Klettverschluss».",
        "Die passende Tasche für jeden Tag in «Schwarz».",
        "The same «leather» that saddlers use.",
        "See the difference of pure «cotton».",
        "Bestaat ook uit «katoen»",
        "Es gibt auch ein Fach aus «Leder».",
        "If you like it warm: «wool».",
        "Si vives cerca de la playa, «algodón».",
        "The display can show all colours: «IPS».",
        "Colour «red», easy to see on every screen.",
        "Similar to its elder sister, of «leather».",
        "In our workshop made of «oak»",
    ],
)
def test_what_is_said_of_this_one_stays_so(quoted_is_denied: Ask, text: str) -> None:
    assert not quoted_is_denied(text)
