"""One typed settings object: flag, then environment (`KGTAG_…`), then `kgtag.toml`, then default."""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from .errors import SettingsError

SETTINGS_FILE = "kgtag.toml"
NO_ENCODER = "none"
"""The encoder's name where there shall be none: text is read by a CRF instead of a BERT tagger."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; the comment in metadata is what `kgtag init` writes above the key."""

    workspace: Path = field(
        default=Path("kgtag-workspace"),
        metadata={"help": "The folder that keeps all kgtag makes of one catalog."},
    )
    map: Mapping[str, str] = field(
        default_factory=dict, metadata={"help": 'Which column is what, where the names do not tell: title = "Artikel".'}
    )
    max_rejects: int = field(default=0, metadata={"help": "Unreadable lines tolerated before the exit code is 1."})
    encoder: str = field(
        default="sentence-transformers/all-MiniLM-L6-v2",
        metadata={
            "help": "The BERT encoder: a hub name or a folder; none: a CRF reads the text. The default is installed."
        },
    )
    device: str = field(default="auto", metadata={"help": "auto, cpu, cuda or mps."})
    seed: int = field(default=13, metadata={"help": "The same seed on the same machine gives the same result."})
    training_epochs: int = field(
        default=0, metadata={"help": "The tagger's passes over the texts it learns from; 0 chooses them from the data."}
    )
    training_seeds: int = field(
        default=1, metadata={"help": "Taggers trained from different seeds, whose answers are averaged."}
    )
    tensorboard: str = field(
        default="", metadata={"help": "A folder for the curves of the tagger's training, to look at with TensorBoard."}
    )
    assert_confidence: float = field(
        default=0.8, metadata={"help": "Text asserts a value when its calibrated confidence is at least this."}
    )
    embedding_model: str = field(
        default="DistMult",
        metadata={
            "help": "TransE, DistMult, ComplEx, RotatE, or R-GCN, which reads texts too.",
            "choices": ("TransE", "DistMult", "ComplEx", "RotatE", "R-GCN"),
        },
    )
    embedding_dimension: int = field(default=64, metadata={"help": "Numbers in an entity's vector."})
    embedding_epochs: int = field(default=0, metadata={"help": "Passes over the triples; 0 chooses them."})
    graph: str = field(
        default="",
        metadata={"help": "embedded, or a Neo4j server's address; empty: NEO4J_URI where that is set, else embedded."},
    )
    graph_name: str = field(
        default="",
        metadata={"help": "The graph's name in a database of many; empty: that of the workspace folder."},
    )
    graph_workers: int = field(default=2, metadata={"help": "Connections that write to Neo4j side by side."})
    write_vectors: bool = field(
        default=False,
        metadata={"help": "Products carry their vectors in the graph, with an index on Neo4j."},
    )
    graph_probability: float = field(
        default=0.9, metadata={"help": "Predictions at least this probable are written into the graph."}
    )
    top: int = field(default=10, metadata={"help": "Predictions that are kept for each open slot."})
    relearn_share: float = field(
        default=0.2,
        metadata={"help": "What was learned is learned anew when this share of products changed."},
    )
    max_removed_share: float = field(
        default=0.1, metadata={"help": "A build that would remove more than this share of the triples stops and asks."}
    )
    named: frozenset[str] = field(default=frozenset(), compare=False)
    """Which settings were named by someone; what is named counts as chosen even where it is the default."""

    def with_overrides(self, overrides: Mapping[str, Any]) -> Settings:
        """Return these settings with every override that is not `None` checked, applied and counted as named."""
        given = {name: _typed(name, value) for name, value in overrides.items() if value is not None}
        return replace(self, **given, named=self.named | given.keys())


def settable() -> dict[str, Field[Any]]:
    """Return the settings that can be set, by name."""
    return {entry.name: entry for entry in fields(Settings) if entry.metadata}


def load_settings(overrides: Mapping[str, Any], *, folder: Path = Path()) -> Settings:
    """Read the settings of a run; raises SettingsError for a key nobody knows or a value of the wrong kind."""
    settings = Settings().with_overrides(_from_file(folder / SETTINGS_FILE))
    return settings.with_overrides(_from_environment()).with_overrides(overrides)


def default_settings_file() -> str:
    """Write out every setting with its comment and default: the reference of kgtag.toml."""
    lines = ["# Settings of kgtag. A flag on the command line or KGTAG_<NAME> in the environment goes first.", ""]
    known = settable()
    mapping = known.pop("map")
    for name, entry in known.items():
        shown = json.dumps(str(entry.default) if isinstance(entry.default, Path) else entry.default)
        lines += [f"# {entry.metadata['help']}", f"#{name} = {shown}", ""]
    return "\n".join([*lines, f"# {mapping.metadata['help']}", "#[map]", '#title = "product_name"', ""])


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error


def _from_environment() -> dict[str, Any]:
    names = settable().keys() - {"map"}
    return {name: os.environ[key] for name in names if (key := f"KGTAG_{name.upper()}") in os.environ}


def _truth(value: Any) -> bool:
    words = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}
    if isinstance(value, bool | str) and value in words:
        return words[value]
    raise ValueError("true or false is expected")


_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "Path": Path, "int": int, "float": float, "str": str, "bool": _truth, "Mapping[str, str]": dict,
}  # fmt: skip


def _typed(name: str, value: Any) -> Any:
    known = settable()
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"known settings: {', '.join(known)}"
        raise SettingsError(f"unknown setting {name!r}: {hint}")
    choices = known[name].metadata.get("choices", ())
    if choices and value not in choices:
        raise SettingsError(f"{name} {value!r} is not one of {', '.join(choices)}")
    kind = str(known[name].type)
    try:
        if isinstance(value, bool) and kind != "bool":
            raise ValueError("a number or text is expected")
        return _KINDS[kind](value)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"setting {name} cannot be {value!r}: {error}") from error
