"""One typed settings object: flag, then environment (`KGTAG_…`), then `kgtag.toml`, then default."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from math import inf
from pathlib import Path
from typing import Any

from .errors import SettingsError
from .setting_values import allowed, read_value
from .wording import known_instead

SETTINGS_FILE = "kgtag.toml"
PREFIX = "KGTAG_"
OTHER_VARIABLES = frozenset({"KGTAG_BENCH_DATA", "KGTAG_DEBUG"})
"""Variables of the environment that begin like a setting's, and are none."""
DEFAULT_ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
NO_ENCODER = "none"
"""The encoder's name where there shall be none: text is read by a CRF instead of a BERT tagger."""


def _option(name: str) -> str:
    """Return the option that sets it: `--epochs` of one command is `training_epochs`, of another `embedding_epochs`."""
    return "--" + re.sub("^(training|embedding)_", "", name).replace("_", "-")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    The metadata hold the comment that `kgtag init` writes above the key, and what a value may be: of some `choices`, or
    in a `range`, both ends included.
    """

    workspace: Path = field(
        default=Path("kgtag-workspace"), metadata={"help": "The folder that keeps all kgtag makes of one catalog."}
    )
    map: Mapping[str, str] = field(
        default_factory=dict, metadata={"help": 'Which column is what, where the names do not tell: title = "Artikel".'}
    )
    max_rejects: int = field(
        default=0, metadata={"help": "Unreadable lines tolerated before the exit code is 1.", "range": (0, inf)}
    )
    encoder: str = field(
        default=DEFAULT_ENCODER,
        metadata={
            "help": "The BERT encoder: a hub name or a folder; none: a CRF reads the text. The default is installed."
        },
    )
    device: str = field(default="auto", metadata={"help": "auto, cpu, cuda or mps."})
    seed: int = field(
        default=13,
        metadata={"help": "The same seed on the same machine gives the same result.", "range": (0, 2**31 - 1)},
    )
    training_epochs: int = field(
        default=0,
        metadata={
            "help": "The tagger's passes over the texts it learns from; 0 chooses them from the data.",
            "range": (0, inf),
        },
    )
    training_seeds: int = field(
        default=1,
        metadata={"help": "Taggers trained from different seeds, whose answers are averaged.", "range": (1, inf)},
    )
    tensorboard: str = field(
        default="", metadata={"help": "A folder for the curves of the tagger's training, to look at with TensorBoard."}
    )
    assert_confidence: float = field(
        default=0.8,
        metadata={"help": "Text asserts a value when its calibrated confidence is at least this.", "range": (0, 1)},
    )
    embedding_model: str = field(
        default="DistMult",
        metadata={
            "help": "TransE, DistMult, ComplEx, RotatE, or R-GCN, which reads texts too.",
            "choices": ("TransE", "DistMult", "ComplEx", "RotatE", "R-GCN"),
        },
    )
    embedding_dimension: int = field(default=64, metadata={"help": "Numbers in an entity's vector.", "range": (1, inf)})
    embedding_epochs: int = field(
        default=0, metadata={"help": "Passes over the triples; 0 chooses them.", "range": (0, inf)}
    )
    graph: str = field(
        default="",
        metadata={"help": "embedded, or a Neo4j server's address; empty: NEO4J_URI where that is set, else embedded."},
    )
    graph_name: str = field(
        default="", metadata={"help": "The graph's name in a database of many; empty: that of the workspace folder."}
    )
    graph_workers: int = field(
        default=2, metadata={"help": "Connections that write to Neo4j side by side.", "range": (1, inf)}
    )
    write_vectors: bool = field(
        default=False, metadata={"help": "Products carry their vectors in the graph, with an index on Neo4j."}
    )
    graph_probability: float = field(
        default=0.9,
        metadata={"help": "Predictions at least this probable are written into the graph.", "range": (0, 1)},
    )
    top: int = field(default=10, metadata={"help": "Predictions that are kept for each open slot.", "range": (1, inf)})
    relearn_share: float = field(
        default=0.2,
        metadata={"help": "What was learned is learned anew when this share of products changed.", "range": (0, 1)},
    )
    max_removed_share: float = field(
        default=0.1,
        metadata={
            "help": "A build that would remove more than this share of the products, triples or graph stops and asks.",
            "range": (0, 1),
        },
    )
    named: frozenset[str] = field(default=frozenset(), compare=False)
    """Which settings were named by someone; what is named counts as chosen even where it is the default."""

    def with_overrides(self, overrides: Mapping[str, Any], place: Callable[[str], str] = _option) -> Settings:
        """Return these settings with every override that is not `None` checked, applied and counted as named.

        `place` says where a setting's value stands, by default the option of the command line; raises SettingsError.
        """
        given = {name: _checked(name, value, place(name)) for name, value in overrides.items() if value is not None}
        return replace(self, **given, named=self.named | given.keys())


def settable() -> dict[str, Field[Any]]:
    """Return the settings that can be set, by name."""
    return {entry.name: entry for entry in fields(Settings) if entry.metadata}


def load_settings(overrides: Mapping[str, Any]) -> Settings:
    """Read the settings of a run: `overrides` go before the environment, and this before kgtag.toml in this folder.

    Raises:
        SettingsError: a key or variable that nobody knows, or a value that its setting cannot have.
    """
    path = Path(SETTINGS_FILE).absolute()
    settings = Settings().with_overrides(_from_file(path), lambda name: str(path))
    settings = settings.with_overrides(_from_environment(), lambda name: PREFIX + name.upper())
    return settings.with_overrides(overrides)


def default_settings_file() -> str:
    """Write out every setting with its comment and default: the reference of kgtag.toml."""
    lines = ["# Settings of kgtag. A flag on the command line or KGTAG_<NAME> in the environment goes first.", ""]
    known = settable()
    mapping = known.pop("map")
    for name, entry in known.items():
        shown = json.dumps(str(entry.default) if isinstance(entry.default, Path) else entry.default)
        bounds = f" {allowed(entry).capitalize()}." if "range" in entry.metadata else ""
        lines += [f"# {entry.metadata['help']}{bounds}", f"#{name} = {shown}", ""]
    return "\n".join([*lines, f"# {mapping.metadata['help']}", "#[map]", '#title = "product_name"', ""])


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from error


def _from_environment() -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name.startswith(PREFIX) and value}
    return {name.removeprefix(PREFIX).lower(): value for name, value in given.items() if name not in OTHER_VARIABLES}


def _checked(name: str, value: Any, place: str) -> Any:
    known = settable()
    if name not in known:
        raise SettingsError(f"{place}: unknown setting {name!r}: {known_instead(name, known)}")
    try:
        return read_value(known[name], value)
    except ValueError as error:
        raise SettingsError(f"{place}: {name} must be {allowed(known[name])}, not {value!r}") from error
