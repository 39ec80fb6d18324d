"""What is read and filled in of half-filled shops of which the whole truth is known.

    python benchmarks/known_shops.py                      # all seventeen, without an encoder
    python benchmarks/known_shops.py garden-en sports-de  # some of them
    python benchmarks/known_shops.py --encoder default    # with the BERT tagger

`benchmarks/shops` holds them, made up for this: about 220 products each, in six languages, with sentences as shops
write them, gaps by supplier and column, and talk of other products; `truth` says what is true of every product and what
its text states. Of the `UNSEEN` nobody has seen more than the numbers that this prints; the others were worked with.

Builds each as a user would and prints how much of what the build asserts from texts beyond the catalog's cells is true,
how much of what texts state beyond these it asserts, how many predictions are right, and how many products that miss
nothing get a sure one all the same; writes it as JSON to `benchmarks/results/known_shops.json`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from kgtag.kg.predictions import open_predictions
from kgtag.kg.schema import name_key
from kgtag.kg.tables import TRIPLE
from kgtag.kg.types import FREE_TAG
from kgtag.kg.vocabulary import Vocabulary, read_vocabulary
from kgtag.kg.workspace import Workspace
from kgtag_command import measure
from measuring import write_result
from small_shops import summary

SHOPS = Path(__file__).resolve().parent / "shops"
UNSEEN = ("music-en", "office-es")
COUNTS = ("asserted", "right", "stated", "found", "idle", "disturbed", "idle_single", "disturbed_single")
SURE = 0.9
Values = Mapping[tuple[str, str], frozenset[str]]
"""(product, attribute) → its values as the vocabulary writes them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a build of a shop says.

    `asserted`: from texts and by no cell, `right` of these; `stated`: by texts and by no cell, `found` of these;
    `predictions`: the first of each open slot of one value, and all for the others, as (probability, right).
    `idle`: products that miss nothing, `disturbed` of these get a prediction that is `SURE` all the same;
    `idle_single` and `disturbed_single` look at attributes of one value alone.
    """

    asserted: int
    right: int
    stated: int
    found: int
    predictions: Sequence[tuple[float, bool]]
    idle: int
    disturbed: int
    idle_single: int
    disturbed_single: int


@dataclass(frozen=True, slots=True)
class Built:
    """What is `true` of a shop's products and `stated` by their texts, and what a build says of them.

    `claims`: (product, attribute, value, probability) of open slots, the first alone of those in `singles`, the
    attributes of one value.
    """

    true: Values
    stated: Values
    evidence: pl.DataFrame
    claims: list[tuple[str, str, str, float]]
    attributes: frozenset[str]
    singles: frozenset[str]


def build(shop: Path, folder: Path, encoder: Sequence[str]) -> Built:
    """Build a shop as a user would, who does not have its truth."""
    rows = [json.loads(line) for line in shop.read_text(encoding="utf-8").splitlines()]
    catalog, workspace = folder / "catalog.jsonl", Workspace(folder / "workspace")
    lines = [json.dumps({name: value for name, value in row.items() if name != "truth"}) for row in rows]
    catalog.write_text("\n".join(lines), encoding="utf-8")
    measure(shop.stem, "build", str(catalog), *encoder, "-w", str(workspace.root), "--graph", "embedded", "--json")
    schema, vocabulary = read_vocabulary(workspace)
    singles = frozenset(name for name, attribute in schema.items() if not attribute.many)
    evidence, single = workspace.table("evidence"), pl.col("attribute").is_in(singles)
    claims = open_predictions(workspace.table("predictions"), evidence, schema, 0.0)
    claims = claims.sort("probability", descending=True)
    claims = pl.concat([claims.filter(single).unique(["product", "attribute"], keep="first"), claims.filter(~single)])
    return Built(
        *(values_of(rows, part, vocabulary) for part in ("attributes", "stated")),
        evidence,
        claims.select("product", "attribute", "value", "probability").rows(),
        frozenset(schema),
        singles,
    )


def judge(built: Built) -> Judged:
    """Compare what a build says with the truth."""
    cells = built.evidence.filter(pl.col("origin") == "catalog").select(TRIPLE).unique()
    texts = built.evidence.filter(pl.col("origin") == "text").select(TRIPLE).unique()
    asserted = texts.join(cells, on=TRIPLE, how="anti").rows()
    listed, everything = set(cells.iter_rows()), set(built.evidence.select(TRIPLE).iter_rows())
    stated = {(*slot, value) for slot, values in built.stated.items() for value in values} - listed
    idle, disturbed = idle_products(built, everything, built.attributes)
    idle_single, disturbed_single = idle_products(built, everything, built.singles)
    return Judged(
        asserted=len(asserted),
        right=sum(is_true(built.true, triple) for triple in asserted),
        stated=len(stated),
        found=len(stated & everything),
        predictions=[(sure, is_true(built.true, triple)) for *triple, sure in built.claims],
        idle=idle,
        disturbed=disturbed,
        idle_single=idle_single,
        disturbed_single=disturbed_single,
    )


def is_true(true: Values, triple: Sequence[str]) -> bool:
    """Say whether a (product, attribute, value) is true."""
    product, attribute, value = triple
    return value in true.get((product, attribute), ())


def idle_products(
    built: Built, known: Collection[tuple[str, str, str]], attributes: Collection[str]
) -> tuple[int, int]:
    """Count products that miss no true value of some attributes, and how many of them get a `SURE` one predicted."""
    slots = {slot: values for slot, values in built.true.items() if slot[1] in attributes}
    missing = {slot[0] for slot, values in slots.items() if any((*slot, value) not in known for value in values)}
    idle = {product for product, _ in slots} - missing
    return len(idle), len(
        idle & {product for product, name, _, sure in built.claims if sure >= SURE and name in attributes}
    )


def values_of(rows: Sequence[Mapping[str, Any]], part: str, vocabulary: Vocabulary) -> Values:
    """Return what is true of each product, or `stated` by its text, in the vocabulary's names and values."""
    names = {name_key(name): name for name in vocabulary.schema}
    found: dict[tuple[str, str], frozenset[str]] = {}
    for row in rows:
        tags = {FREE_TAG: row["truth"]["tags"]} if part == "attributes" else {}
        for written, values in {**row["truth"][part], **tags}.items():
            name = names.get(name_key(FREE_TAG if written == "tags" else written), written)
            found[str(row["id"]), name] = frozenset(vocabulary.canonical(name, str(value)).name for value in values)
    return found


