"""What in schema.toml does not go with the catalog: names that nothing has, with the nearest that something does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .catalog_export.catalog_names import catalog_names
from .catalog_reading.layout import CatalogLayout
from .categories import SEPARATOR, category_column, category_levels, is_inside
from .errors import SchemaError
from .fingerprint import fingerprint
from .schema import Schema, heading, name_key, names_by_key, resolve_names
from .steps import Run
from .types import FREE_TAG
from .wording import counted, listed, most_alike
from .workspace import Workspace

if TYPE_CHECKING:
    import polars as pl


def refuse_unknown_names(run: Run, schema: Schema) -> None:
    """Raise SchemaError for another name that the catalog does not have, unless an earlier build had it.

    A person who has just written it is there to mend it; what left the catalog later must not stop the nightly build.
    """
    key = fingerprint(
        sorted((own, attribute.other_names) for own, attribute in schema.items() if attribute.other_names)
    )
    if run.remembered("other-names") == key:
        return
    known = _known_names(run.workspace, run.workspace.table("products"))
    for sentence in _unknown_other_names(schema, known):
        raise SchemaError(f"{run.workspace.schema_path}: {sentence}")
    run.workspace.remember(**{"other-names": key})


def schema_doubts(workspace: Workspace, schema: Schema, products: pl.DataFrame, evidence: pl.DataFrame) -> list[str]:
    """Say what of schema.toml nothing in the workspace's tables answers to, in sentences that name the file."""
    known = _known_names(workspace, products)
    doubts = [
        *_unknown_other_names(schema, known),
        *_ghosts(schema, known, evidence),
        *_unknown_categories(schema, products),
        *_left_out(schema, products),
    ]
    return [f"{workspace.schema_path}: {doubt}" for doubt in doubts]


def _known_names(workspace: Workspace, products: pl.DataFrame) -> list[str]:
    """Return the names of attributes that products or columns have."""
    path = workspace.layout_path
    columns = CatalogLayout.read(path).attribute_columns if path.exists() else ()
    return list(dict.fromkeys([*catalog_names(products), *columns]))


def _unknown_other_names(schema: Schema, known: Sequence[str]) -> Iterator[str]:
    keys = set(map(name_key, known))
    owners = names_by_key(schema)
    for own, attribute in schema.items():
        for name in attribute.other_names:
            if name_key(name) not in keys:
                meant = _meant(most_alike(name, [other for other in known if owners.get(name_key(other)) != own]))
                yield (
                    f"{heading(own)} other_names has {name!r}, which the catalog does not have{meant}; correct it, or "
                    "take it out of the list"
                )


def _ghosts(schema: Schema, known: Sequence[str], evidence: pl.DataFrame) -> Iterator[str]:
    """Name the sections of attributes that neither the catalog nor anything else has a value of."""
    there = {*resolve_names(schema, known).values(), *evidence["relation"].unique(), FREE_TAG}
    ghosts = [own for own in schema if own not in there]
    if ghosts:
        real = sorted(there & schema.keys())
        named = [f"{heading(own)}{_meant(most_alike(own, real))}" for own in ghosts]
        yield (
            f"no product has {counted(len(ghosts), 'attribute')} that it describes: {listed(named)}; correct or "
            "delete the section. What the catalog calls otherwise goes into other_names"
        )


def _unknown_categories(schema: Schema, products: pl.DataFrame) -> Iterator[str]:
    levels = {level for path in products["category"].unique().to_list() for level in category_levels(path)}
    forms = {level.rpartition(SEPARATOR)[2]: level for level in sorted(levels, reverse=True)}
    forms |= {level: level for level in levels}
    users: dict[str, list[str]] = {}
    for own, attribute in schema.items():
        for category in attribute.categories:
            if category not in levels:
                users.setdefault(category, []).append(own)
    for category, owns in users.items():
        where = listed(list(map(heading, owns)), 3)
        meant = [forms[form] for form in most_alike(category, forms)]
        yield f"no product is in the category {category!r} of {where}{_meant(meant)}"


def _left_out(schema: Schema, products: pl.DataFrame) -> Iterator[str]:
    """Name categories whose products have an attribute under another name, and that its section does not have."""
    import polars as pl

    keys = {name_key(name): own for own, attribute in schema.items() if attribute.categories
            for name in attribute.other_names}  # fmt: skip
    if not keys:
        return
    entries = products.select(category_column(), entry="attributes").explode("entry").drop_nulls("entry")
    entries = entries.filter(pl.col("category") != "")
    found: dict[str, set[str]] = {}
    for category, name in entries.select("category", pl.col("entry").struct["name"]).unique().iter_rows():
        own = keys.get(name_key(name))
        if own and not is_inside(category, schema[own].categories):
            found.setdefault(own, set()).add(category.split(SEPARATOR)[0])
    for own, categories in sorted(found.items()):
        yield (
            f"{heading(own)} has products in {listed(sorted(map(repr, categories)))} under its other names, which "
            "its categories leave out; add what belongs there"
        )


def _meant(close: Sequence[str]) -> str:
    return f" (did you mean {close[0]!r}?)" if close else ""
