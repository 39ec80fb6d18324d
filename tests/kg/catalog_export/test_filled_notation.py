"""Added values are written as the catalog writes its own: numbers, units and JSON types."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kgtag.kg.catalog_export.notation import learn_notations
from kgtag.kg.catalog_reading.catalog import CatalogLayout
from kgtag.kg.quantities import Quantity, convert, parse_number, parse_quantity, print_number
from kgtag.kg.schema import Attribute

from .exported_shop import Shop, said, shop

__all__ = ["shop"]

GERMAN = '''\
Nr;Name;Gewicht;Reifen;Volumen (l);Inhalt;Gänge
1;Rad;15,4 kg;28 Zoll;0,5;250 ml;27
2;Rad;14.8 kg;"28""";1,2;500 ml;8
3;Rad;15,6 kg;26 Zoll;2;1 l;
4;Rad;;;;;
'''


@pytest.mark.parametrize(
    ("attribute", "value", "cell"),
    [
        ("Gewicht", "14.8 kg", "14,8 kg"),
        ("Gewicht", "310 g", "0,31 kg"),
        ("Gewicht", "1.125 kg", "1,1250 kg"),
        ("Reifen", "27.5 in", "27,5 Zoll"),
        ("Reifen", "70 cm", "70 cm"),
        ("Inhalt", "0.5 L", "500 ml"),
        ("Volumen (l)", "0.75 L", "0,75"),
        ("Gänge", "2.5", "2,5"),
        ("Gänge", "3.0 x", "3.0 x"),
        ("tag", "7.1", "7.1"),
    ],
)
@pytest.mark.parametrize("min_probability", [0.9, None])
def test_a_cell_is_filled_in_the_notation_of_its_column(
    shop: Callable[..., Shop], attribute: str, value: str, cell: str, min_probability: float | None
) -> None:
    text, _ = shop("c.csv", GERMAN).export(said(("4", attribute, value, value)), min_probability=min_probability)
    assert cell in text.decode().splitlines()[-1].split(";")


def test_a_column_without_decimals_writes_them_as_the_catalog_does() -> None:
    notations = learn_notations({"Weight": {"1,5 kg": 2}, "Size": {"2 cm": 1}, "Version": {"4.2": 1}}, {})
    assert notations["Size"].written("2.5 cm") == "2,5 cm"
    assert notations["Height"].written("2.5 cm") == "2,5 cm"
    assert notations["Version"].written("2.5") == "2.5"


@pytest.mark.parametrize(("cells", "written"), [({"12": 3}, "14.5"), ({"12 cm": 2, "12": 1}, "14.5 cm")])
def test_a_column_of_bare_numbers_in_the_attributes_unit_is_filled_with_bare_numbers(
    cells: dict[str, int], written: str
) -> None:
    notations = learn_notations({"height": cells}, {"Height": Attribute("Height", "quantity", "cm")})
    assert notations["height"].written("14.5 cm") == written


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ('id,title,Color,n\n"1","Mug","red",4\n"2","Cup","",5\n', '"2","Cup","blue",5'),
        ('"id","title","Color","n"\r\n"1","Mug","red",4\r\n"2","Cup",,5\r\n', '"2","Cup","blue",5'),
        ('id\ttitle\tColor\tn\n1\t"a ""b"" c"\tred\t4\n2\t"two\nlines"\t\t5\n', 'lines"\tblue\t5'),
        ('"id";"title";"Color";"n"\n"1";"Mug";"";"4"\n"2";"Cup";"";"5"\n', '"2";"Cup";"blue";"5"'),
    ],
)
def test_cells_keep_their_quotes_and_filled_ones_get_those_of_their_column(
    shop: Callable[..., Shop], text: str, last: str
) -> None:
    made = shop("c.tsv" if "\t" in text else "c.csv", text)
    made.layout = CatalogLayout.from_json(json.loads(json.dumps(made.layout.to_json())))
    assert made.export(said())[0].decode() == text
    assert made.export(said(("2", "Color", "blue", "blue")))[0].decode().splitlines()[-1] == last


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('"\n,;'), max_size=8)


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(st.tuples(CELL, CELL, st.floats(0, 9)), min_size=1, max_size=4),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    delimiter=st.sampled_from(",;\t"),
    header_quoted=st.booleans(),
)
def test_a_table_comes_back_byte_for_byte(
    rows: list[tuple[str, str, float]], quoting: Any, delimiter: str, header_quoted: bool
) -> None:
    text = io.StringIO(newline="")
    names = csv.writer(text, delimiter=delimiter, quoting=quoting if header_quoted else csv.QUOTE_MINIMAL)
    names.writerow(["id", "title", "Color", "Size"])
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows([f"P{at}", *row] for at, row in enumerate(rows))
    with TemporaryDirectory() as folder:
        path = Path(folder, "c.tsv" if delimiter == "\t" else "c.csv")
        path.write_bytes(text.getvalue().encode())
        made = Shop(path)
        assert len(made.products) == len(rows)
        assert made.export(said())[0].decode() == text.getvalue()


JSON = [
    {"Brand": "Acme", "Organic": True, "kcal": 120, "fat_g": 1.5, "Allergens": ["nuts"], "Food": {"salt": "1 g"}},
    {"Brand": "Zeno", "Organic": False, "kcal": 90, "fat_g": 3, "Allergens": ["milk", "nuts"]},
    {},
]


@pytest.mark.parametrize(
    ("attribute", "value", "cell"),
    [
        ("Brand", "Acme", "Acme"),
        ("Organic", "true", True),
        ("Organic", "perhaps", "perhaps"),
        ("kcal", "120", 120),
        ("fat_g", "2.5", 2.5),
        ("Allergens", "milk", ["milk"]),
        ("New", "1", ["1"]),
    ],
)
@pytest.mark.parametrize("wide", [False, True])
def test_a_member_has_the_type_that_the_catalog_gives_it(
    shop: Callable[..., Shop], attribute: str, value: str, cell: object, wide: bool
) -> None:
    rows = [
        {"id": str(number), "title": "Bar", **(attributes if wide else {"attributes": attributes})}
        for number, attributes in enumerate(JSON)
    ]
    made = shop("c.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    text, _ = made.export(said(("2", attribute, value, value)))
    filled = json.loads(text.splitlines()[-1])
    assert (filled if wide else filled["attributes"])[attribute] == ("1" if wide and attribute == "New" else cell)
    assert [json.loads(line) for line in text.splitlines()[:2]] == rows[:2]


def test_tags_stay_text_where_they_are_text(shop: Callable[..., Shop]) -> None:
    made = shop("c.jsonl", '{"id": "1", "title": "Bar", "tags": "new"}\n{"id": "2", "title": "Cup"}\n')
    text, _ = made.export(said(("2", "tag", "warm", "warm")))
    assert json.loads(text.splitlines()[1])["tags"] == "warm"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"Food": {"fat": "3 g"}}', '{"Food": {"fat": "3 g", "salt": "2 g"}}'),
        ('{"Brand": "X"}', '{"Brand": "X", "Food": {"salt": "2 g"}}'),
        ('{"Food": null}', '{"Food": {"salt": "2 g"}}'),
        ('{"Food": "raw"}', '{"Food": "raw", "Food.salt": "2 g"}'),
    ],
)
def test_a_member_of_an_object_inside_is_added_inside(shop: Callable[..., Shop], before: str, after: str) -> None:
    line = '{"id": "%s", "title": "Bar", "attributes": %s}\n'
    made = shop("c.jsonl", line % (1, json.dumps(JSON[0])) + line % (2, before))
    text, _ = made.export(said(("2", "Food.salt", "2 g", "2 g")))
    assert text.decode().splitlines()[1] == (line % (2, after)).strip()


UNITS = {"kg": (" kg", "kg", " Kilogramm"), "g": (" g", " Gramm"), "in": (" Zoll", '"', " in"), "ml": (" ml", "ml")}
NUMBERS = st.decimals("0.01", "9999", places=3).map(float)


@given(
    cells=st.lists(st.tuples(NUMBERS, st.sampled_from(sorted(UNITS)), st.integers(0, 2), st.booleans()), max_size=6),
    number=NUMBERS,
    unit=st.sampled_from(sorted(UNITS)),
)
def test_what_is_written_in_any_notation_is_read_as_the_same_value(
    cells: list[tuple[float, str, int, bool]], number: float, unit: str
) -> None:
    texts: dict[str, int] = {}
    for magnitude, symbol, spelling, comma in cells:
        digits = print_number(magnitude)
        endings = UNITS[symbol]
        texts[(digits.replace(".", ",") if comma else digits) + endings[spelling % len(endings)]] = 1
    notation = learn_notations({"Size": texts}, {})["Size"]
    read = parse_quantity(notation.written(str(Quantity(float(print_number(number)), unit))))
    assert read is not None
    assert str(convert(read, unit)) == str(Quantity(number, unit))
    assert parse_number(notation.written(print_number(number))) == float(print_number(number))