def facts_of(judged: Sequence[Judged]) -> dict[str, Any]:
    """Sum up some shops."""
    counts = {name: sum(getattr(one, name) for one in judged) for name in COUNTS}
    return {**counts, "predictions": summary([claim for one in judged for claim in one.predictions])["claims"]}


def print_line(name: str, facts: Mapping[str, Any]) -> None:
    """Print a line of the table."""
    shares = [
        f"{facts[part]:>5,} of {facts[whole]:>5,} ({facts[part] / max(facts[whole], 1):.3f})"
        for part, whole in (("right", "asserted"), ("found", "stated"))
    ]
    levels = (
        f"{one['right']:>5,} of {one['claims']:>5,}" for one in (facts["predictions"][at] for at in ("0.9", "0.5"))
    )
    print(f"{name:<16}{'   '.join([*shares, *levels])}")


def main() -> None:
    """Build, judge, print, write."""
    known = sorted(path.stem for path in SHOPS.glob("*.jsonl"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shops", nargs="*", default=known, metavar="SHOP", help=", ".join(known))
    parser.add_argument("--encoder", default="none", help="none, default, or what `kgtag build --encoder` takes")
    options = parser.parse_args()
    if unknown := set(options.shops) - set(known):
        parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(known)}")
    encoder = [] if options.encoder == "default" else ["--encoder", options.encoder]
    judged = {}
    for name in options.shops:
        with tempfile.TemporaryDirectory() as folder:
            judged[name] = judge(build(SHOPS / f"{name}.jsonl", Path(folder), encoder))
    groups = {"worked on": set(known) - set(UNSEEN), "unseen": set(UNSEEN)}
    facts = {name: facts_of([one]) for name, one in judged.items()}
    facts |= {
        group: facts_of([judged[name] for name in options.shops if name in names]) for group, names in groups.items()
    }
    print(f"\n{'':<16}{'right of asserted':>23}{'found of stated':>24}{'right of ≥ .9':>18}{'of ≥ .5':>15}")
    for name, row in facts.items():
        print_line(name, row)
    whole = facts_of(list(judged.values()))
    print(
        f"products that miss nothing: {whole['idle']}, {whole['disturbed']} of them with a prediction ≥ {SURE}; "
        f"no single value: {whole['idle_single']}, {whole['disturbed_single']} with one"
    )
    write_result("known_shops", {"encoder": options.encoder, "shops": facts})


if __name__ == "__main__":
    main()
