"""Every file of a workspace can be cut, emptied or overwritten: a command that reads it says what to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from kgtag.embed.completion import Completion
from kgtag.embed.export.vector_files import joined_vectors
from kgtag.embed.recommendation.serving import Recommender
from kgtag.embed.recommendation.serving import Wanted as Recommended
from kgtag.embed.recommendation.word_index import word_index
from kgtag.embed.search.search import Search
from kgtag.embed.serving import Wanted, stored_answers
from kgtag.embed.text_encoder_onnx import OnnxTextEncoder
from kgtag.extract.extraction import Extraction
from kgtag.kg.build_report import print_build_report
from kgtag.kg.catalog_reading.layout import CatalogLayout
from kgtag.kg.errors import KgtagError
from kgtag.kg.generation import share_changed
from kgtag.kg.product_page import product_page
from kgtag.kg.report.facts import report_facts
from kgtag.kg.report.measured import Measured, keep_measured
from kgtag.kg.settings import Settings
from kgtag.kg.terminal import Terminal
from kgtag.kg.vocabulary import read_vocabulary
from kgtag.kg.workspace import Workspace
from kgtag.pipeline import Request, build
from test_trained_line import settings_for, shop, write

QUIET = Terminal(quiet=True)


def show(settings: Settings) -> None:
    product_page(Workspace(settings.workspace).require(), "P001")


def report(settings: Settings) -> None:
    report_facts(Workspace(settings.workspace), settings)


def told(settings: Settings) -> None:
    list(stored_answers(Workspace(settings.workspace), ["P001"], Wanted()))


def extraction(settings: Settings) -> None:
    workspace = Workspace(settings.workspace)
    schema, vocabulary = read_vocabulary(workspace)
    Extraction.load(workspace.models / "extraction", vocabulary, schema, settings)


def completion(settings: Settings) -> None:
    Completion.load(Workspace(settings.workspace).models / "completion")


def encoder(settings: Settings) -> None:
    OnnxTextEncoder(Workspace(settings.workspace).models / "completion" / "text-encoder")


def recommend(settings: Settings) -> None:
    list(Recommender(Workspace(settings.workspace), settings, Recommended()).goes_with(["P001"]))


def recommend_to(settings: Settings) -> None:
    list(Recommender(Workspace(settings.workspace), settings, Recommended()).for_users(["u1"]))


def search(settings: Settings) -> None:
    Search.load(Workspace(settings.workspace), settings).answer("leather shoe", 3)


def export(settings: Settings) -> None:
    joined_vectors(Workspace(settings.workspace).models / "completion")


def vocabulary(settings: Settings) -> None:
    read_vocabulary(Workspace(settings.workspace))


def again(settings: Settings) -> None:
    """Build without anything new."""
    print_build_report(build(Request(), settings, QUIET), QUIET)


def changed(settings: Settings) -> None:
    workspace = Workspace(settings.workspace)
    share_changed(workspace.table("products"), workspace.models / "learned.parquet")


def layout(settings: Settings) -> None:
    CatalogLayout.read(Workspace(settings.workspace).layout_path)


def redo(settings: Settings) -> None:
    """Build as after a kill between two steps: what is kept of each product is read."""
    Workspace(settings.workspace).remember(extract=None, complete=None)
    build(Request(), settings, QUIET)


READERS: dict[str, Callable[[Settings], None]] = {
    "state.json": show,
    "steps.json": redo,
    "catalog.json": layout,
    "schema.toml": show,
    "rejects.jsonl": report,
    "interaction-rejects.jsonl": again,
    "decisions.jsonl": again,
    "products.parquet": show,
    "tags.parquet": vocabulary,
    "aliases.parquet": vocabulary,
    "mentions.parquet": redo,
    "mentions-done.parquet": redo,
    "triples.parquet": report,
    "evidence.parquet": show,
    "predictions.parquet": show,
    "predictions-done.parquet": redo,
    "interactions.parquet": report,
    "runs/one.json": report,
    "measured/one.json": report,
    "models/settings.json": again,
    "models/learned.parquet": changed,
    "models/extraction/calibration.json": extraction,
    "models/extraction/languages.json": extraction,
    "models/extraction/columns.json": extraction,
    "models/extraction/columns.safetensors": extraction,
    "models/extraction/tagger/tagger.json": extraction,
    "models/extraction/tagger/model-1.int8.onnx": extraction,
    "models/extraction/tagger/tokenizer.json": extraction,
    "models/extraction/tagger/crf.json": extraction,
    "models/extraction/tagger/crf.safetensors": extraction,
    "models/extraction/tagger/joined.json": extraction,
    "models/completion/completion.json": completion,
    "models/completion/expectations.parquet": told,
    "models/completion/ranker-single.json": completion,
    "models/completion/ranker-single.txt": completion,
    "models/completion/values/values.safetensors": completion,
    "models/completion/index/index.safetensors": search,
    "models/completion/index/products.parquet": export,
    "models/completion/index/tags.parquet": completion,
    "models/completion/index/symbols.json": completion,
    "models/completion/embeddings/embeddings.json": export,
    "models/completion/embeddings/embeddings.safetensors": export,
    "models/completion/text-encoder/text-encoder.json": encoder,
    "models/completion/text-encoder/tokenizer.json": encoder,
    "models/completion/text-encoder/model.int8.onnx": encoder,
    "models/recommendation/recommendation.json": recommend,
    "models/recommendation/goes-with/models.safetensors": recommend,
    "models/recommendation/personal/models.safetensors": recommend_to,
}
"""Each file, and what reads it."""
MENDED = {"models/words/words.json", "models/words/words.safetensors"}
"""Made anew in silence: they only spare time."""
UNREAD = {".lock", "graph/kgtag.lbug", "models/extraction/tagger/README.md", "models/extraction/tagger/config.json",
          "models/extraction/tagger/model-1.safetensors"}  # fmt: skip
"""Checked elsewhere, not read at all, or only by PyTorch and then against the card's hash."""
JUNK = b"\x93\x00\xffjunk\n" * 40
FIX = re.compile(r"delete|anew|kgtag (build|train)|mend|must be one of|save the file", re.IGNORECASE)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> Settings:
    """Settings of a workspace with a file of every kind."""
    folder = tmp_path_factory.mktemp("damaged")
    orders = [f"u{user},P{(user * 3 + step * 7) % 360:03},o{user}-{step}" for user in range(80) for step in range(3)]
    (folder / "orders.csv").write_text("\n".join(["user,product,order", *orders]), encoding="utf-8")
    settings = settings_for(folder / "workspace", tiny_encoder)
    catalog = write(shop(), folder / "catalog.jsonl")
    run = build(Request(catalog, interactions=str(folder / "orders.csv")), settings, QUIET)
    workspace = Workspace(settings.workspace)
    print_build_report(run, QUIET)
    for path in (workspace.root / "runs").glob("*.json"):
        path.rename(path.with_stem("one"))
    keep_measured(Measured("one", "a few", ("Method",), (("ours",),)), workspace)
    reject = json.dumps({"source": "c", "line": 1, "reason": "none", "id": None, "excerpt": ""}) + "\n"
    for path in (workspace.rejects_path, workspace.interaction_rejects_path):
        path.write_text(reject, encoding="utf-8")
    workspace.decisions_path.write_text("\n", encoding="utf-8")
    word_index(workspace, workspace.table("products"))
    return settings


