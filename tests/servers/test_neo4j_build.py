"""The commands on a real server: the same as on the embedded graph, and the workspace whole whatever happens."""

import json
import shutil

import pytest
from click.testing import CliRunner
from kgtag.cli import kgtag, main
from kgtag.cypher import saved_queries

PRODUCTS = [
    {"id": "S1", "title": "Acme trail shoe, black", "category": "Shoes > Trail", "attributes": {"Brand": "Acme"}},
    {"id": "S2", "title": "Acme road shoe, white", "category": "Shoes > Road", "attributes": {"Brand": "Acme"}},
    {"id": "S3", "title": "Zeno trail shoe, black", "category": "Shoes > Trail", "attributes": {"Color": "black"}},
    {"id": "S4", "title": "Zeno road shoe", "category": "Shoes > Road", "attributes": {"Brand": "Zeno"}, "price": 49.5},
]
QUESTIONS = {"product": "product=S1", "similar": "product=S1", "values": "attribute=Brand"}


@pytest.fixture
def shop(tmp_path, monkeypatch, neo4j_server):
    """Go to an empty folder with a catalog; the server that the environment names is empty as well."""
    neo4j_server.clear()
    monkeypatch.chdir(tmp_path)
    for name, value in neo4j_server.environment().items():
        monkeypatch.setenv(name, value)
    write(tmp_path / "catalog.jsonl", PRODUCTS)
    return tmp_path


def write(path, products):
    path.write_text("".join(json.dumps(product) + "\n" for product in products), encoding="utf-8")


def run(*arguments):
    result = CliRunner().invoke(kgtag, list(arguments))
    assert result.exit_code == 0, result.output
    return result


def build(*arguments):
    return json.loads(run("build", "--no-train", "--json", *arguments).stdout)["steps"]


