"""What `kgtag query` prints and refuses, on a shop small enough to know the answers by heart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kgtag.kg.commands.query import query
from kgtag.kg.errors import GraphError, NotFoundError, SettingsError
from kgtag.kg.progress import silent
from kgtag.kg.schema import Attribute, write_schema
from kgtag.kg.settings import Settings
from kgtag.kg.stores.store import open_store
from kgtag.kg.workspace import Workspace
from shop_graph import SHOP, shop_graph, shop_tables


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("query") / SHOP
    Workspace(folder).write("products", shop_tables().products)
    write_schema({"Color": Attribute("Color")}, Workspace(folder).schema_path)
    store = open_store(Settings(workspace=folder, graph="embedded"))
    store.write(store.difference(shop_graph(), silent), silent)
    store.close()
    return folder


def ask(shop: Path, *arguments: str) -> Result:
    return CliRunner().invoke(query, [*arguments, "--graph", "embedded", "-w", str(shop)])


def test_numbers_are_printed_as_they_are(shop: Path):
    answer = ask(shop, "RETURN 2024 AS year, 12345.678 AS price, 0.123456 AS share, [1000, 2] AS both, true AS sold")
    assert answer.stdout.splitlines()[-1].split() == ["2024", "12345.678", "0.123456", "1000,", "2", "True"]


def test_a_list_of_mixed_values_is_no_parameter(shop: Path):
    answer = ask(shop, "RETURN $x", "--param", 'x=[1,"a"]')
    assert isinstance(answer.exception, GraphError)
    assert "text, a number, true, false, or a list of those" in str(answer.exception)


@pytest.mark.parametrize("limit", ["-1", "0"])
def test_a_limit_below_one_row_is_refused(shop: Path, limit: str):
    answer = ask(shop, "RETURN 1", "--limit", limit)
    assert (answer.exit_code, f"{limit} is not in the range x>=1" in answer.stderr) == (2, True)


def test_json_loses_no_column(shop: Path):
    answer = ask(shop, "RETURN 1 AS a, 2 AS b, 3 AS a", "--json")
    assert isinstance(answer.exception, SettingsError)
    assert "two columns are called 'a'" in str(answer.exception)
    assert answer.stdout == ""
    assert ask(shop, "RETURN 1 AS a, 3 AS a").stdout.split()[-2:] == ["1", "3"]


def test_what_json_has_no_number_for_is_null(shop: Path):
    answer = ask(shop, "RETURN log(0) AS least, [sqrt(-1)] AS roots, 1 AS whole", "--json")
    nothing = {"least": None, "roots": [None], "whole": 1}
    assert json.loads(answer.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON")) == nothing


@pytest.mark.parametrize("text", ["abc", '"0.5"', "true", "[1]", "95", "-0.1"])
def test_a_saved_querys_number_must_be_one(shop: Path, text: str):
    answer = ask(shop, "--saved", "missing", "--param", f"share={text}")
    assert isinstance(answer.exception, SettingsError)
    assert str(answer.exception) == f"--param share must be a number from 0 to 1, not {text}"
    assert ask(shop, "--saved", "missing", "--param", "share=0.5").exit_code == 0


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (("values", "attribute=Colr"), "there is no attribute 'Colr'; did you mean 'Color'?"),
        (("product", "product=P9999"), "there is no product 'P9999'"),
        (("similar", "product=P9999"), "there is no product 'P9999'"),
    ],
)
def test_a_saved_query_about_what_nobody_knows_is_an_error_with_the_nearest_name(
    shop: Path, question: tuple[str, str], says: str
):
    saved, parameter = question
    answer = ask(shop, "--saved", saved, "--param", parameter)
    assert isinstance(answer.exception, NotFoundError)
    assert says in str(answer.exception)


def test_a_saved_query_finds_an_attribute_in_any_spelling(shop: Path):
    answers = [ask(shop, "--saved", "values", "--param", f"attribute={name}").stdout for name in ("Color", "color")]
    assert answers[0] == answers[1]
    assert len(answers[0].splitlines()) > 2


def test_a_parameter_that_a_query_does_not_have_is_refused(shop: Path):
    answer = ask(shop, "RETURN $id AS id", "--param", "id=1", "--param", "ID=2")
    assert isinstance(answer.exception, SettingsError)
    assert "the query has no parameter $ID" in str(answer.exception)
