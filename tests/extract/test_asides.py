"""What comes with a product, or is a part of it, is not the product itself."""

from __future__ import annotations

import pytest
from kgtag.extract.asides import (
    describes_a_part,
    is_aside,
    is_borne,
    is_gift,
    is_of_a_part,
    is_of_an_extra,
    is_of_its_cloth,
    is_what_a_part_is,
)


def place(text):
    """Return a text without its « and », and where the words between them stand."""
    start, end = text.index("«"), text.index("»") - 1
    return text.replace("«", "").replace("»", ""), start, end


@pytest.mark.parametrize(
    "text",
    [
        "Gratis dazu: 4 Filzgleiter in «Blau»", "Beigabe: Inbusschlüssel aus «Metall»", "Zugabe: Kissen in «Rot»",
        "Cadeau : tire-bouchon en «bois»", "Un mug «rouge» offert", "De regalo, no: Regalo: bolsa «roja»",
        "In omaggio borraccia «verde»", "Wir legen ein Tuch in «Grau» bei.", "comes with a free «leather» case",
        "Comes with a «polyester» carry case.", "Supplied in a pouch of «cotton»", "Inkl. Etui aus «Leder»",
        "Incluye funda de «nailon»", "Livré avec housse en «coton»", "Onderzetters van «kurk» krijg je er gratis bij.",
        "赠«红色»口水巾一条", "买就送«硅胶»勺", "随单附赠«纯棉»纱布巾2条", "赠品：«纯棉»毛巾",
    ],
)  # fmt: skip
def test_a_value_of_a_gift_is_none_of_the_product(text):
    assert is_gift(*place(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ein schönes Geschenk in «Blau»", "Gratis Versand für «Leder»", "Gratisversand, «Leder»", "Gift box in «red»",
        "Cadeau idéal en «cuir»", "The perfect gift for men: «leather»", "Gratis dazu: Tuch. Farbe «blau»",
        "送料無料 «ブラック»", "送礼佳品，«红色»", "送风模式«静音»", "Le pot est offert. «Rouge»",
        "Comes with a padded «carry case».", "Comes in «red».", "A case of «leather»", "Includes «two» handles",
    ],
)  # fmt: skip
def test_what_makes_a_good_gift_is_the_product(text):
    assert not is_gift(*place(text))


def test_a_quantity_of_a_gift_is_an_aside_also_where_the_word_stands_behind():
    text, start, _ = place("Mug «30 cl» offert")
    assert is_aside(text, start)
    text, start, _ = place("Mug «30 cl», offert en juin")
    assert not is_aside(text, start)


@pytest.mark.parametrize(
    "text",
    [
        "Griffe in «Messing»",
        "Nähte in «blau»",
        "Lining: «polyester»",
        "doublure en «coton»",
        "纽扣为«红色»",
        "里料：«涤纶»",
        "Innenfutter aus Polyester in «Gelb»",
        "Chin strap made of «nylon»",
        "Chin strap made from «nylon»",
        "Sangles faites de «nylon»",
        "Collar trimmed with «blue» stitching",
        "Gefüttert mit «Fleece»",
        "Forrado de «algodón»",
        "Forro em «algodão»",
        "Gevoerd met «katoen»",
    ],
)
def test_a_value_of_a_part_is_one_of_attributes_of_that_part_alone(text):
    text, start, _ = place(text)
    assert is_of_a_part(text, start, "Farbe")
    part = next(
        word
        for word in ("Griff", "Nähte", "Lining", "doublure", "纽扣", "里料", "Innenfutter", "strap", "Sangles", "")
        if word in text
    )
    part = part or "Futter Trim Forro Voering"
    assert not is_of_a_part(text, start, f"{part}e {part}")


@pytest.mark.parametrize(
    "text", ["Envuelto en papel «beige»", "Verpackt in einem Karton aus «Pappe»", "Wrapped in tissue of «cotton»"]
)
def test_what_a_product_is_packed_in_is_of_attributes_of_the_package_alone(text):
    text, start, _ = place(text)
    assert is_of_a_part(text, start, "Color")
    assert not is_of_a_part(text, start, "Verpackung")


