"""What a text denies it does not say, in many languages."""

from __future__ import annotations

import pytest
from kgtag.extract.denial import is_denied


@pytest.mark.parametrize(
    "text",
    [
        "nicht aus Carbon", "not made of Carbon", "kein Carbon", "pas de Carbon", "sans Carbon", "senza Carbon",
        "niet van Carbon", "Carbon-frei", "Carbon-free", "Carbon free", "glas instead of Carbon", "No Carbon",
    ],
)  # fmt: skip
def test_a_denial_beside_a_value_denies_it(text: str) -> None:
    assert is_denied(text, text.index("Carbon"), text.index("Carbon") + len("Carbon"))


@pytest.mark.parametrize(
    "text",
    [
        "Carbon", "not only Carbon", "San Carbon", "no, Carbon", "Do not wash. Carbon", "without lid, Carbon",
        "Carbon, free shipping", "Carbon less than 5 %", "Carbon los", "freie Carbon",
    ],
)  # fmt: skip
def test_a_denial_of_something_else_does_not(text: str) -> None:
    assert not is_denied(text, text.index("Carbon"), text.index("Carbon") + len("Carbon"))
