"""What columns of catalogs are called, in the words of shop systems and languages; decides nothing.

All names stand here without case, accents of Latin letters, spacing and punctuation, as `plain_name` gives them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from ..scripts import plain_letters

Field = Literal["id", "title", "description", "category", "attributes", "tags", "deleted"]


@lru_cache(maxsize=10_000)
def plain_name(column: str) -> str:
    """Return a name without its case, accents, spacing and punctuation: `Product_ID`, `productId` → `product id`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", column.replace("\N{BYTE ORDER MARK}", ""))
    return re.sub(r"[\W_]+", " ", plain_letters(spaced)).strip()


def _plain(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(plain_name, names)))


FIELD_NAMES: Mapping[Field, tuple[str, ...]] = {
    "id": _plain(
        "id", "product id", "item id", "sku", "asin", "article id", "handle", "handle id", "variant sku",
        "product code", "item code", "item sku", "article number", "item number", "product number", "article no",
        "item no", "product no", "sku no", "productid", "itemid", "uid", "key", "supplier pid", "supplier aid",
        "seller sku", "part number", "part no", "stock code", "stock no", "catalog number", "catalogue number",
        "catalog no", "catalogue no", "g id", "artikelnummer", "artikel nr", "artikelnr", "art nr", "bestellnummer",
        "bestell nr", "bestellnr", "best nr", "produktnummer", "produkt nr", "référence", "code article",
        "référence produit", "code produit", "numéro d'article", "no article", "n article", "referencia",
        "referencia del producto", "código", "código de producto", "código del producto", "código de artículo",
        "número de artículo", "no artículo", "cód artículo", "codice", "codice articolo", "codice prodotto",
        "cod articolo", "numero articolo", "código do produto", "cód produto", "artikelcode", "productcode",
        "productnummer", "varenummer", "varenr", "numer katalogowy", "nr katalogowy", "numer artykułu",
        "kod produktu", "indeks", "артикул", "код товара", "номер товара", "商品编号", "商品编码", "商品id", "货号",
        "产品编号", "产品编码", "商品编号 sku", "商品管理番号", "商品番号", "商品コード", "商品no", "製品番号",
        "製品コード", "品番", "管理番号", "상품번호", "상품코드", "제품번호", "제품코드", "품번", "رقم المنتج",
        "رمز المنتج", "code", "ref", "nr", "mpn", "gtin", "ean", "upc", "barcode",
    ),
    "title": _plain(
        "title", "product title", "item title", "name", "product name", "item name", "article name", "productname",
        "display name", "headline", "product", "description short", "titel", "bezeichnung", "artikelbezeichnung",
        "produktbezeichnung", "produktname", "artikelname", "titre", "nom", "nom du produit", "désignation",
        "libellé", "libellé produit", "libellé court", "título", "nombre", "nombre del producto", "titolo", "nome",
        "nome prodotto", "nome do produto", "naam", "productnaam", "nazwa", "nazwa produktu", "название",
        "наименование", "商品名称", "商品名", "商品标题", "标题", "名称", "タイトル", "商品名称", "상품명",
        "اسم المنتج", "العنوان", "الاسم",
    ),
    "description": _plain(
        "description", "product description", "item description", "long description", "description long",
        "body html", "body", "short description", "details", "text", "content", "beschreibung",
        "produktbeschreibung", "artikelbeschreibung", "langtext", "langbeschreibung", "beschreibung lang",
        "kurzbeschreibung", "kurztext", "beschreibung kurz", "descriptif", "description longue",
        "description courte", "descripción", "descripción corta", "descrizione", "descrizione breve", "descrição",
        "omschrijving", "beschrijving", "opis", "opis produktu", "описание", "描述", "详情", "商品描述", "商品详情",
        "商品说明", "商品説明文", "商品説明", "説明", "상품설명", "الوصف", "وصف المنتج",
    ),
    "category": _plain(
        "category", "categories", "category path", "product category", "google product category",
        "product categories", "breadcrumb", "breadcrumbs", "product type", "feed product type", "type", "department",
        "taxonomy", "kategorie", "kategorien", "warengruppe", "produktgruppe", "kategoriepfad", "catégorie",
        "catégories", "rayon", "categoría", "categorías", "categoria", "categorie", "kategoria",
        "kategorie produktu", "категория", "类目", "分类", "商品分类", "商品类目", "カテゴリ", "カテゴリー",
        "카테고리", "الفئة", "التصنيف", "القسم", "collection", "collections",
    ),
    "attributes": _plain(
        "attributes", "attribute", "attrs", "attr", "additional attributes", "props", "technical details", "specs",
        "specifications", "specification", "features", "properties", "product attributes", "facets", "attribute json",
        "options", "custom fields", "product custom fields", "eigenschaften", "merkmale", "technische daten",
        "caractéristiques", "características", "caratteristiche", "характеристики", "规格参数", "规格", "属性",
        "スペック", "仕様", "المواصفات",
    ),
    "tags": _plain(
        "tags", "tag", "keywords", "keyword", "labels", "label", "schlagworte", "schlagwörter", "mots clés",
        "etiquetas", "palabras clave", "parole chiave", "trefwoorden", "теги", "标签", "关键词", "キーワード",
        "タグ", "태그", "الوسوم", "الكلمات المفتاحية",
    ),
    "deleted": _plain(
        "deleted", "is deleted", "gelöscht", "supprimé", "borrado", "eliminado", "eliminato", "excluído", "verwijderd",
        "usunięty", "удалено", "已删除", "削除", "삭제",
    ),
}  # fmt: skip
"""What the columns of the fields are called, the likeliest first."""

