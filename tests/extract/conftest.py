"""Catalogs with an obvious right answer, made on the fly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest
from kgtag.extract.denial import is_denied
from kgtag.kg.schema import Attribute, Schema, infer_schema
from kgtag.kg.tables import table_schema
from kgtag.kg.vocabulary import Vocabulary, learn_vocabulary


@dataclass(frozen=True, slots=True)
class World:
    products: pl.DataFrame
    schema: Schema
    vocabulary: Vocabulary


def product_row(id: str, title: str, attributes: Mapping[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
    cells = [{"name": name, "values": values} for name, values in (attributes or {}).items()]
    empty = {"description": "", "category": [], "tags": [], "record": "{}", "content": ""}
    return {**empty, "id": id, "title": title, "attributes": cells, **rest}


def make_world(*rows: Mapping[str, Any], schema: Mapping[str, Attribute] | None = None) -> World:
    products = pl.DataFrame([product_row(**row) for row in rows], schema=dict(table_schema("products")), orient="row")
    known = dict(schema) if schema else infer_schema(products)
    return World(products, known, Vocabulary(*learn_vocabulary(products, known), known))


@pytest.fixture
def world() -> Callable[..., World]:
    return make_world


@pytest.fixture(scope="session", name="make_world")
def world_of_a_session() -> Callable[..., World]:
    return make_world


@pytest.fixture(scope="session")
def quoted_is_denied() -> Callable[[str], bool]:
    """Say whether a text denies the words between « and »."""

    def ask(text: str) -> bool:
        start, end = text.index("«"), text.index("»") - 1
        return is_denied(text.replace("«", "").replace("»", ""), start, end)

    return ask
