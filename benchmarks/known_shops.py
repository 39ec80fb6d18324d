"""What is read and filled in of half-filled shops of which the whole truth is known.

    python benchmarks/known_shops.py                      # all twelve, without an encoder
    python benchmarks/known_shops.py garden-en sports-de  # some of them
    python benchmarks/known_shops.py --encoder default    # with the BERT tagger

`benchmarks/shops` holds them, made up for this: about 220 products each, in six languages, with sentences as shops
write them, gaps by supplier and column, and talk of other products; `truth` says what is true of every product and what
its text states. Extraction was worked on with eight of them; what it does with the `UNSEEN` was looked at once.

Builds each as a user would and prints how much of what the build asserts from texts beyond the catalog's cells is true,
how much of what texts state beyond these it asserts, and how many predictions are right; writes it as JSON to
`benchmarks/results/known_shops.json`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
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
UNSEEN = ("coffee-en", "garden-en", "household-it", "sports-de")
Values = Mapping[tuple[str, str], frozenset[str]]
"""(product, attribute) → its values as the vocabulary writes them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a build of a shop says.

    `asserted`: from texts and by no cell, `right` of these; `stated`: by texts and by no cell, `found` of these;
    `predictions`: the first of each open slot of one value, and all for the others, as (probability, right).
    """

    asserted: int
    right: int
    stated: int
    found: int
    predictions: Sequence[tuple[float, bool]]


def judge(shop: Path, folder: Path, encoder: Sequence[str]) -> Judged:
    """Build a shop, and compare what the build says with the truth."""
    rows = [json.loads(line) for line in shop.read_text(encoding="utf-8").splitlines()]
    catalog, workspace = folder / "catalog.jsonl", Workspace(folder / "workspace")
    lines = [json.dumps({name: value for name, value in row.items() if name != "truth"}) for row in rows]
    catalog.write_text("\n".join(lines), encoding="utf-8")
    measure(shop.stem, "build", str(catalog), *encoder, "-w", str(workspace.root), "--graph", "embedded", "--json")
    schema, vocabulary = read_vocabulary(workspace)
    true, stated = (values_of(rows, part, vocabulary) for part in ("attributes", "stated"))
    evidence = workspace.table("evidence")
    cells = evidence.filter(pl.col("origin") == "catalog").select(TRIPLE).unique()
    asserted = evidence.filter(pl.col("origin") == "text").select(TRIPLE).unique().join(cells, on=TRIPLE, how="anti")
    listed, everything = set(cells.iter_rows()), set(evidence.select(TRIPLE).iter_rows())
    open_stated = [
        (*slot, value) for slot, values in stated.items() for value in values if (*slot, value) not in listed
    ]
    claims = open_predictions(workspace.table("predictions"), evidence, schema, 0.0).sort(
        "probability", descending=True
    )
    single = pl.col("attribute").is_in([name for name, attribute in schema.items() if not attribute.many])
    claims = pl.concat([claims.filter(single).unique(["product", "attribute"], keep="first"), claims.filter(~single)])
    columns = ("product", "attribute", "value", "probability")
    return Judged(
        asserted=asserted.height,
        right=sum(value in true.get((product, name), ()) for product, name, value in asserted.iter_rows()),
        stated=len(open_stated),
        found=sum(tag in everything for tag in open_stated),
        predictions=[
            (sure, value in true.get((product, name), ()))
            for product, name, value, sure in claims.select(columns).iter_rows()
        ],
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
    counts = {name: sum(getattr(one, name) for one in judged) for name in ("asserted", "right", "stated", "found")}
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
            judged[name] = judge(SHOPS / f"{name}.jsonl", Path(folder), encoder)
    groups = {"worked on": set(known) - set(UNSEEN), "unseen": set(UNSEEN)}
    facts = {name: facts_of([one]) for name, one in judged.items()}
    facts |= {
        group: facts_of([judged[name] for name in options.shops if name in names]) for group, names in groups.items()
    }
    print(f"\n{'':<16}{'right of asserted':>23}{'found of stated':>24}{'right of ≥ .9':>18}{'of ≥ .5':>15}")
    for name, row in facts.items():
        print_line(name, row)
    write_result("known_shops", {"encoder": options.encoder, "shops": facts})


if __name__ == "__main__":
    main()
