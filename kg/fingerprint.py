"""Hashes that tell whether something changed; stable between runs and machines."""

from __future__ import annotations

import hashlib
from pathlib import Path

ABSENT = "absent"


def fingerprint(*parts: object) -> str:
    """Hash parts in order; each is set apart from the next, so that ("ab", "c") and ("a", "bc") differ."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        text = str(part).encode("utf-8", "surrogatepass")
        digest.update(f"{len(text)}:".encode())
        digest.update(text)
    return digest.hexdigest()


def fingerprint_file(path: Path) -> str:
    """Hash a file's bytes; a file that is not there has a fingerprint of its own."""
    if not path.exists():
        return ABSENT
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, by which a stored model is known to be the one that its card tells of."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint_folder(folder: Path) -> str:
    """Hash all files below a folder by their relative names and bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return fingerprint(*(f"{path.relative_to(folder)}={fingerprint_file(path)}" for path in files))