def failed(monkeypatch, capsys, *arguments):
    """Run a command as a person does, and return its exit code and what it said."""
    monkeypatch.setattr("sys.argv", ["kgtag", *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
    return stop.value.code, capsys.readouterr().err


def files(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "runs"
    }


def test_every_question_has_the_same_answer_on_the_server_as_embedded(shop):
    build("catalog.jsonl")
    shutil.copytree("kgtag-workspace", "elsewhere/kgtag-workspace")
    build("-w", "elsewhere/kgtag-workspace", "--graph", "embedded")
    for saved in saved_queries():
        given = ["--param", QUESTIONS[saved.name]] if saved.name in QUESTIONS else []
        asked = ["query", "--saved", saved.name, "--json", *given]
        assert run(*asked).stdout == run(*asked, "--graph", "embedded", "-w", "elsewhere/kgtag-workspace").stdout
    for command in (["show", "S1"], ["show", "S3", "--json"]):
        assert run(*command).stdout == run(*command, "-w", "elsewhere/kgtag-workspace").stdout


def test_a_build_says_what_it_changed_and_the_next_one_changes_nothing(shop):
    first = build("catalog.jsonl")["load"]
    assert first["added"] == sum(first["nodes"].values()) + sum(first["edges"].values())
    assert first["written"]["relationships_created"] == sum(first["edges"].values())
    assert build("catalog.jsonl")["load"] == {"done": False}


def test_a_product_that_goes_takes_its_edges_along(shop, neo4j_server):
    build("catalog.jsonl")
    write(shop / "delta.jsonl", [{"id": "S4", "deleted": True}])
    load = build("delta.jsonl", "--update", "--yes")["load"]
    assert load["written"]["nodes_deleted"] == load["removed"] - load["written"]["relationships_deleted"]
    assert neo4j_server.run("MATCH (p:Product {id: 'S4'}) RETURN p") == []


def test_a_plan_says_what_would_change_and_leaves_the_graph(shop, neo4j_server):
    build("catalog.jsonl")
    write(shop / "delta.jsonl", [{**PRODUCTS[0], "title": "Acme trail shoe, white"}])
    everything = (
        "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n, properties(r) AS r, m.id AS m ORDER BY elementId(n), m"
    )
    before = neo4j_server.run(everything)
    shown = run("build", "delta.jsonl", "--update", "--no-train", "--plan").stdout
    assert "Product" in shown
    assert "left as it is" in shown
    assert neo4j_server.run(everything) == before
    build()
    assert neo4j_server.run("MATCH (p:Product {id: 'S1'}) RETURN p.title AS title") == [
        {"title": "Acme trail shoe, white"}
    ]


def test_a_graph_that_belongs_to_another_catalog_is_not_replaced_unasked(shop, monkeypatch, capsys):
    build("catalog.jsonl")
    write(shop / "other.jsonl", [{**product, "id": f"X{product['id']}"} for product in PRODUCTS])
    monkeypatch.setenv("KGTAG_MAX_REMOVED_SHARE", "1")
    code, said = failed(monkeypatch, capsys, "build", "other.jsonl", "--no-train", "-w", "elsewhere/kgtag-workspace")
    assert code == 2
    assert "another workspace" in said
    assert "graph_name" in said
    assert not any(build("catalog.jsonl", "--verify")["load"]["written"].values())


def test_a_graph_is_taken_over_when_somebody_agrees(shop, neo4j_server):
    build("catalog.jsonl")
    build("catalog.jsonl", "--yes", "-w", "elsewhere/kgtag-workspace")
    assert neo4j_server.run("MATCH (p:Product) RETURN count(p) AS products") == [{"products": len(PRODUCTS)}]


def test_a_decision_is_not_kept_while_the_server_is_away(shop, monkeypatch, capsys):
    build("catalog.jsonl")
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:9")
    code, _ = failed(monkeypatch, capsys, "decide", "reject", "S1", "Brand", "Acme")
    assert code == 2
    assert not (shop / "kgtag-workspace" / "decisions.jsonl").exists()


def test_verifying_mends_what_was_changed_by_hand(shop, neo4j_server):
    build("catalog.jsonl")
    neo4j_server.run("MATCH (p:Product {id: 'S1'})-[r:HAS_TAG]->() DELETE r SET p.title = 'mine'")
    assert build()["load"] == {"done": False}
    load = build("--verify")["load"]
    assert load["changed"] == 1
    assert load["added"] >= 1
    assert not any(build("--verify")["load"]["written"].values())


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("NEO4J_PASSWORD", "hunter2", "NEO4J_PASSWORD"),
        ("NEO4J_DATABASE", "shoes", "NEO4J_DATABASE"),
        ("NEO4J_URI", "bolt://127.0.0.1:9", "NEO4J_URI"),
        ("NEO4J_URI", "http://127.0.0.1", "neo4j://localhost:7687"),
    ],
)
def test_trouble_is_one_sentence_and_leaves_the_workspace(shop, monkeypatch, capsys, variable, value, words):
    build("catalog.jsonl")
    before = files(shop / "kgtag-workspace")
    monkeypatch.setenv(variable, value)
    code, said = failed(monkeypatch, capsys, "build", "catalog.jsonl")
    assert code == 2
    assert words in said
    assert "hunter2" not in said
    assert len(said.strip().splitlines()) == 1
    assert files(shop / "kgtag-workspace") == before


def test_a_server_that_dies_meanwhile_is_an_error_and_the_same_command_goes_on(
    start_neo4j, tmp_path, monkeypatch, capsys
):
    server = start_neo4j()
    monkeypatch.chdir(tmp_path)
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    write(tmp_path / "catalog.jsonl", PRODUCTS)

    def die(*_):
        server.kill()
        return {}

    with monkeypatch.context() as patch:
        patch.setattr("kgtag.kg.stores.neo4j_writer.Writer.write", die)
        code, said = failed(patch, capsys, "build", "catalog.jsonl", "--no-train")
    assert code == 2
    assert "NEO4J_URI" in said or "went away" in said
    server.restart()
    assert build("catalog.jsonl")["load"]["done"]
    assert not any(build("catalog.jsonl", "--verify")["load"]["written"].values())


def test_doctor_names_the_server_that_is_used(shop, neo4j_server):
    build("catalog.jsonl")
    assert neo4j_server.uri in run("doctor").stdout
