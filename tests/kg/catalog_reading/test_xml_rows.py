"""XML feeds give a row for each product, whatever they call it."""

import tracemalloc
from pathlib import Path

import pytest
from kgtag.kg.catalog_reading.catalog import read_catalog
from kgtag.kg.catalog_reading.formats import open_catalog
from kgtag.kg.catalog_reading.xml_rows import xml_rows
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


def products(path: Path, text: str) -> list[Product]:
    path.write_text(text, encoding="utf-8")
    items = list(read_catalog(str(path), {}, lambda sentence: None)[1])
    assert all(isinstance(item, Product) for item in items), items
    return [item for item in items if isinstance(item, Product)]


def product(path: Path, text: str) -> Product:
    (item,) = products(path, text)
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


def test_a_file_without_a_declaration_and_with_a_root_of_its_own(tmp_path: Path) -> None:
    text = "<shop><product><id>007</id><title>Dress</title><color>red</color></product></shop>"
    assert product(tmp_path / "feed.xml", text).attributes == {"color": ("red",)}


def test_what_is_called_like_a_product_inside_one_is_part_of_it(tmp_path: Path) -> None:
    offers = "<offer><price>49</price><currency>EUR</currency></offer><offer><size>M</size><color>red</color></offer>"
    feed = "".join(f"<product><id>{n}</id><title>Dress</title><offers>{offers}</offers></product>" for n in "12")
    first, second = products(tmp_path / "nested.xml", f"<?xml version='1.0'?><shop>{feed}</shop>")
    assert (first.id, second.id) == ("1", "2")
    assert (second.record["price"], second.attributes["color"]) == ("49", ("red",))


def test_a_products_own_cells_go_before_those_of_what_is_inside_it(tmp_path: Path) -> None:
    variants = "".join(
        f'<offer><id>o{size}</id><price>4</price><param name="Size">{size}</param></offer>' for size in "ML"
    )
    cells = '<id>1</id><title>Dress</title><param name="Fabric">linen</param>'
    text = f"<?xml version='1.0'?><shop><product><offers>{variants}</offers>{cells}</product></shop>"
    dress = product(tmp_path / "variants.xml", text)
    assert (dress.id, dress.record["offer.id"], dress.record["price"]) == ("1", ["oM", "oL"], ["4", "4"])
    assert dress.attributes == {"Fabric": ("linen",), "Size": ("M", "L")}


def test_what_only_wraps_a_product_is_none(tmp_path: Path) -> None:
    feed = "".join(f"<item><product><id>{n}</id><title>Dress</title></product></item>" for n in "12")
    assert [item.id for item in products(tmp_path / "wrapped.xml", f"<rss>{feed}</rss>")] == ["1", "2"]


def test_read_products_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "long.xml"
    feed = "<group><note>x</note><item><id>1</id><title>Dress</title></item></group>" * 5_000
    path.write_text(f"<shop>{feed}</shop>", encoding="utf-8")
    file = open_catalog(str(path))
    tracemalloc.start()
    assert sum(1 for _ in xml_rows(file)) == 5_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000, peak


def test_entities_are_not_grown_without_end(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "xxxxxxxxxx">{levels}]><rss><item><id>&e11;</id></item></rss>'
    )
    with pytest.raises(Exception, match="no XML that can be read"):
        product(tmp_path / "bomb.xml", text)
