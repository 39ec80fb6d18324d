"""The encoding of a table is told from its bytes."""

import pytest
from kgtag.kg.encodings import encoding_of


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