def test_every_file_of_a_workspace_is_damaged_here(settings: Settings) -> None:
    files = {str(path.relative_to(settings.workspace)) for path in settings.workspace.rglob("*") if path.is_file()}
    assert files == READERS.keys() | MENDED | UNREAD


@pytest.mark.parametrize("reader", dict.fromkeys(READERS.values()), ids=lambda reader: reader.__name__)
def test_whole_files_are_read(reader: Callable[[Settings], None], settings: Settings) -> None:
    reader(settings)


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_told_of_with_what_to_do(name: str, settings: Settings) -> None:
    path = settings.workspace / name
    whole = path.read_bytes()
    try:
        for damaged in (whole[: len(whole) // 2], b"", b"[]", b"{}"):
            path.write_bytes(damaged)
            try:
                READERS[name](settings)
            except KgtagError as error:
                assert FIX.search(str(error))
        path.write_bytes(JUNK)
        with pytest.raises(KgtagError, match=FIX):
            READERS[name](settings)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("name", sorted(MENDED))
def test_what_only_spares_time_is_made_anew(name: str, settings: Settings) -> None:
    workspace = Workspace(settings.workspace)
    products = workspace.table("products")
    expected = word_index(workspace, products).names
    for damaged in (b"", b"[]", JUNK):
        (workspace.root / name).write_bytes(damaged)
        assert word_index(workspace, products).names == expected
