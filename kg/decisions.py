"""What people decided about tags and values (`decisions.jsonl`): read by every build, added to by `kgtag decide`."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from .errors import SchemaError
from .schema import resolve_names

if TYPE_CHECKING:
    import polars as pl

    from .schema import Schema
    from .vocabulary import Vocabulary

Verdict = Literal["accept", "reject", "merge", "split", "forget"]
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: no character, and what a terminal makes of bytes that are no UTF-8."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file.

    accept, reject: about a tag of one `product`. merge: the surface form `surface` of the attribute stands for `value`.
    split: it does not, whatever the rules say. forget: nothing is decided about the subject any more. `place` is where
    it stands (`file:line`), for messages alone; empty for one of the command line.

    Raises:
        SchemaError: a word cannot be written to a file.
    """

    verdict: Verdict
    attribute: str
    value: str
    product: str | None = None
    surface: str | None = None
    place: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        for word in (self.product, self.attribute, self.surface, self.value):
            if word is not None and not word.strip():
                raise SchemaError("a decision needs words: a product, attribute or value must not be empty")
            if word and _HALF.search(word):
                raise SchemaError(f"{word!r} is not text that UTF-8 can hold; write the word anew")

    @property
    def subject(self) -> tuple[str, ...]:
        """What the decision is about; a later decision on the same subject replaces an earlier one."""
        if self.product is not None:
            return ("tag", self.product, self.attribute, self.value)
        return ("alias", self.attribute, self.surface or "")

    def as_json(self) -> dict[str, str]:
        """Return the decision as its line in the file has it."""
        entries = {
            "decision": self.verdict,
            "product": self.product,
            "attribute": self.attribute,
            "surface": self.surface,
            "value": self.value,
        }
        return {name: entry for name, entry in entries.items() if entry is not None}


def read_decisions(path: Path) -> list[Decision]:
    """Read all decisions in the order they were made; raises SchemaError naming the line."""
    return parse_decisions(path.read_bytes(), str(path)) if path.exists() else []


def append_decisions(decisions: Sequence[Decision], path: Path) -> None:
    """Add decisions at the end of the file, on lines of their own."""
    if not decisions:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.exists() and path.read_bytes()[-1:] not in (b"", b"\n")
    lines = [json.dumps(decision.as_json(), ensure_ascii=False) + "\n" for decision in decisions]
    with path.open("ab") as file:
        file.write(("\n" * unfinished + "".join(lines)).encode())


def parse_decisions(content: bytes, name: str) -> list[Decision]:
    """Read the lines of a file in UTF-8; raises SchemaError that names the line and says what is wrong."""
    lines = enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1)
    return [_parse(line, f"{name}:{number}") for number, line in lines if line.strip()]


def _parse(line: bytes, place: str) -> Decision:
    try:
        entry = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise SchemaError(f"{place}: not UTF-8 ({error.reason}); save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"{place}: not a JSON object ({error}); mend or delete the line") from error
    if not isinstance(entry, Mapping):
        raise SchemaError(f"{place}: not a JSON object; mend or delete the line")
    return _decision(entry, place)


def _decision(entry: Mapping[str, Any], place: str) -> Decision:
    verdict: Any = entry.get("decision")
    if verdict not in get_args(Verdict):
        raise SchemaError(f"{place}: decision must be one of {', '.join(get_args(Verdict))}, not {verdict!r}")
    of_tag = verdict in ("accept", "reject") or (verdict == "forget" and "product" in entry)
    needed = ("product", "attribute", "value") if of_tag else ("attribute", "surface", "value")
    missing = [name for name in needed if not isinstance(entry.get(name), str) or not entry[name]]
    if missing:
        raise SchemaError(f"{place}: {verdict} needs {', '.join(needed)}; missing: {', '.join(missing)}")
    said = {name: str(entry[name]) for name in needed}
    try:
        return Decision(verdict, said["attribute"], said["value"], said.get("product"), said.get("surface"), place)
    except SchemaError as error:
        raise SchemaError(f"{place}: {error}") from error


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """Keep the last decision on each subject, in the order they were made."""
    last: dict[tuple[str, ...], Decision] = {}
    for decision in decisions:
        last.pop(decision.subject, None)
        last[decision.subject] = decision
    return list(last.values())


def in_schema_names(decisions: Sequence[Decision], schema: Schema) -> list[Decision]:
    """Name attributes as the schema spells them, and keep what is in force."""
    names = resolve_names(schema, [decision.attribute for decision in decisions])
    return in_force(replace(decision, attribute=names[decision.attribute]) for decision in decisions)


def in_canonical_values(decisions: Sequence[Decision], vocabulary: Vocabulary) -> list[Decision]:
    """Put the tags that are decided about into their canonical values, and keep what is in force."""
    return in_force(
        decision
        if decision.product is None
        else replace(decision, value=vocabulary.canonical(decision.attribute, decision.value).name)
        for decision in decisions
    )


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
