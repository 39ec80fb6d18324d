"""What shop systems export is read as it is: the columns of each, in the smallest file that shows them."""

import json
from pathlib import Path

import polars as pl
import pytest
from kgtag.kg.catalog_export.filled_catalog import export_filled_catalog
from kgtag.kg.catalog_reading.catalog import CatalogLayout, Item, read_catalog
from kgtag.kg.products import write_products
from kgtag.kg.tables import empty_table
from kgtag.kg.types import Product


def read(path: Path, text: str, encoding: str = "utf-8") -> tuple[CatalogLayout, list[Item], list[str]]:
    path.write_bytes(text.encode(encoding))
    said: list[str] = []
    layout, items = read_catalog(str(path), {}, said.append)
    return layout, list(items), said


def products(path: Path, text: str, encoding: str = "utf-8") -> list[Product]:
    items = read(path, text, encoding)[1]
    assert all(isinstance(item, Product) for item in items), items
    return [item for item in items if isinstance(item, Product)]


SHOPIFY = """\
Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option1 Linked To,\
Option2 Name,Option2 Value,Variant SKU,Variant Price,Variant Requires Shipping,Image Src
tee,Tee,<p>Soft &amp; light.</p><ul><li>180 gsm</li></ul>,Acme,,T-Shirts,"new, summer",true,Color,Black,,\
Size,S,T-1,29.00,true,https://cdn.example/1.jpg
tee,,,,,,,,,Black,,,M,T-2,29.00,true,https://cdn.example/2.jpg
tee,,,,,,,,,Oat,,,S,T-3,29.00,true,
tee,,,,,,,,,,,,,,,,https://cdn.example/3.jpg
mug,Mug,,Acme,,Mugs,,true,Title,Default Title,,,,M-1,9.00,true,
"""


def test_shopify_has_a_row_for_each_variant_and_picture_of_a_product(tmp_path: Path) -> None:
    _, items, said = read(tmp_path / "c.csv", SHOPIFY)
    tee, mug = items
    assert isinstance(tee, Product)
    assert isinstance(mug, Product)
    assert (tee.id, tee.title, tee.description) == ("tee", "Tee", "Soft & light.\n180 gsm")
    assert tee.attributes == {"Color": ("Black", "Oat"), "Size": ("S", "M"), "Vendor": ("Acme",)}
    assert (tee.category, tee.tags) == (("T-Shirts",), ("new", "summer")), "an empty category column is passed over"
    assert mug.attributes == {"Vendor": ("Acme",)}, "Default Title is no value"
    assert said[0].splitlines() == [
        f"{tmp_path / 'c.csv'}: id = Handle, title = Title, description = Body (HTML), category = Type, tags = Tags "
        "(change with --map field=column)",
        "  pairs of names and values: Option1 Name, Option1 Value, Option2 Name, Option2 Value",
        "  attributes of their own: Vendor and 1 empty",
        "  kept but not read: Published, Option1 Linked To, Variant SKU, Variant Price, "
        "Variant Requires Shipping, Image Src",
    ]
    assert said[-1] == "3 rows go on with the product above them (same Handle, or its variants)"


def test_the_rows_of_a_product_are_handed_back_in_their_order(tmp_path: Path) -> None:
    layout, items, _ = read(tmp_path / "c.csv", SHOPIFY)
    write_products(items, tmp_path / "products.parquet", tmp_path / "rejects.jsonl")
    frame = pl.read_parquet(tmp_path / "products.parquet")
    nothing = [empty_table(name) for name in ("triples", "evidence", "predictions")]
    export_filled_catalog(frame, *nothing, {}, layout, tmp_path / "out.csv", min_probability=0.9)
    assert (tmp_path / "out.csv").read_text() == SHOPIFY


WOOCOMMERCE = """\
\ufeffID,Type,SKU,Name,Is featured?,Short description,Description,Weight (kg),Categories,Tags,Parent,Brands,\
Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global
7,variable,B-1,Bottle,0,"Holds 1 l.\\n\\nLight.",<b>Steel</b> bottle,0.45,"Outdoor > Bottles, Sale",gift,,Brae,\
Color,"Red, Blue",1,1
8,variation,B-1-R,Bottle - Red,0,,,,,,B-1,,Color,Red,,1
9,simple,S-1,Stove,0,,A stove,1.2,Outdoor > Cooking,,,,Material,"Gore-Tex\\, 3 layers",1,0
"""


def test_woocommerce_numbers_its_attributes_and_lists_variations_below_their_parent(tmp_path: Path) -> None:
    bottle, stove = products(tmp_path / "c.csv", WOOCOMMERCE)
    assert bottle.description == "Steel bottle\nHolds 1 l.\n\nLight."
    assert bottle.category == ("Outdoor", "Bottles"), "of several paths the deepest"
    assert bottle.attributes == {"Color": ("Red", "Blue"), "Weight (kg)": ("0.45 kg",), "Brands": ("Brae",)}
    assert stove.attributes == {"Material": ("Gore-Tex, 3 layers",), "Weight (kg)": ("1.2 kg",)}


