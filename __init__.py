"""kgtag: turns a product catalog into a knowledge graph that completes its own tags.

import kgtag

settings = kgtag.load_settings({"workspace": "shop"})
kgtag.build(kgtag.Request("catalog.jsonl"), settings, kgtag.Terminal(quiet=True))
page = kgtag.product_page(kgtag.Workspace(settings.workspace), "P123")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import *  # noqa: F403


def __getattr__(name: str) -> Any:
    """Look a public name up in `api`: importing the package alone costs nothing, and the command starts at once."""
    if name == "__all__" or not name.startswith("__"):
        api = import_module(".api", __name__)
        if name == "__all__" or name in api.__all__:
            return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return list(import_module(".api", __name__).__all__)
