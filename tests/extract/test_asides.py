"""What comes with a product, or is a part of it, is not the product itself."""

from __future__ import annotations

import pytest
from kgtag.extract.asides import is_aside, is_gift, is_of_a_part


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
    ],
)
def test_a_value_of_a_part_is_one_of_attributes_of_that_part_alone(text):
    text, start, _ = place(text)
    assert is_of_a_part(text, start, "Farbe")
    part = next(word for word in ("Griff", "Nähte", "Lining", "doublure", "纽扣", "里料") if word in text)
    assert not is_of_a_part(text, start, f"{part}e {part}")


@pytest.mark.parametrize("text", ["Griff «Messing»", "Futter, «Leder»", "Tisch in «Eiche»", "面料：«涤纶»"])
def test_the_whole_is_no_part(text):
    text, start, _ = place(text)
    assert not is_of_a_part(text, start, "Farbe")
