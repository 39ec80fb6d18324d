"""The whole line: read → learn → extract → assert → complete → load.

Each step is redone only when what it was made from has changed, and leaves files that are whole or not there; so the
same command goes on where a broken-off one stood, and does nothing when nothing changed.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .kg.decision_checks import checked_decisions, decisions_about, needless_rejections, new_values
from .kg.decisions import (
    Decision,
    append_decisions,
    decided_tags,
    in_canonical_values,
    in_schema_names,
    merged_surfaces,
    read_decisions,
    split_surfaces,
)
from .kg.fingerprint import fingerprint, fingerprint_file, fingerprint_folder
from .kg.generation import current_generation, drop_outdated_completion, forget_learned, learned_anew
from .kg.graph import TABLES
from .kg.learned_settings import as_learned, keep_learned, trains_models
from .kg.memo import product_keys, remake_changed
from .kg.schema import current_schema
from .kg.schema_checks import refuse_unknown_names
from .kg.settings import NO_ENCODER, Settings
from .kg.steps import Run, Voice, replaced_folder
from .kg.stores.store import Store, graph_address, graph_name, open_store
from .kg.tables import TAG, TRIPLE
from .kg.workspace import Workspace

if TYPE_CHECKING:
    import polars as pl

    from .kg.schema import Schema
    from .kg.stores.graph_difference import GraphDifference
    from .kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Request:
    """What one run of the line is asked to do; no catalog means: with the products that are there.

    `train`: whether models are trained; `None`: as in the builds before, in the first and in a fresh one they are.
    `verify` compares the whole graph instead of trusting what was kept about it; `plan` leaves the graph as it is.
    `anew` names learned steps that are to be done again though nothing changed. `decisions` are taken over unless the
    run is refused, and nothing is trained. `agreed`: much may be removed, and the graph of another workspace be taken.
    """

    catalog: str | None = None
    update: bool = False
    fresh: bool = False
    train: bool | None = None
    verify: bool = False
    plan: bool = False
    interactions: str | None = None
    forget_interactions: bool = False
    anew: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    agreed: bool = False


def build(request: Request, settings: Settings, voice: Voice) -> Run:
    """Bring the workspace and its graph in step with a catalog; raises KgtagError for what a person can mend."""
    workspace = Workspace(settings.workspace)
    settings = settings if request.fresh else as_learned(settings, workspace)
    told = request.train if request.train is not None else (request.fresh or trains_models(workspace))
    trains = told and not request.decisions
    run = Run(workspace, settings, voice, trains, agreements={"--yes"} if request.agreed else set())
    with workspace.lock(), closing(open_store(settings)) as store:
        store.check(take_over=request.agreed)
        if request.catalog is None or request.update:
            workspace.require()
        _check_settings(run)
        decided = _check(run, request)
        if request.catalog is not None:
            _read(run, request.catalog, update=request.update)
        _interactions(run, request)
        keep_learned(settings, workspace, trains=told, fresh=request.fresh)
        broken_off = run.remembered("learn-extraction") is None
        forget_learned(run, fresh=request.fresh, steps=request.anew)
        generation = current_generation(run)
        schema = current_schema(workspace.schema_path, workspace.table("products"))
        refuse_unknown_names(run, schema)
        decisions = in_schema_names([*read_decisions(workspace.decisions_path), *decided], schema)
        vocabulary = _vocabulary(run, generation, schema, decisions)
        decisions = in_canonical_values(decisions, vocabulary)
        keep = bool(decided) or (broken_off and not request.fresh)
        _learn_extraction(run, generation, schema, vocabulary, train=run.trains, keep=keep)
        version = _extract(run, schema, vocabulary)
        _assert(run, vocabulary, decisions, version)
        append_decisions(decided, workspace.decisions_path)
        if run.trains:
            _learn_completion(run, generation, schema)
        else:
            drop_outdated_completion(run)
        _complete(run, schema, decisions)
        _learn_recommendation(run, generation)
        load_graph(run, store, request)
        learned_anew(run)
    return run


def _check_settings(run: Run) -> None:
    """Raise KgtagError, before long work begins, for a device that is not here or an encoder that cannot be had."""
    from .extract.encoder import load_word_pieces, resolve_device

    encoder, device = run.settings.encoder, run.settings.device
    if device != "auto":
        resolve_device(device)
    if encoder not in (NO_ENCODER, as_learned(Settings(), run.workspace).encoder):
        load_word_pieces(encoder)


def _check(run: Run, request: Request) -> list[Decision]:
    """Return the new decisions with attributes named as in the schema; say what they will not change."""
    decided = checked_decisions(run.workspace, request.decisions)
    for sentence in (*needless_rejections(run.workspace, decided), *new_values(run.workspace, decided)):
        run.voice.announce(sentence)
    return decided


def _read(run: Run, source: str, *, update: bool) -> None:
    from .kg.catalog_reading.intake import take_in_catalog
    from .kg.catalog_reading.interaction_file import catalog_mapping

    key = fingerprint(update, _file_key(source), sorted(catalog_mapping(run.settings.map).items()))
    outputs = [run.workspace.table_path("products"), run.workspace.layout_path]
    run.step("read", key, outputs, lambda: take_in_catalog(run, source, update=update))


def _file_key(source: str) -> object:
    """Return what tells whether a file changed; what is no file always has."""
    return fingerprint_file(Path(source)) if source != "-" and Path(source).is_file() else time.time_ns()


def _interactions(run: Run, request: Request) -> None:
    from .kg.catalog_reading.intake import forget_interactions, take_in_interactions
    from .kg.catalog_reading.interaction_file import interaction_mapping

    workspace = run.workspace
    if request.forget_interactions:
        forget_interactions(workspace)
    if request.interactions is None:
        return
    source = request.interactions
    key = fingerprint(_file_key(source), sorted(interaction_mapping(run.settings.map).items()))
    run.step("interactions", key, [workspace.table_path("interactions")], lambda: take_in_interactions(run, source))


def _vocabulary(run: Run, generation: str, schema: Schema, decisions: list[Decision]) -> Vocabulary:
    from .kg.vocabulary import Vocabulary, learn_vocabulary

    workspace = run.workspace
    merged, apart = merged_surfaces(decisions), split_surfaces(decisions)

    def work() -> dict[str, Any]:
        tags, aliases = learn_vocabulary(workspace.table("products"), schema, apart, merged)
        workspace.write("tags", tags)
        workspace.write("aliases", aliases)
        return {"attributes": len(schema), "values": len(tags), "aliases": len(aliases)}

    key = fingerprint(generation, fingerprint_file(workspace.schema_path), sorted(merged.items()), sorted(apart))
    run.step("vocabulary", key, [workspace.table_path("tags"), workspace.table_path("aliases")], work)
    return Vocabulary(workspace.table("tags"), workspace.table("aliases"), schema)


def _learn_extraction(
    run: Run, generation: str, schema: Schema, vocabulary: Vocabulary, *, train: bool, keep: bool
) -> None:
    """Learn to read text; `keep`: a run that does not train leaves a tagger as it is, though it is out of date."""
    from .extract.extraction import learn_extraction, was_trained

    settings, folder = run.settings, run.workspace.models / "extraction"

    def work() -> dict[str, Any]:
        products = run.workspace.table("products")
        with replaced_folder(folder) as new:
            facts = learn_extraction(
                products,
                vocabulary,
                schema,
                settings,
                new,
                train=train,
                progress=run.voice.progress,
                announce=run.voice.announce,
            )
        return asdict(facts)

    chosen = (settings.encoder, settings.seed, settings.training_epochs, settings.training_seeds)
    made_from = (generation, sorted(schema), *chosen)
    trained, untrained = fingerprint("tagger", *made_from), fingerprint("rules", *made_from)
    known = run.remembered("learn-extraction")
    if keep and not train and known not in (trained, untrained) and was_trained(folder):
        run.voice.announce("text is read with the tagger that is there; it is brought up to date with: kgtag build")
        run.steps["learn-extraction"] = {"done": False}
        return
    run.step("learn-extraction", trained if train or known == trained else untrained, [folder], work)


def _extract(run: Run, schema: Schema, vocabulary: Vocabulary) -> str:
    """Bring the mentions up to date and return the version of what found them."""
    from .extract.extraction import Extraction, extraction_version

    workspace, folder = run.workspace, run.workspace.models / "extraction"
    version = extraction_version(folder, vocabulary, schema)

    def work() -> dict[str, Any]:
        import polars as pl

        extraction = Extraction.load(folder, vocabulary, schema, run.settings)
        products = workspace.table("products")
        keys = products.select(product="id", key=pl.col("content") + version)

        def mentions(some: pl.DataFrame) -> pl.DataFrame:
            chosen = products.join(some, left_on="id", right_on="product", how="semi")
            return extraction.mentions(chosen, run.voice.progress)

        redone = remake_changed(workspace, "mentions", keys, mentions)
        return {"products": redone, "mentions": len(workspace.table("mentions"))}

    key = fingerprint(version, workspace.table_fingerprint("products"))
    run.step("extract", key, [workspace.table_path("mentions")], work)
    return version


def _assert(run: Run, vocabulary: Vocabulary, decisions: list[Decision], version: str) -> None:
    from .kg.triples import assert_triples

    workspace = run.workspace

    def work() -> dict[str, Any]:
        products = workspace.table("products")
        known = decisions_about(products["id"], decisions, run.voice.announce)
        assertions = assert_triples(
            products,
            workspace.table("mentions"),
            vocabulary,
            known,
            min_confidence=run.settings.assert_confidence,
            text_version=version,
        )
        before, after = workspace.table("triples"), assertions.triples
        removed = len(before.join(after, on=TRIPLE, how="anti"))
        run.guard_removal("triples", removed, len(before))
        workspace.write("triples", after)
        workspace.write("evidence", assertions.evidence)
        return {"triples": len(after), "added": len(after.join(before, on=TRIPLE, how="anti")), "removed": removed}

    key = fingerprint(
        workspace.table_fingerprint("products", "mentions", "tags", "aliases"),
        fingerprint_file(workspace.schema_path),
        decisions,
        run.settings.assert_confidence,
        version,
    )
    run.step("assert", key, [workspace.table_path("triples"), workspace.table_path("evidence")], work)


def _learn_completion(run: Run, generation: str, schema: Schema) -> None:
    from .embed.blind_reading import read_blindly
    from .embed.completion import FORMAT, CompletionTables, learn_completion

    workspace, settings, folder = run.workspace, run.settings, run.workspace.models / "completion"

    def work() -> dict[str, Any]:
        with replaced_folder(folder) as new:
            tables = CompletionTables(*(workspace.table(name) for name in ("products", "mentions", "evidence")))
            tags, aliases = workspace.table("tags"), workspace.table("aliases")
            extraction, progress = workspace.models / "extraction", run.voice.progress
            blind = read_blindly(tables.products, tags, aliases, schema, extraction, settings, progress)
            facts = learn_completion(tables, blind, schema, settings, new, run.voice.progress, run.voice.announce)
        return asdict(facts)

    key = fingerprint(
        FORMAT,
        generation,
        run.remembered("learn-extraction"),
        workspace.table_fingerprint("tags"),
        sorted(schema),
        settings.encoder,
        settings.seed,
        settings.embedding_model,
        settings.embedding_dimension,
        settings.embedding_epochs,
    )
    run.step("learn-completion", key, [folder], work)


def _complete(run: Run, schema: Schema, decisions: list[Decision]) -> None:
    workspace, settings, folder = run.workspace, run.settings, run.workspace.models / "completion"
    if not folder.exists():
        return

    from .embed.completion import Completion
    from .kg.predictions import without_tags

    def work() -> dict[str, Any]:
        completion = Completion.load(folder)
        products, mentions, evidence = (workspace.table(name) for name in ("products", "mentions", "evidence"))
        rejected = decided_tags(decisions, "reject")
        version = fingerprint(completion.version, settings.top, fingerprint_file(workspace.schema_path))
        asserted = evidence.rename(dict(zip(TRIPLE, TAG, strict=True)))
        keys = product_keys(products, [mentions, asserted, rejected], version)

        def predictions(some: pl.DataFrame) -> pl.DataFrame:
            ranked = completion.predict(
                products.join(some, left_on="id", right_on="product", how="semi"),
                mentions.join(some, on="product", how="semi"),
                evidence.join(some, left_on="head", right_on="product", how="semi"),
                schema,
                settings,
                run.voice.progress,
            )
            return without_tags(ranked, rejected)

        redone = remake_changed(workspace, "predictions", keys, predictions)
        return {"products": redone, "predictions": len(workspace.table("predictions"))}

    key = fingerprint(
        fingerprint_folder(folder),
        workspace.table_fingerprint("products", "mentions", "evidence"),
        run.settings.top,
        fingerprint_file(workspace.schema_path),
        [d for d in decisions if d.verdict == "reject"],
    )
    run.step("complete", key, [workspace.table_path("predictions")], work)


def _learn_recommendation(run: Run, generation: str) -> None:
    workspace, folder = run.workspace, run.workspace.models / "recommendation"
    if not workspace.table_path("interactions").exists():
        return

    from .embed.recommendation.content import workspace_content
    from .embed.recommendation.model_files import FORMAT
    from .embed.recommendation.personal import learn_recommendation

    def work() -> dict[str, Any]:
        products = workspace.table("products").select(product="id")
        known = workspace.table("interactions").join(products, on="product", how="semi", maintain_order="left")
        with replaced_folder(folder) as new:
            content = workspace_content(workspace)
            facts = learn_recommendation(known, content, new, run.settings.seed, run.voice.progress)
        return asdict(facts)

    made_from = (FORMAT, generation, run.remembered("learn-completion"), run.settings.seed)
    key = fingerprint(workspace.table_fingerprint("interactions", "products"), *made_from)
    run.step("learn-recommendation", key, [folder], work)


def load_graph(run: Run, store: Store, request: Request) -> None:
    """Bring the store in step with the workspace's tables, or only say what that would change."""
    from .embed.projection import workspace_graph

    workspace, settings = run.workspace, run.settings

    def difference() -> GraphDifference:
        graph = workspace_graph(workspace, settings, settings.graph_probability)
        return store.difference(graph, run.voice.progress, verify=request.verify)

    def work() -> dict[str, Any]:
        found = difference()
        run.guard_removal("nodes and edges of the graph", found.removed, found.before.counts().total)
        written = store.write(found, run.voice.progress)
        counts = found.after.counts()
        sums = {"added": found.added, "changed": found.changed, "removed": found.removed}
        return {"nodes": dict(counts.nodes), "edges": dict(counts.edges), **sums, "written": dict(written)}

    if request.plan:
        run.steps["plan"] = {"done": True, "changes": difference().rows()}
        return
    learned = fingerprint_folder(workspace.models / "completion") if settings.write_vectors else ""
    where = (graph_address(settings), graph_name(settings), settings.graph_probability)
    key = fingerprint(workspace.table_fingerprint(*TABLES), fingerprint_file(workspace.layout_path), *where, learned)
    if request.verify or not store.in_step():
        workspace.remember(load=None)
    run.step("load", key, [], work)
