"""What a link into Neo4j Browser holds, and how the command says it."""

import json
import os
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from kgtag.cypher import saved_queries
from kgtag.kg.commands.browse import browse
from kgtag.kg.errors import NotFoundError, SettingsError
from kgtag.kg.stores.browse import browser_links, browser_url, cypher_literal, with_values
from kgtag.kg.stores.neo4j_address import Neo4jAddress
from kgtag.kg.workspace import Workspace
from shop_graph import SHOP, shop_tables

SERVER = Neo4jAddress("neo4j://shop.example:7687", "ann", "secret")
ESCAPES = {"\\": "\\", "'": "'", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def read_by_neo4j(literal):
    """Read a literal as Neo4j does: four digits after \\u first, unless the backslash is itself escaped."""
    quotes, text = literal[0] + literal[-1], literal[1:-1]
    decoded = re.sub(
        r"\\(?:u([0-9a-f]{4})|(.))",
        lambda found: chr(int(found[1], 16)) if found[1] else f"\\{found[2]}",
        text,
        flags=re.DOTALL,
    )
    assert re.fullmatch(r"(?:\\.|[^'\\])*", decoded, re.DOTALL), "the string ends too early"
    return quotes, re.sub(r"\\(.)", lambda found: ESCAPES[found[1]], decoded, flags=re.DOTALL)


def editor(url):
    """Tell what Neo4j Browser puts into its editor: it decodes the whole link, then looks for the argument's end."""
    found = re.search(r"[?&]arg=([^&#]*)", unquote(url.replace("+", " ")))
    assert found
    return found[1]


def questions(given=(), server=SERVER, url=None):
    return {(link.query, link.form): link for link in browser_links(server, SHOP, dict(given), url)}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_one_literal_that_says_the_same(text):
    assert read_by_neo4j(cypher_literal(text)) == ("''", text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_product_passes_through_a_link_whole(product):
    link = questions({"product": product})["product", "graph"]
    assert f"id: {cypher_literal(product)}}}" in editor(link.url)
    assert editor(link.url).endswith("LIMIT 200")


@pytest.mark.parametrize(
    ("value", "written"), [(0.9, "0.9"), (2, "2"), ("it's", r"'it\'s'"), ("a & b", r"'a \u0026 b'")]
)
def test_values_are_written_as_cypher(value, written):
    assert cypher_literal(value) == written


def test_a_question_keeps_its_title_and_has_values_for_its_parameters():
    text = "// A title\n// $name: the name\nMATCH (n {name: $name}) // not $that\nRETURN n;\n"
    assert with_values(text, {"name": "x"}) == "// A title\nMATCH (n {name: 'x'}) // not $that\nRETURN n"


def test_a_link_names_the_server_the_user_and_the_database_but_no_password():
    server = Neo4jAddress("neo4j://shop.example:7687", "ann@shop", "secret", "shoes")
    url = questions(server=server)["coverage", "table"].url
    arguments = parse_qs(urlsplit(url).query)
    assert arguments["dbms"] == ["neo4j://ann%40shop@shop.example:7687"]
    assert (arguments["db"], arguments["cmd"]) == (["shoes"], ["edit"])
    assert "secret" not in url


def test_questions_about_a_product_need_one():
    about_one = {"product", "similar"}
    assert {query for query, _ in questions()} == {query.name for query in saved_queries()} - about_one
    assert {query for query, _ in questions({"product": "P1"})} == {query.name for query in saved_queries()}


def test_a_question_that_can_be_drawn_has_two_links():
    assert {form for query, form in questions() if query == "predictions"} == {"graph", "table"}
    assert {form for query, form in questions() if query == "coverage"} == {"table"}


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("neo4j://shop.example:7687", "http://shop.example:7474/browser/"),
        ("bolt+s://shop.example", "https://shop.example:7473/browser/"),
        ("bolt://[::1]:7687", "http://[::1]:7474/browser/"),
    ],
)
def test_the_browser_is_beside_its_server(uri, url):
    assert browser_url(Neo4jAddress(uri, "ann", "")) == url


def test_the_browser_may_be_elsewhere():
    assert questions(url="https://tools.example/browser")["values", "table"].url.startswith(
        "https://tools.example/browser/?dbms="
    )


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Run `kgtag browse` in a shop's workspace; without a server unless one is set."""
    for name in [name for name in os.environ if name.startswith(("NEO4J_", "KGTAG_"))]:
        monkeypatch.delenv(name)
    Workspace(tmp_path / SHOP).write("products", shop_tables().products)
    runner = CliRunner()
    return lambda *arguments: runner.invoke(
        browse, [*arguments, "-w", str(tmp_path / SHOP)], catch_exceptions=True, color=False
    )


def test_the_command_prints_title_and_link_and_one_next_command(command, monkeypatch):
    monkeypatch.setenv("NEO4J_URI", SERVER.uri)
    answer = command("--product", "S4")
    assert answer.exit_code == 0
    title, url, *_ = answer.stdout.splitlines()
    assert re.match(r"graph  [A-Z]", title)
    assert url.startswith("    http://shop.example:7474/browser/?dbms=")
    assert answer.stderr.splitlines()[-1].startswith("Next: kgtag show S4 -w ")


def test_programs_get_one_object_a_link(command, monkeypatch):
    monkeypatch.setenv("NEO4J_URI", SERVER.uri)
    links = [json.loads(line) for line in command("--json").stdout.splitlines()]
    assert {tuple(link) for link in links} == {("query", "form", "title", "url")}


def test_without_a_server_the_error_says_how_to_name_one(command):
    answer = command()
    assert isinstance(answer.exception, SettingsError)
    assert "export NEO4J_URI=neo4j://" in str(answer.exception)


def test_a_mistyped_product_is_answered_with_similar_ones(command, monkeypatch):
    monkeypatch.setenv("NEO4J_URI", SERVER.uri)
    answer = command("--product", "S44")
    assert isinstance(answer.exception, NotFoundError)
    assert "did you mean 'S4'" in str(answer.exception)