def test_a_variation_away_from_its_parent_is_a_product_of_its_own(tmp_path: Path) -> None:
    header, parent, variation, stove = WOOCOMMERCE.splitlines(keepends=True)
    ids = [product.id for product in products(tmp_path / "c.csv", header + parent + stove + variation)]
    assert ids == ["7", "9", "8"]


MAGENTO = """\
sku,product_type,categories,name,additional_attributes
24-1,simple,"Default Category/Gear,Default Category/Gear/Bags",Bag,"color=Red|Blue,features=Pocket, Zip,new=No"
24-2,simple,Default Category/Gear,Mat,color=Black
"""


def test_magento_writes_attributes_as_text_of_pairs(tmp_path: Path) -> None:
    bag, mat = products(tmp_path / "c.csv", MAGENTO)
    assert bag.attributes == {"color": ("Red", "Blue"), "features": ("Pocket, Zip",), "new": ("No",)}
    assert bag.category == ("Default Category", "Gear", "Bags")
    assert mat.attributes == {"color": ("Black",)}


GOOGLE = """\
id\ttitle\tdescription\tlink\tprice\tgoogle_product_category\tproduct_type\tgtin\tsize\tcolor\tage_group\tidentifier_exists
00042\tDress\tA dress\thttps://shop.example/1\t49.95 EUR\t2271\tWomen > Dresses\t4012345678901\tM\tred\tadult\tyes
"""


def test_a_google_feed_keeps_leading_zeros_and_passes_over_category_numbers(tmp_path: Path) -> None:
    (dress,) = products(tmp_path / "c.tsv", GOOGLE)
    assert (dress.id, dress.category) == ("00042", ("Women", "Dresses"))
    assert dress.attributes == {"size": ("M",), "color": ("red",), "age_group": ("adult",)}


AKENEO = """\
sku;categories;name-de_DE;name-en_US;description-de_DE-ecommerce;color;weight;weight-unit;care-de_DE;care-en_US
A1;master,sale;Zelt;;Ein Zelt;red;1.2;KILOGRAM;30 °C;86 °F
A2;master;Jacke;jacket;Eine Jacke;;;KILOGRAM;;
"""


def test_akeneo_has_a_column_for_each_language_and_the_fullest_is_read(tmp_path: Path) -> None:
    tent, jacket = products(tmp_path / "c.csv", AKENEO)
    assert (tent.title, jacket.title) == ("Zelt", "Jacke")
    assert tent.attributes == {"color": ("red",), "weight": ("1.2 kg",), "care-de_DE": ("30 °C",)}
    assert jacket.attributes == {}, "a unit alone is no value"


def test_bmecat_lists_one_feature_a_row(tmp_path: Path) -> None:
    header = "SUPPLIER_PID;DESCRIPTION_SHORT;MANUFACTURER_NAME;FNAME;FVALUE;FUNIT\n"
    rows = "007;Lampe;Brück;Fassung;E27;\n007;Lampe;Brück;Leistung;4,5;W\n008;Schalter;Brück;Schutzart;IP44;\n"
    lamp, switch = products(tmp_path / "c.csv", header + rows, "cp1252")
    assert (lamp.id, lamp.attributes["Fassung"], lamp.attributes["Leistung"]) == ("007", ("E27",), ("4,5 W",))
    assert switch.attributes == {"Schutzart": ("IP44",), "MANUFACTURER_NAME": ("Brück",)}


@pytest.mark.parametrize("form", ["FEATURE_{}_{}", "Merkmal{1}{0}", "Feature {1} {0}"])
def test_numbered_pairs_of_other_systems(tmp_path: Path, form: str) -> None:
    header = ";".join(form.format(part, number) for number in (1, 2) for part in ("Name", "Value"))
    (lamp,) = products(tmp_path / "c.csv", f"sku;name;{header}\n1;Lampe;Fassung;E27;Farbe;rot\n")
    assert lamp.attributes == {"Fassung": ("E27",), "Farbe": ("rot",)}


def test_amazon_spreads_the_description_over_bullet_points(tmp_path: Path) -> None:
    header = "item_sku\titem_name\tproduct_description\tbullet_point1\tbullet_point2\tcolor_name\tmain_image_url\n"
    (lamp,) = products(tmp_path / "c.txt", header + "1\tLamp\tA lamp.\t9 W LED\tMade of oak\tN/A\thttps://x/y.jpg\n")
    assert lamp.description == "A lamp.\n9 W LED\nMade of oak"
    assert lamp.attributes == {}, "N/A is no value"


