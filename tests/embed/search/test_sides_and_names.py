"""What a comparison is about, and a value with its attribute's name beside it."""

from __future__ import annotations

from typing import Any

import pytest
from kgtag.embed.search.dimensions import compared
from kgtag.embed.search.search import Search
from kgtag.kg.settings import Settings

from .shops import build_shop

SIDES = {
    "en": ("Width", "Height", "Depth (cm)", "Length", "Thickness"),
    "de": ("Breite", "Höhe", "Tiefe", "Gesamtlänge", "Dicke"),
    "fr": ("Largeur", "Hauteur", "Profondeur", "Longueur", "Épaisseur"),
    "es": ("Ancho", "Altura", "Profundidad", "Longitud", "Grosor"),
    "it": ("Larghezza", "Altezza", "Profondità", "Lunghezza", "Spessore"),
    "ja": ("幅", "高さ", "奥行の深さ", "長さ", "厚さ"),
}


@pytest.mark.parametrize(
    ("language", "quote", "side"),
    [
        ("en", "narrower than 85 cm", 0), ("en", "wider than 85 cm", 0), ("en", "taller than 85 cm", 1),
        ("en", "deeper than 85 cm", 2), ("en", "longer than 85 cm", 3), ("en", "thinner than 2 mm", 4),
        ("de", "schmaler als 85 cm", 0), ("de", "höher als 85 cm", 1), ("de", "tiefer als 85 cm", 2),
        ("de", "kürzer als 85 cm", 3), ("de", "dünner als 2 mm", 4),
        ("fr", "plus large que 85 cm", 0), ("fr", "moins haute que 85 cm", 1), ("fr", "plus longs que 85 cm", 3),
        ("es", "más estrecha que 85 cm", 0), ("es", "más alto que 85 cm", 1), ("es", "más largo que 85 cm", 3),
        ("it", "più largo di 85 cm", 0), ("it", "più bassa di 85 cm", 1), ("it", "più lungo di 85 cm", 3),
        ("ja", "85cm より広い", 0), ("ja", "85cm より高い", 1), ("ja", "85cm より短い", 3),
    ],
)  # fmt: skip
def test_a_comparison_is_about_the_side_that_its_adjective_names(language: str, quote: str, side: int) -> None:
    assert compared(quote, SIDES[language]) == (SIDES[language][side],)


def test_shorter_may_be_a_height_or_a_length() -> None:
    assert compared("shorter than 85 cm", SIDES["en"]) == ("Height", "Length")


def test_a_comparison_that_names_no_side_of_these_is_about_all() -> None:
    assert compared("under 85 cm", SIDES["en"]) == SIDES["en"]
    assert compared("narrower than 85 cm", ("Diameter", "Blade")) == ("Diameter", "Blade")


PRODUCTS: list[dict[str, Any]] = [
    {"id": "S1", "title": "Sun milk", "category": ["Sun"], "tags": [],
     "attributes": {"SPF": "50+", "Pack": "mixed", "Free from": "alcohol", "Assembled": "yes"}},
    {"id": "S2", "title": "Sun fluid", "category": ["Sun"], "tags": [],
     "attributes": {"SPF": "50", "Voltage": "50", "Free from": "perfume", "Assembled": "no"}},
    {"id": "T1", "title": "Oak table", "category": ["Tables"], "tags": [],
     "attributes": {"Width": "85 cm", "Height": "75 cm", "Depth": "60 cm"}},
    {"id": "T2", "title": "Pine table", "category": ["Tables"], "tags": [],
     "attributes": {"Width": "120 cm", "Height": "72 cm", "Depth": "80 cm"}},
]  # fmt: skip


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    folder = tmp_path_factory.mktemp("sides")
    return Search.load(build_shop(folder, PRODUCTS), Settings(workspace=folder))


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("table narrower than 85 cm", ["category = Tables", "Width < 85 cm"]),
        ("table no wider than 85 cm", ["category = Tables", "Width ≤ 85 cm"]),
        ("table at least 75 cm tall", ["category = Tables", "Height ≥ 75 cm"]),
        ("table 60 cm deep", ["category = Tables", "Depth = 60 cm"]),
        ("sun SPF 50", ["category = Sun", "SPF = 50"]),
        ("SPF: 50+", ["SPF = 50+"]),
        ("sun without alcohol", ["category = Sun", "Free from = alcohol"]),
        ("sun free from perfume", ["category = Sun", "Free from = perfume"]),
        ("assembled: no", ["Assembled = no"]),
    ],
)
def test_a_question_is_understood(search: Search, query: str, understood: list[str]) -> None:
    assert search.answer(query, 3).query.understood() == understood