def test_a_verb_may_say_a_value_of_a_part():
    assert is_what_a_part_is(*place("The inside is «sand»")[:2], "Colour")
    assert is_what_a_part_is(*place("La etiqueta es «blanca»")[:2], "Color")
    assert not is_what_a_part_is(*place("The bag is «sand»")[:2], "Colour")
    assert not is_what_a_part_is(*place("The lining is «sand»")[:2], "Lining colour")


@pytest.mark.parametrize(
    "text",
    [
        "Schroeven van «rvs» en pluggen 6 mm inbegrepen.",
        "Nice. Screws of «steel» are included",
        "Vis en «acier» fournies.",
        "Vis en «acier» comprises.",
    ],
)
def test_what_a_thing_that_is_included_is_of_is_not_the_product(text):
    assert is_of_an_extra(*place(text))


@pytest.mark.parametrize(
    "text",
    [
        "Cube of «steel», screws included.", "«Battery» included.", "Soft «carry case» included", "Handle of «steel».",
        "Screws of «steel», included in the price list of 2020",
    ],
)  # fmt: skip
def test_what_is_included_itself_and_what_is_beside_it_is_of_the_product(text):
    assert not is_of_an_extra(*place(text))


@pytest.mark.parametrize("text", ["Handle wrapped in «leather»", "Verpackt in «Rot»"])
def test_what_wraps_a_product_for_good_is_of_it(text):
    text, start, _ = place(text)
    assert not is_of_a_part(text, start, "Material")


@pytest.mark.parametrize("text", ["Griff «Messing»", "Futter, «Leder»", "Tisch in «Eiche»", "面料：«涤纶»"])
def test_the_whole_is_no_part(text):
    text, start, _ = place(text)
    assert not is_of_a_part(text, start, "Farbe")


@pytest.mark.parametrize(
    "text",
    [
        "Drawers carry «25 kg» each",
        "Trägt bis zu «110 kg»",
        "Soporta hasta «90 kg»",
        "Houdt «110 kg» met gemak",
        "holds «5 lb»",
        "The carrier takes «25 kg» of shopping",
        "Room for «3 kg» of coffee",
    ],
)
def test_what_a_product_bears_is_not_its_weight(text):
    text, start, _ = place(text)
    assert is_borne(text, start, "Weight") and is_borne(text, start, "Peso neto")
    assert not is_borne(text, start, "Max. weight") and not is_borne(text, start, "Volume")


@pytest.mark.parametrize("text", ["Weighs «25 kg»", "easy to carry, «2 kg»", "Gewicht «3 kg»", "It holds. «3 kg»"])
def test_its_weight_it_does_not_bear(text):
    text, start, _ = place(text)
    assert not is_borne(text, start, "Weight")


@pytest.mark.parametrize(("text", "is_cloth"), [("Made of «18 oz» canvas", True), ("«14-oz» washed denim", True),
    ("«18 oz» of coffee", False), ("A canvas bag of «18 oz»", False), ("«500 g» wool", False)])  # fmt: skip
def test_ounces_right_before_a_cloth_are_those_of_the_cloth(text, is_cloth):
    text, start, end = place(text)
    assert is_of_its_cloth(text, start, end) == is_cloth


@pytest.mark.parametrize(
    "text", ["with «steel» springs", "«red» laces", "botones «rojos»", "cerniera «nera»", "met «leren» handvatten"]
)
def test_a_colour_or_material_beside_a_part_is_of_the_part(text):
    text, start, end = place(text)
    assert describes_a_part(text, start, end, "Materialfarbe") and not describes_a_part(text, start, end, "Features")
    assert not describes_a_part(text, start, end, f"{text} colour")


@pytest.mark.parametrize(
    "text", ["«steel» saddle, springs of oak", "«steel», springs", "Griff «Messing»", "«leather» zip wallet"]
)
def test_a_colour_or_material_beside_anything_else_is_not(text):
    text, start, end = place(text)
    assert not describes_a_part(text, start, end, "Material")
