"""What `kgtag` gives to programs; the package imports it when one of its names is first asked for."""

from .kg.errors import KgtagError
from .kg.product_page import ProductPage, product_page
from .kg.settings import Settings, load_settings
from .kg.stores.store import Store, open_store
from .kg.terminal import Terminal
from .kg.types import Evidence, Mention, Prediction, Product, Reason, Triple
from .kg.workspace import Workspace
from .pipeline import Request, build

__all__ = [
    "Evidence",
    "KgtagError",
    "Mention",
    "Prediction",
    "Product",
    "ProductPage",
    "Reason",
    "Request",
    "Settings",
    "Store",
    "Terminal",
    "Triple",
    "Workspace",
    "build",
    "load_settings",
    "open_store",
    "product_page",
]
