"""The first sheet of a workbook is a table."""

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from kgtag.kg.catalog_reading.catalog import CatalogLayout, Item, read_catalog
from kgtag.kg.errors import CatalogError
from kgtag.kg.types import Product

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = ("worksheet", "sheet.main", "styles")
DATE = 1
"""The style of dates; its format is the one that spreadsheets give a day."""


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    """Write the smallest workbook that programs open: texts inline, numbers and dates as numbers."""
    lines = ""
    for number, row in enumerate(rows, 1):
        cells = ((f"{'ABCDEFG'[place]}{number}", cell) for place, cell in enumerate(row) if cell is not None)
        lines += f'<row r="{number}">{"".join(_cell(place, cell) for place, cell in cells)}</row>'
    sheet, main, styles = (f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml" for kind in KINDS)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{styles}"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{sheet}"/></Types>',
        "_rels/.rels": _relation(f"{RELATIONS}/officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Products" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relation(
            f"{RELATIONS}/worksheet", "sheet.xml", f"{RELATIONS}/styles", "styles.xml"
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{SPREADSHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
        "xl/sheet.xml": f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{lines}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _cell(place: str, cell: object) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
    if isinstance(cell, datetime):
        days = (cell - datetime(1899, 12, 30)).total_seconds() / 86_400
        return f'<c r="{place}" s="{DATE}"><v>{days}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def _relation(*kinds_and_targets: str) -> str:
    pairs = zip(kinds_and_targets[::2], kinds_and_targets[1::2], strict=True)
    entries = (
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def read(path: Path) -> tuple[CatalogLayout, list[Item]]:
    layout, items = read_catalog(str(path), {}, lambda sentence: None)
    return layout, list(items)


def test_texts_keep_their_zeros_and_numbers_are_as_they_show(tmp_path: Path) -> None:
    header = ("SKU", "Name", "Color", "Weight (kg)", None)
    path = workbook(tmp_path / "c.xlsx", header, ("007", "Mug", "red", 0.35, None), ("008", "Cup", None, 2, None))
    layout, (mug, cup) = read(path)
    assert isinstance(mug, Product)
    assert isinstance(cup, Product)
    assert (mug.id, mug.attributes) == ("007", {"Color": ("red",), "Weight (kg)": ("0.35 kg",)})
    assert cup.attributes == {"Weight (kg)": ("2 kg",)}
    assert (layout.format, layout.delimiter) == ("csv", ","), "it is handed back as CSV"


def test_a_date_without_a_time_is_a_day_and_a_text_stays_a_text(tmp_path: Path) -> None:
    header = ("SKU", "Name", "Since", "Checked")
    rows = [
        ("1", "Mug", datetime(2026, 1, 1), datetime(2026, 1, 2)),
        ("2", "Cup", datetime(2026, 1, 1, 12, 30), "2026-01-01 00:00:00"),
    ]
    _, (mug, cup) = read(workbook(tmp_path / "c.xlsx", header, *rows))
    assert isinstance(mug, Product)
    assert isinstance(cup, Product)
    assert mug.record == {"SKU": "1", "Name": "Mug", "Since": "2026-01-01", "Checked": "2026-01-02"}, "as handed back"
    assert (cup.record["Since"], cup.record["Checked"]) == ("2026-01-01 12:30:00", "2026-01-01 00:00:00")


def test_a_damaged_workbook_is_one_error(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    path.write_bytes(b"PK\x03\x04 xl/ broken")
    with pytest.raises(CatalogError, match="is not a readable workbook"):
        read(path)