LANGUAGES = {
    "cp1252": "Artikel-Nr.;Artikelbezeichnung;Langtext;Warengruppe;Farbe;Preis\n"
              "0042;Flasche;Eine Flasche für Möwen;Küche;weiß;1,99 €\n",
    "utf-16": "Référence;Désignation;Descriptif;Catégorie;Couleur;Prix TTC\n"
              "0042;Robe;Une robe légère à élasthanne;Femme;écru;59,90 €\n",
    "cp932": "商品管理番号;商品名;商品説明文;カテゴリ;カラー;販売価格\n"
             "0042;ボトル;軽いステンレスのボトルです;キッチン;ブラック;3,980円\n",
    "gb18030": "商品编号;商品标题;详情;分类;颜色;价格\n0042;保温杯;不锈钢保温杯大容量;家居;黑色;99元\n",
    "cp1256": "رقم المنتج;اسم المنتج;الوصف;الفئة;اللون;السعر\n0042;زجاجة;زجاجة ماء خفيفة;مطبخ;أسود;19 ر.س\n",
    "utf-8-sig": "Артикул;Название;Описание;Категория;Цвет;Цена\n0042;Термос;Термос для чая;Кухня;чёрный;199 ₽\n",
}  # fmt: skip


@pytest.mark.parametrize("encoding", LANGUAGES)
def test_columns_are_known_in_many_languages_and_encodings(tmp_path: Path, encoding: str) -> None:
    header, row = (line.split(";") for line in LANGUAGES[encoding].splitlines())
    layout, (product,), _ = read(tmp_path / "c.csv", LANGUAGES[encoding], encoding)
    assert isinstance(product, Product)
    assert [product.id, product.title, product.description, *product.category] == row[:4]
    assert product.attributes == {header[4]: (row[4],)}, "prices are no attributes"
    assert layout.byte_order_mark, "it is handed back in UTF-8 with a mark"


def test_the_description_is_the_longest_text_where_no_name_tells(tmp_path: Path) -> None:
    text = "A long sentence about the product that nobody would take for a value, number {}."
    lines = [json.dumps({"id": str(n), "title": "Mug", "mô tả": text.format(n), "màu": "đỏ"}) for n in range(3)]
    product = products(tmp_path / "c.jsonl", "\n".join(lines))[0]
    assert product.description == text.format(0)
    assert product.attributes == {"màu": ("đỏ",)}


def test_without_an_id_column_the_error_names_a_likely_one(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"--map id=COLUMN \(perhaps 'mã', whose cells all differ\)"):
        read(tmp_path / "c.csv", "mã,tên\na1,Cốc sứ\na2,Cốc sứ\n")


def test_a_line_above_the_header_may_tell_a_spreadsheet_the_delimiter(tmp_path: Path) -> None:
    (mug,) = products(tmp_path / "c.csv", "sep=;\nid;title;a,b,c\n1;Mug;x\n")
    assert (mug.id, mug.title) == ("1", "Mug")


def test_columns_without_a_name_and_cells_beyond_the_header_say_nothing_when_empty(tmp_path: Path) -> None:
    mug, cup = products(tmp_path / "c.csv", "id,title,color,,\n1,Mug,red,,\n2,Cup,blue,,,,\n")
    assert (mug.attributes, cup.attributes) == ({"color": ("red",)}, {"color": ("blue",)})


PRESTASHOP = """\
Product ID;Active (0/1);Name *;Categories (x,y,z...);Tags (x,y,z...);Brand
1;1;Mug;Home > Mugs,Sale;gift,clay;Acme
"""


def test_remarks_in_brackets_behind_a_known_name_do_not_hide_it(tmp_path: Path) -> None:
    (mug,) = products(tmp_path / "c.csv", PRESTASHOP)
    assert (mug.id, mug.title, mug.category, mug.tags) == ("1", "Mug", ("Home", "Mugs"), ("gift", "clay"))
    assert mug.attributes == {"Brand": ("Acme",)}


WIX = """\
handleId,fieldType,name,collection,sku,productOptionName1,productOptionType1,productOptionDescription1
p1,Product,Tee,Women;New,,Size,DROP_DOWN,S;M
p1,Variant,,,T-L,Size,DROP_DOWN,L
p2,Product,Mug,Home,M-1,,,
"""


def test_wix_calls_names_and_values_of_options_name_and_description(tmp_path: Path) -> None:
    tee, mug = products(tmp_path / "c.csv", WIX)
    assert (tee.id, tee.attributes) == ("p1", {"Size": ("S", "M", "L")})
    assert (mug.id, mug.category, mug.attributes) == ("p2", ("Home",), {})


def test_an_object_with_a_name_stands_for_its_name(tmp_path: Path) -> None:
    row = {
        "id": 1,
        "title": "Mug",
        "brand": {"id": 4, "name": "Acme"},
        "options": [{"name": "Color", "values": ["red"]}],
    }
    (mug,) = products(tmp_path / "c.jsonl", json.dumps(row))
    assert mug.attributes == {"brand": ("Acme",), "Color": ("red",)}
