"""What was last written to a store outside the workspace, kept beside it so that it need not be read back.

A ledger is a folder with one Parquet file a label and type. Its fingerprint is kept in the store too: while both are
equal, the store holds what the ledger says, unless somebody changed it by hand.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from ..errors import WorkspaceError
from ..fingerprint import fingerprint_file
from ..graph import EDGE_TYPES, NODE_LABELS, Graph
from ..stored_files import intact, read_json
from ..tables import write_table, write_text
from .graph_difference import GraphDifference

_INDEX = "ledger.json"


def ledgers_owner(folder: Path) -> str:
    """Return what tells a workspace from all others, wherever it is moved: drawn when it is first asked for."""
    path = folder / "owner"
    if not path.exists():
        write_text(secrets.token_hex(8), path)
    return _owner(path)


def owns_ledgers(folder: Path, owner: str) -> bool:
    """Say whether a workspace is the one that drew `owner`."""
    path = folder / "owner"
    return path.exists() and _owner(path) == owner


def _owner(path: Path) -> str:
    with intact(path, "delete it, and take the graph over again with: kgtag build --yes"):
        return path.read_text(encoding="utf-8")


def read_ledger(folder: Path, fingerprint: str | None) -> Graph | None:
    """Return the graph that a ledger keeps, or nothing when it is damaged, or not the one with that fingerprint."""
    import polars as pl

    if fingerprint is None or ledger_fingerprint(folder) != fingerprint:
        return None
    try:
        with intact(folder, "the store is read instead"):
            frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in (*NODE_LABELS, *EDGE_TYPES)}
    except WorkspaceError:
        return None
    return Graph({name: frames[name] for name in NODE_LABELS}, {name: frames[name] for name in EDGE_TYPES})


def ledger_fingerprint(folder: Path) -> str | None:
    """Return what names the graph that a ledger keeps, or nothing when there is none that is whole."""
    path = folder / _INDEX
    return fingerprint_file(path) if path.exists() else None


def write_ledger(folder: Path, difference: GraphDifference) -> str:
    """Keep the graph that a difference led to, and return its fingerprint.

    Of a difference that began with the ledger's own graph only changed tables are written. Broken off it leaves no
    index, and so no ledger.
    """
    path = folder / _INDEX
    known = read_json(path, "delete it and build again, nothing else is lost") if difference.from_ledger else {}
    path.unlink(missing_ok=True)
    hashes = {}
    for name, frame in difference.after.tables().items():
        file = folder / f"{name}.parquet"
        if name not in known or len(difference.tables[name]):
            write_table(frame, file)
            known[name] = fingerprint_file(file)
        hashes[name] = known[name]
    write_text(json.dumps(hashes, indent=1), path)
    return fingerprint_file(path)
