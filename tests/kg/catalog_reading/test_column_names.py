"""Columns are known by what shops call them."""

import pytest
from kgtag.kg.catalog_reading.columns import map_columns


@pytest.mark.parametrize(
    "heading",
    [
        "Item No", "Item No.", "ItemNo", "ITEM_NO", "Item Number", "Product No.", "Article No", "Part No.", "SKU No",
        "Catalogue Number", "Artikelnr.", "Artikel-Nr.", "Art.-Nr.", "Bestell-Nr.", "Produkt-Nr.", "N° article",
        "Numéro d’article", "Nº artículo", "Cód. artículo", "Código de producto", "Cod. articolo", "Codice prodotto",
        "Varenr.", "Numer artykułu", "Kod produktu", "Номер товара", "品番", "商品No.", "製品番号", "产品编号", "품번",
    ],
)  # fmt: skip
def test_the_number_of_an_article_is_its_id(heading: str) -> None:
    rows = [
        {"Photo": "a.jpg", heading: "UK-0001", "Name": "Sofa"},
        {"Photo": "b.jpg", heading: "UK-0002", "Name": "Bed"},
    ]
    assert map_columns(["Photo", heading, "Name"], rows, {}, "c.csv")[heading] == "id"


def test_a_number_of_articles_is_no_id_beside_one() -> None:
    rows = [{"SKU": "1", "Item No": "A1", "Name": "Sofa"}, {"SKU": "2", "Item No": "A2", "Name": "Bed"}]
    assert map_columns(["Item No", "SKU", "Name"], rows, {}, "c.csv") == {
        "Item No": "record", "SKU": "id", "Name": "title",
    }  # fmt: skip
