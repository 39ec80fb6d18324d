"""What people decided about tags and values (`decisions.jsonl`); every build obeys it, none writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from .errors import NotFoundError, SchemaError
from .types import FREE_TAG

if TYPE_CHECKING:
    import polars as pl

    from .workspace import Workspace

Verdict = Literal["accept", "reject", "merge", "split"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file.

    accept, reject: about a tag of one `product`. merge: the surface form `surface` of the attribute stands for `value`.
    split: it does not, whatever the rules say.
    """

    verdict: Verdict
    attribute: str
    value: str
    product: str | None = None
    surface: str | None = None

    @property
    def subject(self) -> tuple[str, ...]:
        """What the decision is about; a later decision on the same subject replaces an earlier one."""
        if self.product is not None:
            return ("tag", self.product, self.attribute, self.value)
        return ("alias", self.attribute, self.surface or "")

    def as_json(self) -> str:
        """Return the decision as its line in the file."""
        entries = {
            "decision": self.verdict,
            "product": self.product,
            "attribute": self.attribute,
            "surface": self.surface,
            "value": self.value,
        }
        return json.dumps({name: entry for name, entry in entries.items() if entry is not None}, ensure_ascii=False)


def read_decisions(path: Path) -> list[Decision]:
    """Read the decisions in force, the last one on each subject; raises SchemaError naming the line."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    decisions = (parse_decision(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip())
    return list({decision.subject: decision for decision in decisions}.values())


def append_decisions(decisions: Iterable[Decision], path: Path) -> None:
    """Add decisions at the end of the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{decision.as_json()}\n" for decision in decisions)


def parse_decision(line: str, place: str) -> Decision:
    """Read one line; raises SchemaError that says what is missing."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"{place}: not a JSON object ({error}); mend or delete the line") from error
    if not isinstance(entry, Mapping):
        raise SchemaError(f"{place}: not a JSON object; mend or delete the line")
    return _decision(entry, place)


def _decision(entry: Mapping[str, Any], place: str) -> Decision:
    verdict: Any = entry.get("decision")
    if verdict not in get_args(Verdict):
        raise SchemaError(f"{place}: decision must be one of {', '.join(get_args(Verdict))}, not {verdict!r}")
    needed = ("product", "attribute", "value") if verdict in ("accept", "reject") else ("attribute", "surface", "value")
    missing = [name for name in needed if not isinstance(entry.get(name), str) or not entry[name]]
    if missing:
        raise SchemaError(f"{place}: {verdict} needs {', '.join(needed)}; missing: {', '.join(missing)}")
    said = {name: str(entry[name]) for name in needed}
    return Decision(verdict, said["attribute"], said["value"], said.get("product"), said.get("surface"))


def check_decisions(workspace: Workspace, decisions: Sequence[Decision]) -> None:
    """Raise NotFoundError for the first decision about a product or an attribute that the workspace does not have."""
    from .product_page import require_products
    from .schema import read_schema

    require_products(workspace, [decision.product for decision in decisions if decision.product is not None])
    schema = read_schema(workspace.schema_path)
    for decision in decisions:
        if decision.attribute not in schema and decision.attribute != FREE_TAG:
            raise NotFoundError(f"there is no attribute {decision.attribute!r}; there are: {', '.join(sorted(schema))}")


def merged_surfaces(decisions: Sequence[Decision]) -> dict[tuple[str, str], str]:
    """Return (attribute, surface) → value for every merge."""
    return {(d.attribute, d.surface or ""): d.value for d in decisions if d.verdict == "merge"}


def split_surfaces(decisions: Sequence[Decision]) -> frozenset[tuple[str, str, str]]:
    """Return the (attribute, surface, value) that must not be folded together."""
    return frozenset((d.attribute, d.surface or "", d.value) for d in decisions if d.verdict == "split")


def decided_tags(decisions: Sequence[Decision], verdict: Literal["accept", "reject"]) -> pl.DataFrame:
    """Return columns product, attribute, value of the tags accepted or rejected."""
    import polars as pl

    rows = [(d.product, d.attribute, d.value) for d in decisions if d.verdict == verdict]
    return pl.DataFrame(rows, schema={"product": pl.String, "attribute": pl.String, "value": pl.String}, orient="row")
