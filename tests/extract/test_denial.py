"""What a text denies it does not say, in many languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract import denial
from kgtag.extract.denial import denied_place, is_denied, names_a_lack

Ask = Callable[[str], bool]


@pytest.mark.parametrize(
    "text",
    [
        "nicht aus Carbon", "not made of Carbon", "kein Carbon", "pas de Carbon", "sans Carbon", "senza Carbon",
        "niet van Carbon", "Carbon-frei", "Carbon-free", "Carbon free", "glas instead of Carbon", "No Carbon",
    ],
)  # fmt: skip
def test_a_denial_beside_a_value_denies_it(text: str) -> None:
    assert is_denied(text, text.index("Carbon"), text.index("Carbon") + len("Carbon"))


@pytest.mark.parametrize(
    "text",
    [
        "Looking for «red»? That one is sold out.", "«Aperture ring»? Sorry, no.", "Aus «Stahl»? Leider nein.",
        "¿Busca algo «rojo»? Mire en otra parte.", "Vous cherchez du «cuir» ? Pas ici.", "要«红色»？",
    ],
)  # fmt: skip
def test_a_question_states_nothing(quoted_is_denied: Ask, text: str) -> None:
    assert quoted_is_denied(text)


@pytest.mark.parametrize(
    "text",
    [
        "«Waterproof»? Yes, fully.", "«Wasserdicht»? Ja.", "En «cuir» ? Oui.",
        "Looking for a bag? This «red» one is it.",
        "With this «red» stone, who can say no to it?",
        "Frame of «steel». Want more?", "Caf? «noir» moulu ? 250 g", "shop.example/bag?colour=«red»",
    ],
)  # fmt: skip
def test_what_is_answered_with_yes_or_is_no_question_stays(quoted_is_denied: Ask, text: str) -> None:
    assert not quoted_is_denied(text)


@pytest.mark.parametrize(
    "text",
    [
        "There are no eyelets for a «rear rack».", "Keine Ösen für einen «Gepäckträger».",
        "Pas d'emplacement pour un «porte-bagages».", "Sin ojales para una «correa».", "Geen ogen voor een «drager».",
        "Does not come with a sleeve that slips over your «trolley» handle", "Dépourvu de zones «à mordiller».",
        "Devoid of «laces».", "Not as cold to the touch as «aluminium».",
    ],
)  # fmt: skip
def test_what_lacks_a_thing_lacks_what_it_is_for(quoted_is_denied: Ask, text: str) -> None:
    assert quoted_is_denied(text)


@pytest.mark.parametrize(
    "text", ["Kein Problem für «Linkshänder».", "Sans manches, «à capuche».", "No fuss for «children»."]
)
def test_what_it_is_for_without_more_it_is_for(quoted_is_denied: Ask, text: str) -> None:
    assert not quoted_is_denied(text)


@pytest.mark.parametrize(
    "text",
    [
        "Carbon", "not only Carbon", "San Carbon", "no, Carbon", "Do not wash. Carbon", "without lid, Carbon",
        "Carbon, free shipping", "Carbon less than 5 %", "Carbon los", "freie Carbon",
    ],
)  # fmt: skip
def test_a_denial_of_something_else_does_not(text: str) -> None:
    assert not is_denied(text, text.index("Carbon"), text.index("Carbon") + len("Carbon"))


@pytest.mark.parametrize(
    "text",
    [
        "No contiene «retinol»",
        "Libre de «retinol»",
        "Libre de parabenos y «siliconas».",
        "No apto para piel «grasa»",
        "No recomendado en piel «seca».",
        "No usar en cabello «rizado».",
        "does not include a «4.0 Ah» battery",
        "not suitable for «leather»",
        "not suitable for sensitive or «oily» skin",
        "not compatible with «18V» models",
        "nicht geeignet für «Leder»",
        "nicht für «Leder» geeignet",
        "Für «Leder» nicht geeignet.",
        "Eignet sich nicht für «Leder»",
        "non adatto a pelle «grassa»",
        "Sin «retinol»",
        "enthält kein «Nickel»",
        "ne contient pas de «nickel»",
        "ne convient pas aux peaux «grasses»",
        "n'est pas adapté aux peaux «grasses»",
        "Si tienes la piel «mixta», prueba mejor nuestra otra gama",
        "Evítese en pieles muy «sensibles»",
        "No contiene «ácido hialurónico»",
        "Libre de «vitamina C»",
        "Una alternativa al «niacinamida»",
        "«IPX7»などの防水には対応していません",
        "「«IPX4»」などの防水には対応していません",
        "«シリコン»製ではありません",
        "não adequado para «couro»",
        "não contém «parabenos»",
        "niet geschikt voor «leer»",
        "0% sulfatos, 0% «parabenos»",
        "no parabens, «sulfates» or silicones",
        "ohne Parabene oder «Silikone»",
        "«4 Ah» battery not included.",
        "«4 Ah» battery (not included).",
        "Avoid contact with «leather»",
        "sans «alcool»",
        "pas d'«alcool»",
        "exempt d'«alcool»",
        "doesn't have «Bluetooth»",
        "Also available in «blue».",
        "También disponible en «30 ml».",
        "Auch in «Rot» erhältlich.",
        "«iPhone 13»用も販売中",
        "«Lightning»には非対応",
        "«バッテリー»は付属していません",
        "is not made of real «leather»",
        "does not require a «battery»",
        "No está indicado para pieles «secas»",
        "non contiene «nichel»",
        "senza «nichel»",
        "priva di «nichel»",
        "Enthält weder Nickel noch «Blei»",
        "in plaats van «leer»",
        "does not contain any animal «leather»",
        "We cannot recommend it for «leather»",
        "※«Galaxy S23»ではお使いいただけません。",
        "無«香料»",
        "Combínalo con «retinol»",
        "exempte de «parabènes»",
        "Pairs well with our «Walnut» sideboard.",
        "cannot be used on «leather»",
        "Non certifié «bio»",
        "Pas de label «bio», mais une culture raisonnée",
        "N'est pas issu de l'agriculture «biologique»",
        "Not certified «organic»",
        "Senza parti in «acciaio»",
        "Niente «alluminio»",
        "without any parts made of «steel»",
        "Keine Füße aus «Metall»",
        "Pas de grains d'«Éthiopie» dans ce mélange",
        "Bitte nicht im «Kinderzimmer» aufstellen.",
        "Nicht fürs «Schlafzimmer» geeignet.",
        "not for use in the «bathroom»",
        "Anders als Modelle aus «Eiche» verzieht sich nichts.",
        "Unlike chairs of «oak», it does not warp",
        "Contrairement au «Chablis», il se boit jeune.",
        "A diferencia de los modelos de «acero»",
        "leichter als «Stahl»",
        "stronger than «steel»",
        "plus léger que le «cuir»",
        "as soft as «silk»",
        "so weich wie «Samt»",
        "Rien à voir avec une torréfaction «claire» industrielle",
        "Remplace le millésime «2019»",
        "«Montage» nicht erforderlich",
        "Assembly «tools» not required.",
        "Sitzkissen «grau» separat bestellbar.",
        "optional «leather» strap",
        "no artificial «colours»",
        "Kein echtes «Leder»",
        "Ohne künstliche «Farbstoffe»",
        "Dieser Tisch ist nicht aus massiver «Eiche»",
        "no more «plastic»",
        "faux «leather»",
        "«Eiche» Nachbildung",
        "Le «cuir» n'est pas utilisé.",
        "Versione in «titanio» su richiesta",
        "In «Rot» auf Anfrage.",
        "Versand aus «Spanien»",
        "Peut contenir des traces de «céleri»",
        "Robuster als «Veloursleder» und leichter zu putzen.",
        "Schöner als der alte Verschluss mit «Schnalle», finden wir.",
        "Leichter als ein Rucksack aus «Canvas».",
        "Lichter dan een kruk van «eikenhout».",
        "Beter dan «Kwispel».",
        "Abriga más que uno de «lana» y pesa la mitad.",
        "Wärmt mehr als einer aus «Wolle».",
        "Steviger dan kunststof varianten van «Pluis».",
        "Too warm for «summer» use.",
        "Zu warm für den «Sommer».",
        "Trop chaud pour l'«été»",
        "Demasiado fino para «invierno»",
        "Te warm voor de «zomer».",
        "Sieht aus wie «Leder», ist aber keins.",
        "Feels like «cotton»",
        "Parece «lino» pero no lo es",
        "Oogt als «marmer», maar dat is het niet.",
        "No confundir con la serie «beige» del año pasado.",
        "Nicht zu verwechseln mit der «grünen» Vorjahresserie.",
        "Niet te combineren met onderdelen van «Pluis».",
        "Corte suelto, nada «entallado»",
        "Ni rastro de «poliéster»",
        "anything but «heavy»",
        "a soft, «yellow»-ish light",
        "«leather»-like grip",
    ],
)
def test_a_denial_reaches_as_far_as_its_clause_means_it(quoted_is_denied: Ask, text: str) -> None:
    assert quoted_is_denied(text)


@pytest.mark.parametrize(
    "text",
    [
        "no problem with «leather»",
        "not only «leather» but also wool",
        "sin duda «cuero»",
        "Sin duda, de «cuero»",
        "not only suitable for «leather» but also wood",
        "does not contain only «leather» but also wool",
        "No contiene retinol, es de «cuero»",
        "Not suitable for outdoor use. «Leather»",
        "not suitable for children but made of «leather»",
        "nicht nur für «Leder» geeignet",
        "no solo apto para piel «grasa»",
        "no sólo contiene «retinol»",
        "pas seulement en «cuir»",
        "no, «Carbon»",
        "without lid, «Carbon»",
        "«Leather» sofa, not suitable for outdoor",
        "«Red» cotton shirt not suitable for tumble drying",
        "nicht frei von «Nickel»",
        "not without «leather»",
        "«ワイヤレス»なのでケーブルは使用しません",
        "«ブラック»で汚れが目立ちません",
        "«防水»機能もあります",
        "«IPX7»に対応しています",
        "«シリコン»製です",
        "can't go wrong with «leather»",
        "suitable for «leather»",
        "made without BPA and with «leather»",
        "Includes «18V» drill, no battery",
        "No drilling needed, «white»",
        "«Bluetooth» 5.3搭載",
        "Drill «18V», battery not included",
        "Never runs out of «leather»",
        "available in «red»",
        "If you love «leather», this is for you",
        "Nicht rostend, «Edelstahl»",
        "It's not a problem to use on «leather»",
        "Kein Problem mit «Leder»",
        "non solo «pelle»",
        "«ノイズキャンセリング»搭載、ただしケースは付属しません",
        "Cuero. No apto para el lavavajillas, de «cuero»",
        "Sin tapa. Color «rojo»",
        "Jacke ohne Kapuze in «Schwarz»",
        "Felpa senza cappuccio in «cotone»",
        "Jacke, keine Knöpfe, aus «Wolle»",
        "Kein Vergleich, «Eiche» ist schöner",
        "lasts longer than «30 h»",
        "Hocker als «Beistelltisch»",
        "with optional lid, double wall of «steel»",
        "immer als «Tisch» nutzbar",
        "as well as «steel»",
        "Más que «cuero»",
        "Das «Leder» ist nicht empfindlich",
        "Certifié «bio»",
        "Montage «nötig»",
        "Ersatzteile aus «Metall»",
        "Nie wieder nasse Füße dank «Gore-Tex»",
        "ohne große Mühe aus «Leder»",
        "No fade «cotton»",
        "Coke Zero «330 ml»",
        "Akku hält länger als «30 h»",
        "Pas de souci avec le «cuir»",
        "Becher als «Geschenk»",
        "Koffer als «Handgepäck»",
        "Never too warm for «summer»",
        "Nicht zu warm für den «Sommer»",
        "Zu tragen für «Damen»",
        "Te gebruiken voor «tuin»",
        "It looks great in «red»",
        "Sieht in «Rot» gut aus",
        "No hay nada como el «algodón»",
    ],
)
def test_an_affirmation_near_a_denial_stays_one(quoted_is_denied: Ask, text: str) -> None:
    assert not quoted_is_denied(text)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Ja, keine «Montage» nötig.", "keine Montage"),
        ("Non certifié «bio».", "Non certifié bio"),
        ("«Montage» nicht erforderlich.", "Montage nicht erforderlich"),
        ("Die Leuchte ist nicht «dimmbar».", "nicht dimmbar"),
        ("«シリコン»製ではありません", "シリコン製ではありません"),
        ("请手洗，勿«机洗»", "勿机洗"),
    ],
)
def test_a_denial_has_a_place_with_what_it_denies(text: str, quote: str) -> None:
    start, end = text.index("«"), text.index("»") - 1
    text = text.replace("«", "").replace("»", "")
    place = denied_place(text, start, end)
    assert place and text[slice(*place)] == quote


@pytest.mark.parametrize("text", ["leichter als «Stahl»", "Also available in «red».", "比«羊毛»更透气", "«dimmbar»"])
def test_what_is_said_of_something_else_is_not_denied_of_the_product(text: str) -> None:
    start, end = text.index("«"), text.index("»") - 1
    assert denied_place(text.replace("«", "").replace("»", ""), start, end) is None


OPENINGS = (
    "no", "without", "free of", "does not contain", "not suitable for", "instead of", "kein", "ohne", "frei von",
    "nicht für", "sans", "ne contient pas de", "sin", "no contiene", "libre de", "senza", "non contiene", "sem",
    "não contém", "zonder", "niet geschikt voor", "avoid", "also available in",
)  # fmt: skip
VALUES = st.from_regex(r"[A-Z][a-z]{4,8}( [a-z]{4,8})?", fullmatch=True)


@given(st.sampled_from(OPENINGS), VALUES, st.sampled_from(["Nice thing. ", "A bag\n", ""]))
def test_a_denial_put_before_any_value_denies_it_and_in_the_sentence_before_it_does_not(
    quoted_is_denied: Ask, opening: str, value: str, before: str
) -> None:
    assert quoted_is_denied(f"{before}{opening} «{value}».")
    assert not quoted_is_denied(f"{before}{opening} that. «{value}» inside.")


@given(VALUES, st.sampled_from(["ではありません", "には対応していません", "なし", "以外", "は付属しません"]))
def test_a_japanese_denial_put_behind_any_value_denies_it(quoted_is_denied: Ask, value: str, denial: str) -> None:
    assert quoted_is_denied(f"これは«{value}»{denial}。")
    assert not quoted_is_denied(f"これは«{value}»です。バッテリー{denial}。")


@pytest.mark.parametrize("name", ["Sin", "Free from", "Frei von", "Does not contain", "Without"])
def test_an_attribute_can_be_of_what_products_lack(name: str) -> None:
    assert names_a_lack(name)


@pytest.mark.parametrize("name", ["Colour", "Item No", "No. of pieces", "Free shipping", "Single"])
def test_other_attributes_are_not(name: str) -> None:
    assert not names_a_lack(name)


class Watched(tuple[object, ...]):
    """Things that count how often one of them is looked at."""

    looks = 0

    def __getitem__(self, place: object) -> object:
        found = super().__getitem__(place)  # type: ignore[index]
        Watched.looks += len(found) if isinstance(place, slice) else 1
        return found

    def __iter__(self) -> Iterator[object]:
        Watched.looks += len(self)
        return super().__iter__()


def test_in_a_long_text_only_what_denies_near_a_value_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "no bits, also available in tin. " * 2_000
    reading = denial._read(text)
    assert len(reading.denials) == len(reading.others) == 2_000
    watched = reading._replace(denials=Watched(reading.denials), others=Watched(reading.others))
    monkeypatch.setattr(denial, "_read", lambda text: watched)
    middle = text.index("no bits", len(text) // 2)
    assert is_denied(text, middle + 3, middle + 7)
    assert is_denied(text, middle + 27, middle + 30)
    assert Watched.looks < 200
