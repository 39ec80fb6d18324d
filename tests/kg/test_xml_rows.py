"""XML feeds give a row for each product, whatever they call it."""

from pathlib import Path

import pytest
from kgtag.kg.catalog import read_catalog
from kgtag.kg.types import Product

MERCHANT = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>007</g:id><title>Dress &amp; belt</title><g:description>&lt;p&gt;Linen&lt;/p&gt;</g:description>
<g:product_type>Women &gt; Dresses</g:product_type><g:price>49 EUR</g:price><g:color>red</g:color>
<g:additional_image_link>https://x/1.jpg</g:additional_image_link><g:additional_image_link>https://x/2.jpg</g:additional_image_link>
<g:product_detail><g:section_name>Care</g:section_name><g:attribute_name>Wash</g:attribute_name>
<g:attribute_value>30 °C</g:attribute_value></g:product_detail></item></channel></rss>"""
BMECAT = """<BMECAT xmlns="http://www.bmecat.org/bmecat/2005"><T_NEW_CATALOG><PRODUCT mode="new">
<SUPPLIER_PID>007</SUPPLIER_PID><PRODUCT_DETAILS><DESCRIPTION_SHORT>Lampe</DESCRIPTION_SHORT></PRODUCT_DETAILS>
<PRODUCT_FEATURES><FEATURE><FNAME>Leistung</FNAME><FVALUE>4,5</FVALUE><FUNIT>W</FUNIT></FEATURE></PRODUCT_FEATURES>
</PRODUCT></T_NEW_CATALOG></BMECAT>"""
OFFERS = """<?xml version="1.0"?><yml_catalog><shop><offers><offer id="007"><name>Термос</name>
<param name="Объём" unit="мл">500</param><param name="Цвет">чёрный</param></offer></offers></shop></yml_catalog>"""


def product(path: Path, text: str) -> Product:
    path.write_text(text, encoding="utf-8")
    (item,) = read_catalog(str(path), {}, lambda sentence: None)[1]
    assert isinstance(item, Product)
    return item


def test_a_merchant_feed(tmp_path: Path) -> None:
    dress = product(tmp_path / "feed.xml", MERCHANT)
    assert (dress.id, dress.title, dress.description) == ("007", "Dress & belt", "Linen")
    assert dress.category == ("Women", "Dresses")
    assert dress.attributes == {"Wash": ("30 °C",), "color": ("red",)}
    assert dress.record["additional_image_link"] == ["https://x/1.jpg", "https://x/2.jpg"]


def test_a_bmecat(tmp_path: Path) -> None:
    lamp = product(tmp_path / "bmecat.xml", BMECAT)
    assert (lamp.id, lamp.title, lamp.attributes) == ("007", "Lampe", {"Leistung": ("4,5 W",)})


def test_offers_with_parameters(tmp_path: Path) -> None:
    flask = product(tmp_path / "yml.xml", OFFERS)
    assert (flask.id, flask.attributes) == ("007", {"Объём": ("500 мл",), "Цвет": ("чёрный",)})


def test_entities_are_not_grown_without_end(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "xxxxxxxxxx">{levels}]><rss><item><id>&e11;</id></item></rss>'
    )
    with pytest.raises(Exception, match="no XML that can be read"):
        product(tmp_path / "bomb.xml", text)