SHORT_DESCRIPTIONS = frozenset(_plain(
    "short description", "kurzbeschreibung", "kurztext", "beschreibung kurz", "description courte",
    "descripción corta", "descrizione breve",
))  # fmt: skip
BULLET_POINT = re.compile(
    r"(?:key )?(?:bullet point|bullet|highlight|product highlight|feature bullet|stichpunkt) ?\d*"
)
"""One of several short texts about a product; a plain name matches it whole."""

PARENT_NAMES = frozenset(_plain(
    "parent", "parent sku", "sku parent", "parentsku", "parent id", "id parent", "parentid", "parent product",
    "parent product id", "parent product sku", "parent item", "parent item id", "parent article", "parent asin",
    "item group id", "g item group id", "item group", "master sku", "master id", "master product", "produit parent",
    "parent code", "code parent", "référence parent", "vaterartikel", "elternartikel", "artículo padre",
    "producto padre", "sku padre", "articolo padre", "prodotto padre", "sku pai", "produto pai",
))  # fmt: skip
"""Columns that name the product whose variant a row is."""
UNIT_NAME = re.compile(r"(?P<of>.+) (?:unit(?: of measure)?|einheit|unite|unidad|uom)")
"""The column that holds the units of another one."""

WELL_KNOWN = frozenset(_plain(
    "brand", "manufacturer", "vendor", "color", "colour", "size", "material", "gender", "pattern", "style", "flavor",
    "flavour", "scent", "age group", "model", "brands", "manufacturer name", "brand name", "country of manufacture",
    "marke", "hersteller", "farbe", "größe", "marque", "couleur", "taille", "matière", "marca", "talla",
    "品牌", "颜色", "ブランド", "ブランド名", "カラー", "サイズ", "素材",
))  # fmt: skip
"""Attributes even where another column holds the attributes."""

TECHNICAL_WORDS = frozenset(_plain(
    "url", "urls", "uri", "link", "links", "linked", "href", "image", "images", "img", "imgs", "picture", "pictures",
    "photo", "photos", "thumbnail", "video", "price", "prices", "cost", "msrp", "currency", "discount", "tax", "vat",
    "stock", "inventory", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "ean", "ean13", "upc", "isbn", "isbn10",
    "isbn13", "mpn", "barcode", "hs", "sku", "skus", "asin", "id", "ids", "uuid", "guid", "slug", "seo", "meta",
    "pid", "handle", "visibility", "kgtag", "unnamed", "upsells", "shipping", "fulfillment", "download", "preis",
    "grundpreis", "bild", "bilder", "bestand", "lagerbestand", "lieferzeit", "mwst", "prix", "stock", "disponible",
    "disponibilité", "disponibilità", "disponibilidad", "existencias", "voorraad", "наличие", "остаток", "ссылка",
    "фото", "precio", "imagen", "prezzo", "immagine", "preço", "prijs", "afbeelding", "cena", "цена",
))  # fmt: skip
TECHNICAL_PARTS = (
    "価格",
    "在庫",
    "画像",
    "日時",
    "价格",
    "库存",
    "图片",
    "가격",
    "재고",
    "이미지",
    "السعر",
    "المخزون",
    "صورة",
)
"""The same in scripts that write words together."""

TECHNICAL_NAMES = frozenset(_plain(
    "", "index", "row", "cluster", "quantity", "qty", "availability", "available", "status", "published", "active",
    "visible", "visibility", "enabled", "created", "created at", "updated", "updated at", "modified", "modified at",
    "date", "timestamp", "rating", "ratings", "average rating", "rating count", "review", "reviews", "review count",
    "number of reviews", "stars", "rank", "sales rank", "salesrank", "seller", "shipping", "position", "language",
    "locale", "lang", "taxable", "fulfillment", "sold", "views", "clicks", "gift card", "purchase note",
    "button text", "grouped products", "cross sells", "identifier exists", "is bundle", "multipack", "adult",
    "is featured", "sold individually", "backorders allowed", "variant grams", "variant requires shipping",
    "variant taxable", "variant weight unit", "variant fulfillment service", "parentage", "store view code",
    "product websites", "product detail", "allow customer reviews", "generic keywords", "search terms",
    "suchbegriffe",
))  # fmt: skip
KINDS_OF_RECORD = frozenset({
    "simple", "variable", "variation", "grouped", "external", "configurable", "bundle", "virtual", "downloadable",
    "parent", "child", "product", "variant",
})  # fmt: skip
"""What shop systems call kinds of rows: a column of nothing else is no category."""
SEVERAL_CATEGORIES = frozenset(_plain(
    "categories", "product categories", "kategorien", "catégories", "categorías", "categorie", "kategorie produktu",
))  # fmt: skip
"""Columns whose text may hold several paths, parted by commas."""

_KNOWN = frozenset({*TECHNICAL_NAMES, *SHORT_DESCRIPTIONS, *(name for names in FIELD_NAMES.values() for name in names)})
_REMARK = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]\s*$")


@lru_cache(maxsize=10_000)
def known_name(column: str) -> str:
    """Return a column's plain name, without a remark in brackets where that is a name that is known: `Tags (a,b)`."""
    bare = plain_name(_REMARK.sub("", column))
    return bare if bare in _KNOWN else plain_name(column)
