"""The errors a user can meet; every message states the fact, the place and the fix.

KgtagError
├── CatalogError      the catalog as a whole cannot be read
├── SettingsError     kgtag.toml, an environment variable or a flag is wrong
├── WorkspaceError    the workspace is locked, missing, broken or of another version
├── SchemaError       schema.toml or decisions.jsonl was edited into something unreadable
├── EncoderError      the encoder's weights are missing or are not what they claim to be
├── GraphError        the graph store refused a statement or does not answer
├── NotFoundError     a product, attribute or tag that does not exist was named
├── RemovalError      a run would take much away, and nobody agreed to it (steps.py)
└── TooFewTextsError  there is too little text to train a tagger on (extract/labelled_text.py)
"""

from __future__ import annotations


class KgtagError(Exception):
    """Anything a user can mend; printed as one line, without a traceback."""


class CatalogError(KgtagError):
    """The catalog as a whole cannot be read."""


class SettingsError(KgtagError):
    """A setting is unknown or has a value it cannot have."""


class WorkspaceError(KgtagError):
    """The workspace is locked, missing, broken or of another version."""


class SchemaError(KgtagError):
    """A file that a person edits (schema, decisions) cannot be read."""


class EncoderError(KgtagError):
    """The encoder cannot be loaded, or its weights are not the ones expected."""


class GraphError(KgtagError):
    """The graph store refused a statement or does not answer."""


class NotFoundError(KgtagError):
    """A product, attribute or tag was named that the workspace does not have."""
