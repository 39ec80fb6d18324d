"""Where the filled catalog may be written: not over its original, and under no name that promises another format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..catalog_reading.formats import PACKINGS, Compression, Format, named_format
from ..catalog_reading.layout import CatalogLayout
from ..errors import SettingsError

_NAMES: Mapping[Format, tuple[str, str]] = {
    "jsonl": ("JSON lines", ".jsonl"),
    "csv": ("CSV", ".csv"),
    "tsv": ("TSV", ".tsv"),
    "parquet": ("Parquet", ".parquet"),
}
_FOREIGN = frozenset({".xlsx", ".xls", ".xlsm", ".ods", ".xml", ".zip", ".zst", ".bz2", ".7z"})
_DELIMITERS: Mapping[Format, str] = {"csv": ",", "tsv": "\t"}


def target_layout(out: Path, layout: CatalogLayout) -> CatalogLayout:
    """Return the form that a file of that name is written in: packed as it says, a table with commas or tabs.

    Raises:
        SettingsError: the file is one that the catalog or its changes were read from, or its name promises what is not
            written.
    """
    for what, source in (("the catalog was", layout.source), ("changes were last", layout.update)):
        if source and out.exists() and Path(source).exists() and out.samefile(source):
            raise SettingsError(
                f"{out} is the file that {what} read from, which would be lost; choose another name: "
                f"-o {_beside(out, ''.join(out.suffixes))}"
            )
    named, suffix = named_format(out) or layout.format, out.suffix.lower()
    can_be: set[Format] = {layout.format, *(_DELIMITERS if layout.delimiter else ())}
    if suffix in _FOREIGN or named not in can_be or (suffix == ".json" and layout.format != "jsonl"):
        said, ending = _NAMES[layout.format]
        raise SettingsError(f"{out}: the catalog comes back as {said}; choose another name: -o {_beside(out, ending)}")
    delimiter = layout.delimiter if named == layout.format else _DELIMITERS[named]
    return replace(layout, format=named, delimiter=delimiter, compression=_packing(out, layout))


def _packing(out: Path, layout: CatalogLayout) -> Compression:
    return PACKINGS.get(out.suffix.lower()) or ("" if named_format(out) else layout.compression)


def _beside(out: Path, endings: str) -> Path:
    """Return a file of another ending that is not there yet."""
    stem = out.name.partition(".")[0]
    named = out.with_name(f"{stem}{endings}")
    return out.with_name(f"{stem}-filled{endings}") if named.exists() else named
