"""The encoding of a table is told from its bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.kg.catalog_reading.encodings import encoding_of


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Artikel;Größe;Bezeichnung\n1;weiß;Möwe Flasche für Kühlschränke\n", "cp1252"),
        ("Référence;Désignation\n1;Robe légère en coton, lavage à 30°\n", "cp1252"),
        ("商品番号,商品名\n1,ステンレスボトル ブラック\n", "cp932"),
        ("商品编号,商品名称\n1,不锈钢保温杯 黑色\n", "gb18030"),
        ("상품번호,상품명\n1,스테인리스 보온병 검정\n", "cp949"),
        ("Артикул;Название\n1;Термос стальной чёрный, 500 мл\n", "cp1251"),
        ("Indeks;Nazwa\n1;Kubek żółty, duży, łatwy w myciu, śliczny\n", "cp1250"),
    ],
)
def test_what_older_programs_of_a_region_write_is_read_as_they_meant_it(text: str, encoding: str) -> None:
    found = encoding_of((text * 5).encode(encoding))
    assert (text * 5).encode(encoding).decode(found) == text * 5


@pytest.mark.parametrize("head", [b"id,title\n", "größe".encode(), "größe".encode()[:-3], "日本".encode()[:-1], b""])
def test_utf8_is_utf8_also_when_the_first_bytes_end_inside_a_character(head: bytes) -> None:
    assert encoding_of(head) == "utf-8"


def test_one_broken_line_does_not_make_a_utf8_file_something_else() -> None:
    assert encoding_of("Größe weiß für Möwe\n".encode() + b"Caf\xe9\n") == "utf-8"


LANGUAGES = {
    "Spanish": ("cp1252", ["Champú para niños", "Sartén, tamaño pequeño", "Rímel para pestañas", "¿Cabello teñido?"]),
    "French": ("cp1252", ["Crème à la rose, Avène", "Poêle antiadhésive", "Table en chêne", "Sac à dos étanche léger"]),
    "Portuguese": ("cp1252", ["Calção de praia", "Máquina de café", "Sabão em pó, proteção", "Balões para decoração"]),
    "Swedish": ("cp1252", ["Stekpanna för alla spisar", "Blå tröja, små barn", "Hårfön", "Vattentät väska"]),
    "German": ("cp1252", ["Kühlschrank, weiß", "Möbel für die Küche", "Größe XL, Männer", "Rohr Ø 5 cm, große Tür"]),
    "Italian": ("cp1252", ["Caffè di alta qualità", "Tè verde, più antiossidanti", "Divano, comodità", "Così però"]),
    "Danish": ("cp1252", ["Rød trøje til børn", "Køkkenmaskine med skål", "Æblejuice, økologisk", "Hårtørrer, sølv"]),
    "Dutch": ("cp1252", ["Koffie voor één kop", "Geïsoleerde fles", "Crème brûlée brander", "Reünie"]),
    "Icelandic": ("cp1252", ["Þvottavél með afköstum", "Húfa úr íslenskri ull, græn", "Morgunverðinn", "Góð taska"]),
    "Polish": ("cp1250", ["Kubek żółty, duży", "Krzesło śliczne", "Ręcznik łazienkowy, różowy", "Słuchawki, źródło"]),
    "Czech": ("cp1250", ["Židle kancelářská, černá", "Hrnek žlutý, větší", "Dětské tričko", "Pánev, průměr 28 cm"]),
    "Slovak": ("cp1250", ["Stolička čierna, ľahká", "Detské tričko", "Mäkký uterák, dĺžka", "Panvica s nepriľnavým"]),
    "Hungarian": ("cp1250", ["Forgószék, könnyű", "Gyermek póló", "Serpenyő, átmérő 28 cm", "Fürdő, nagyméretű"]),
    "Romanian": ("cp1250", ["Culoare neagră, uşor", "Tricou cu mânecă", "Tigaie cu înveliş", "Faţă de masă"]),
    "Turkish": ("cp1254", ["Hafif, sarı sandalye", "Çocuk tişörtü", "Yapışmaz tava, çapı, ağır", "Yeşil, İnce boy"]),
    "Russian": ("cp1251", ["Термос стальной чёрный", "Кресло офисное", "Полотенце зелёное", "Бутылка для воды"]),
    "Ukrainian": ("cp1251", ["Термос сталевий чорний", "Крісло легке", "Рушник м'який", "Стіл для їдальні"]),
    "Greek": ("cp1253", ["Θερμός ανοξείδωτο, μαύρο", "Καρέκλα γραφείου", "Πετσέτα πράσινη", "Ελαφριά τσάντα"]),
    "Japanese": ("cp932", ["ステンレスボトル", "防水イヤホン ブラック", "オフィスチェア 回転式", "充電器"]),
    "Chinese": ("gb18030", ["不锈钢保温杯 黑色", "办公椅 旋转", "柔软毛巾 绿色", "防水蓝牙耳机"]),
    "British": ("cp1252", ["Tank 3 m³, £12", "Café chairs, £49", "Tape ½ inch", "Rug 2 m², fiancé gift"]),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=30)
@given(data=st.data())
def test_the_letters_of_a_language_are_read_in_any_table_of_it(language: str, data: st.DataObject) -> None:
    encoding, titles = LANGUAGES[language]
    order, between = data.draw(st.permutations(titles)), data.draw(st.integers(0, 30))
    rows = [row for title in order for row in (f"1;{title}", *["2;LED E27 Plus;9,90"] * between)]
    text = "\r\n".join(["id;name", *rows * data.draw(st.integers(1, 5)), ""])
    assert text.encode(encoding).decode(encoding_of(text.encode(encoding)), errors="replace") == text


def test_a_german_shop_may_name_its_goods_in_spanish_too() -> None:
    text = "1;Möbel für Küche, groß\n2;Kühlschrank weiß\n3;Tür für Männer\n4;Jamón español, Peñafiel\n5;Größe XL, Öl\n"
    assert encoding_of(text.encode("cp1252")) == "cp1252"
