"""A shop of ten products whose answers are obvious."""

from __future__ import annotations

from typing import Any

import pytest
from kgtag.embed.search.search import Search
from kgtag.kg.settings import Settings
from kgtag.kg.types import FREE_TAG
from kgtag.kg.workspace import Workspace

from .shops import build_shop

EARPHONES, CASES, SHOES, BOTTLES = (
    ["Audio", "Earphones"],
    ["Audio", "Cases"],
    ["Shoes", "Running shoes"],
    ["Kitchen", "Bottles"],
)
PRODUCTS: list[dict[str, Any]] = [
    {"id": "E1", "title": "Aurivo in-ear", "category": EARPHONES, "tags": ["waterproof", "for running"],
     "attributes": {"Color": "black", "Weight": "40 g", "Battery life": "30 h"}},
    {"id": "E2", "title": "Sonderly earphones", "category": EARPHONES, "tags": ["for running"],
     "attributes": {"Color": "blue", "Weight": "60 g", "Battery life": "8 h"}},
    {"id": "E3", "title": "Zeno earphones", "category": EARPHONES, "tags": ["for running"],
     "attributes": {"Color": "red", "Weight": "45 g", "Battery life": "20 h"}},
    {"id": "C1", "title": "Case for earphones", "category": CASES, "tags": ["waterproof"],
     "attributes": {"Color": "black", "Material": "leather", "Weight": "30 g"}},
    {"id": "S1", "title": "Trail shoe", "category": SHOES, "tags": ["waterproof"],
     "attributes": {"Color": "black", "Material": "leather", "Weight": "250 g"}},
    {"id": "S2", "title": "Road shoe", "category": SHOES, "tags": ["light"],
     "attributes": {"Color": "white", "Material": "mesh", "Weight": "200 g"}},
    {"id": "S3", "title": "Road shoe with laces", "category": SHOES, "tags": [],
     "attributes": {"Material": "nylon", "Weight": "220 g"}},
    {"id": "B1", "title": "Steel bottle", "category": BOTTLES, "tags": ["BPA-free"],
     "attributes": {"Capacity": "500 ml"}},
    {"id": "B2", "title": "Steel bottle, large", "category": BOTTLES, "tags": [],
     "attributes": {"Capacity": "1000 ml"}},
    {"id": "T1", "title": "Umbrella", "description": "Keeps the rain off. 日傘", "category": [], "tags": [],
     "attributes": {}},
]  # fmt: skip
PREDICTED = [("E2", FREE_TAG, "waterproof", 0.8), ("E3", FREE_TAG, "waterproof", 0.2), ("S3", "Color", "black", 0.7)]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The shop's workspace, as a build without training leaves it, and three predictions."""
    return build_shop(tmp_path_factory.mktemp("shop"), PRODUCTS, PREDICTED)


@pytest.fixture(scope="session")
def search(shop: Workspace) -> Search:
    return Search.load(shop, Settings(workspace=shop.root))
