"""What Neo4j's bulk importer is given."""

import os
import shlex
import subprocess

import polars as pl
import pytest
from kgtag.embed.export.exporters import Order, export
from kgtag.kg.errors import GraphError
from kgtag.kg.graph import EDGE_TYPES, NODE_LABELS, Graph
from kgtag.kg.settings import Settings
from kgtag.kg.stores.neo4j_import_files import ARRAY_DELIMITER, write_import_files
from kgtag.kg.tables import table_schema
from kgtag.kg.workspace import Workspace
from store_contract import SMALL, WORKSPACE, graph_of


def written(folder, graph=SMALL, database="neo4j"):
    """Return the text of every file."""
    write_import_files(graph, WORKSPACE, database, folder)
    return {file.name: file.read_bytes().decode() for file in folder.iterdir()}


def command(files):
    """Return the words of the command."""
    return shlex.split(files["import.sh"].replace("\\\n", ""), comments=True)


def with_products(**columns):
    """Return the small graph with further columns of its two products."""
    products = SMALL.nodes["Product"].with_columns(pl.Series(name, values) for name, values in columns.items())
    return Graph({**SMALL.nodes, "Product": products}, SMALL.edges)


def test_every_label_and_type_has_a_header_and_its_rows(tmp_path):
    files = written(tmp_path)
    names = (*NODE_LABELS, "KgtagGraph", *EDGE_TYPES)
    assert files.keys() == {"import.sh", *(f"{name}{part}.csv" for name in names for part in ("-header", ""))}
    header = "id:ID(Tag),name:string,attribute:string,value:double,unit:string,workspace:string\n"
    assert files["Tag-header.csv"] == header
    assert files["Tag.csv"] == '"Brand=Acme","Acme","Brand",,,"shop"\n"Color=black","black","Color",,,"shop"\n'


def test_edges_name_the_nodes_they_join_by_label_and_key(tmp_path):
    files = written(tmp_path)
    assert files["HAS_TAG-header.csv"] == (
        ":START_ID(Product),:END_ID(Tag),origins:string[],confidence:double,field:string,start:long,end:long,"
        "quote:string,extractor:string,workspace:string\n"
    )
    assert files["HAS_TAG.csv"].splitlines()[0] == '"P1","Brand=Acme","text","0.75","title",2,7,"Acme","rule","shop"'
    assert files["OF_ATTRIBUTE.csv"].splitlines() == ['"Brand=Acme","Brand","shop"', '"Color=black","Color","shop"']


def test_an_empty_text_is_not_a_missing_one(tmp_path):
    files = written(tmp_path, with_products(note=["", None]))
    first, second = (line.split(",") for line in files["Product.csv"].splitlines())
    assert (first[-2], second[-2]) == ('""', "")


def test_quotes_are_doubled_and_line_breaks_and_commas_stay(tmp_path):
    assert '"say ""a,b""\r\n\0\\"' in written(tmp_path, with_products(note=['say "a,b"\r\n\0\\', None]))["Product.csv"]


def test_numbers_and_lists_are_written_as_java_reads_them(tmp_path):
    files = written(
        tmp_path,
        with_products(
            price=[1e-7, float("inf")],
            sold=[True, None],
            vector=pl.Series([[0.5, -1.0], None], dtype=pl.List(pl.Float32)),
            size=[["a;b", "c"], None],
        ),
    )
    assert "price:double,sold:boolean,vector:double[],size:string[]," in files["Product-header.csv"]
    first, second = (line.split(",")[-5:-1] for line in files["Product.csv"].splitlines())
    assert first == ['"1e-7"', '"true"', f'"0.5{ARRAY_DELIMITER}-1.0"', f'"a;b{ARRAY_DELIMITER}c"']
    assert second == ['"Infinity"', "", "", ""]


def test_the_graphs_own_node_lists_the_products_properties_and_has_no_fingerprint(tmp_path):
    files = written(tmp_path)
    assert files["KgtagGraph-header.csv"] == "name:ID(KgtagGraph),fields:string[],workspace:string\n"
    fields = ARRAY_DELIMITER.join(["category", "description", "id", "name", "note", "title"])
    assert files["KgtagGraph.csv"] == f'"shop","{fields}","shop"\n'


def test_the_same_graph_gives_the_same_bytes(tmp_path):
    assert written(tmp_path) == written(tmp_path)


def test_an_empty_graph_can_be_exported(tmp_path):
    files = written(tmp_path, graph_of())
    assert files["Product.csv"] == ""
    assert files["Product-header.csv"].startswith("id:ID(Product),")


def test_the_command_names_the_database_first_and_every_file_with_its_whole_path(tmp_path):
    words = command(written(tmp_path / "it's here", database="shop graph"))
    assert words[:5] == ["neo4j-admin", "database", "import", "full", "shop graph"]
    folder = tmp_path / "it's here"
    assert f"--nodes=Tag={folder}/Tag-header.csv,{folder}/Tag.csv" in words
    assert f"--relationships=HAS_TAG={folder}/HAS_TAG-header.csv,{folder}/HAS_TAG.csv" in words
    assert {"--overwrite-destination", "--multiline-fields=true", "--array-delimiter=U+001F"} <= set(words)


def test_the_command_is_one_that_a_shell_can_run(tmp_path):
    files = written(tmp_path / "it's $HOME `here`", database="shop; graph")
    program = tmp_path / "neo4j-admin"
    program.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    script = tmp_path / "it's $HOME `here`" / "import.sh"
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(["sh", str(script)], env={"PATH": path}, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == command(files)[1:]


def test_the_importers_buffer_holds_the_longest_text_were_it_all_quotes(tmp_path):
    assert "--read-buffer-size=4m" in command(written(tmp_path))
    assert "--read-buffer-size=11m" in command(written(tmp_path, with_products(note=['"' * (5 << 20), None])))


def test_a_folder_whose_name_the_importer_would_cut_is_refused(tmp_path):
    with pytest.raises(GraphError, match="takes the comma"):
        write_import_files(SMALL, WORKSPACE, "neo4j", tmp_path / "a,b")


def test_the_exporter_writes_the_workspaces_graph_for_the_database_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("NEO4J_DATABASE", "products")
    workspace = Workspace(tmp_path / WORKSPACE)
    workspace.write(
        "products", pl.DataFrame([{"id": "P1", "title": "Shoe", "record": "{}"}], schema=dict(table_schema("products")))
    )
    said = export(workspace, "neo4j-admin", Order(tmp_path / "out", Settings(workspace=workspace.root)))
    assert said == f"1 node and 0 edges; with the server stopped, import them with: sh {tmp_path}/out/import.sh"
    files = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir()}
    assert files["Product.csv"] == '"P1","Shoe","Shoe",,,"shop"\n'
    assert command(files)[4] == "products"
