"""What is learned once from the shop of two tastes, and asked by many tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from kgtag.embed.recommendation.goes_with import GoesWith
from kgtag.embed.recommendation.personal import Personal, learn_recommendation
from kgtag.kg.progress import silent

from .two_tastes import content, interactions


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learned")
    learn_recommendation(interactions(), content(), folder, 13, silent)
    return folder


@pytest.fixture(scope="session")
def personal(learned: Path) -> Personal:
    return Personal.load(learned)


@pytest.fixture(scope="session")
def goes_with(learned: Path) -> GoesWith:
    return GoesWith.load(learned)
