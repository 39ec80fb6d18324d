"""Every statement is used, says what it answers, takes its values as parameters, and runs."""

import re
from pathlib import Path

import kgtag
import polars as pl
import pytest
from kgtag.cypher import Parameter, saved_queries, statement
from kgtag.kg.graph import EDGE_TYPES, NODE_LABELS, GraphTables, node_and_edge_tables
from kgtag.kg.progress import silent
from kgtag.kg.settings import Settings
from kgtag.kg.store import open_store
from kgtag.kg.tables import table_schema

ROOT = Path(kgtag.__file__).parent
STATEMENTS = sorted(
    path.relative_to(ROOT / "cypher").with_suffix("").as_posix() for path in (ROOT / "cypher").rglob("*.cypher")
)
SAVED = saved_queries()
SOURCES = [path for folder in ("kg", "extract", "embed", "cypher") for path in (ROOT / folder).rglob("*.py")]


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


@pytest.mark.parametrize("query", SAVED, ids=lambda query: query.name)
def test_a_saved_query_takes_values_as_parameters_and_describes_them_all(query):
    text = without_comments(f"query/{query.name}")
    assert "'" not in text
    assert '"' not in text
    assert {parameter.name for parameter in query.parameters} == set(re.findall(r"\$(\w+)", text))


def test_every_statement_is_used():
    tables = [table.lower() for table in NODE_LABELS + EDGE_TYPES]
    built = {f"ladybug/{verb}_{table}" for verb in ("create", "copy") for table in tables}
    built |= {"ladybug/node_properties", "ladybug/edge_properties"}
    named = {name for source in SOURCES for name in re.findall(r'statement\("([\w/]+)"\)', source.read_text("utf-8"))}
    saved = {f"query/{query.name}" for query in SAVED}
    assert built | named | saved == set(STATEMENTS)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_cypher_is_written_into_python(source):
    assert not re.search(r"""\b(execute|query)\(\s*f?["']""", source.read_text("utf-8"))


def test_a_parameter_has_a_meaning_and_perhaps_a_default():
    by_name = {query.name: query for query in SAVED}
    assert by_name["predictions"].parameters == (Parameter("minimum", "the least probability", 0.9),)
    assert by_name["product"].parameters == (Parameter("product", "the product's id"),)
    assert by_name["coverage"].parameters == ()


def table(name, *rows):
    schema = dict(table_schema(name))
    return pl.DataFrame([dict(zip(schema, row, strict=False)) for row in rows], schema=schema)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Open a shop of 21 shoes, each with one colour but S0 with two; S1 has no brand, S2 and S3 share a rare tag."""
    shoes = [f"S{number}" for number in range(21)]
    colors = [(shoe, "Color", "black") for shoe in shoes] + [("S0", "Color", "white")]
    brands = [(shoe, "Brand", "Acme") for shoe in shoes if shoe != "S1"]
    rare = [(shoe, "tag", "limited edition") for shoe in ("S2", "S3")]
    triples = [(*triple, 0.5 if triple[2] == "white" else 1.0) for triple in colors + brands + rare]
    tables = GraphTables(
        products=table("products", *((shoe, f"Shoe {shoe}", "", ["Shoes"], [], [], "{}", "") for shoe in shoes)),
        tags=table("tags"),
        triples=table("triples", *triples),
        evidence=table("evidence", *((*triple[:3], "text", 1.0, "title", 0, 5, triple[2]) for triple in triples)),
        predictions=table(
            "predictions",
            ("S1", "Brand", "Acme", 0.97, 1, 2, False, False, '[{"text": "20 of 20 neighbours"}]', "m1"),
            ("S4", "tag", "light", 0.92, 1, 2, False, True, "[]", "m1"),
        ),
    )
    store = open_store(Settings(), tmp_path_factory.mktemp("shop"))
    store.write(node_and_edge_tables(tables, 0.9), silent)
    yield lambda name, **parameters: store.query(statement(f"query/{name}"), parameters, 1000).rows
    store.close()


def test_product_lists_its_tags_with_evidence(shop):
    assert shop("product", product="S0") == (
        ("Brand", "Acme", 1.0, ["text"], "title", "Acme"),
        ("Color", "black", 1.0, ["text"], "title", "black"),
        ("Color", "white", 0.5, ["text"], "title", "white"),
    )


def test_missing_finds_the_product_without_what_its_category_has(shop):
    assert shop("missing", share=0.5) == (("S1", "Shoe S1", "Brand", "Shoes", 20 / 21),)
    assert shop("missing", share=0.99) == ()


def test_coverage_counts_products_by_category_and_attribute(shop):
    assert shop("coverage") == (
        ("Shoes", "Color", 21, 21, 1.0), ("Shoes", "Brand", 20, 21, 20 / 21), ("Shoes", "tag", 2, 21, 2 / 21),
    )  # fmt: skip


def test_similar_puts_the_rarest_shared_tag_first(shop):
    rows = shop("similar", product="S2")
    assert rows[0] == ("tag", "limited edition", 2, "S3", "Shoe S3")
    assert len(rows) == 1 + 19 + 20


def test_predictions_come_surest_first_and_not_below_the_minimum(shop):
    sure = ("S1", "Shoe S1", "Brand", "Acme", 0.97, "20 of 20 neighbours")
    assert shop("predictions", minimum=0.95) == (sure,)
    assert [row[0] for row in shop("predictions", minimum=0.9)] == ["S1", "S4"]


def test_contradictions_shows_both_values_of_an_attribute_that_nearly_always_has_one(shop):
    assert shop("contradictions", share=0.9) == (
        ("S0", "Shoe S0", "Color", "black", 1.0, "black"), ("S0", "Shoe S0", "Color", "white", 0.5, "white"),
    )  # fmt: skip
    assert shop("contradictions", share=0.99) == ()


def test_values_lists_the_most_used_first(shop):
    assert shop("values", attribute="Color") == (("black", None, None, 21), ("white", None, None, 1))
