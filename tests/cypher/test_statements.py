"""Every statement is used, says what it answers, and takes its values as parameters."""

import ast
import re
from pathlib import Path

import kgtag
import pytest
from kgtag.cypher import Parameter, browser_queries, saved_queries, statement, style_sheet
from kgtag.kg.graph import NODE_LABELS

ROOT = Path(kgtag.__file__).parent
STATEMENTS = sorted(
    path.relative_to(ROOT / "cypher").with_suffix("").as_posix() for path in (ROOT / "cypher").rglob("*.cypher")
)
SAVED = [(f"query/{query.name}", query) for query in saved_queries()]
DRAWN = [(f"browser/{query.name}", query) for query in browser_queries()]
BEGINS_LIKE_CYPHER = re.compile(r"\s*(MATCH|CALL|MERGE|CREATE|UNWIND|RETURN|SHOW|DROP|COPY)\s+\S")
WRITES_SQL = ROOT / "embed" / "export" / "pgvector_files.py"
SOURCES = [
    path
    for folder in ("kg", "extract", "embed", "cypher")
    for path in (ROOT / folder).rglob("*.py")
    if path != WRITES_SQL
]


def without_comments(name):
    return re.sub(r"//[^\n]*", "", statement(name))


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_begins_with_a_comment_that_says_what_it_answers(name):
    first = statement(name).splitlines()[0]
    assert re.fullmatch(r"// [A-Z].{10,}", first)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_file_holds_one_statement(name):
    assert without_comments(name).strip().endswith(";")
    assert without_comments(name).count(";") == 1


@pytest.mark.parametrize(("name", "query"), SAVED + DRAWN)
def test_a_question_takes_values_as_parameters_and_describes_those_that_no_store_supplies(name, query):
    text = without_comments(name)
    assert "'" not in text
    assert '"' not in text
    supplied = {"workspace"} if name.startswith("query/") else set()
    assert {parameter.name for parameter in query.parameters} == set(re.findall(r"\$(\w+)", text)) - supplied


@pytest.mark.parametrize(("name", "query"), SAVED + DRAWN)
def test_a_question_starts_from_nodes_of_its_own_graph_only(name, query):
    products = re.findall(r"\(\w*:Product\b[^)]*\)", without_comments(name))
    starts = re.findall(r"MATCH (?:\w+ = )?(\(\w*:\w+[^)]*\))", without_comments(name))
    unscoped = [node for node in products + starts if "{workspace: $workspace" not in node]
    assert [node for node in unscoped if node != "(:Attribute)"] == []


@pytest.mark.parametrize(("name", "query"), DRAWN)
def test_a_question_that_can_be_drawn_is_a_saved_one_and_asks_for_the_same(name, query):
    asked = dict(SAVED)[f"query/{query.name}"].parameters
    assert query.parameters == (Parameter("workspace", "the graph's name"), *asked)


@pytest.mark.parametrize(("name", "query"), DRAWN)
def test_a_drawing_has_a_limit(name, query):
    assert re.search(r"\bLIMIT \d+", without_comments(name))


def test_the_style_sheet_has_a_look_for_every_label_and_tells_predictions_from_assertions():
    sheet = Path(style_sheet()).read_text("utf-8")
    looks = dict(re.findall(r"^([\w.]+) \{(.*?)^\}", sheet, re.MULTILINE | re.DOTALL))
    assert {f"node.{label}" for label in NODE_LABELS} <= looks.keys()
    assert all('caption: "{name}"' in looks[f"node.{label}"] for label in NODE_LABELS)
    assert looks["relationship.HAS_TAG"] != looks["relationship.PREDICTED_TAG"]


def test_every_statement_is_used():
    quoted = {text for source in SOURCES for text in re.findall(r'"([\w/{}]+)"', source.read_text("utf-8"))}
    begun = [re.compile(re.sub(r"\{\w+\}", r"\\w+", text)) for text in quoted if re.search(r"/\{\w+\}_", text)]
    unused = [
        name
        for name in STATEMENTS
        if not {name, name.partition("/")[2]} & quoted and not any(text.fullmatch(name) for text in begun)
    ]
    assert set(unused) <= set(dict(SAVED + DRAWN))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_cypher_is_written_into_python(source):
    texts = [node.value for node in ast.walk(ast.parse(source.read_text("utf-8"))) if isinstance(node, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and BEGINS_LIKE_CYPHER.match(text)] == []


def test_a_parameter_has_a_meaning_and_perhaps_a_default():
    by_name = {query.name: query for query in saved_queries()}
    assert by_name["predictions"].parameters == (Parameter("minimum", "the least probability", 0.9),)
    assert by_name["product"].parameters == (Parameter("product", "the product's id"),)
    assert by_name["coverage"].parameters == ()
