"""Questions in the languages of a catalog: denials, bounds, singular and plural, inflected words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kgtag.embed.search.search import Search
from kgtag.kg.settings import Settings

from .shops import build_shop


def goods(
    text: str, categories: tuple[str, str], attributes: tuple[str, str, str], *cells: tuple[str, str, str]
) -> list[dict[str, Any]]:
    """Return products whose texts are of one language, the first half of them in the first category."""
    return [
        {"id": f"P{number}", "title": f"Aurivo {number}", "description": text, "tags": [],
         "category": [categories[number >= len(cells) / 2]], "attributes": dict(zip(attributes, own, strict=True))}
        for number, own in enumerate(cells)
    ]  # fmt: skip


SHOPS = {
    "de": goods(
        "Mit Zubehör und für jeden Tag.", ("Fahrräder", "Schlösser"), ("Farbe", "Material", "Gewicht"),
        ("rot", "Stahl", "14 kg"), ("schwarz", "Leder", "9 kg"), ("weiß", "Stahl", "2 kg"), ("schwarz", "Alu", "900 g"),
    ),
    "fr": goods(
        "Pour tous les jours, avec une poche.", ("Robes", "Pulls"), ("Couleur", "Matière", "Poids"),
        ("rouge", "coton", "400 g"), ("noir", "cuir", "2 kg"), ("blanc", "coton", "500 g"), ("noir", "coton", "1,5 kg"),
    ),
    "es": goods(
        "Para todos los días, con bolsillo.", ("Vestidos", "Zapatos"), ("Color", "Material", "Peso"),
        ("rojo", "cuero", "400 g"), ("negro", "lino", "2 kg"), ("blanco", "cuero", "500 g"), ("negro", "lino", "2 kg"),
    ),
    "it": goods(
        "Con una tasca, il capo della stagione.", ("Scarpe", "Borse"), ("Colore", "Materiale", "Peso"),
        ("rosso", "cuoio", "400 g"), ("nero", "lino", "2 kg"), ("bianco", "cuoio", "500 g"), ("nero", "lino", "1,5 kg"),
    ),
    "nl": goods(
        "Voor elke dag, met een zak.", ("Fietsen", "Tassen"), ("Kleur", "Materiaal", "Gewicht"),
        ("rood", "leer", "14 kg"), ("zwart", "staal", "9 kg"), ("wit", "leer", "500 g"), ("zwart", "staal", "1,5 kg"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Search]:
    def opened(folder: Path, products: list[dict[str, Any]]) -> Search:
        return Search.load(build_shop(folder, products), Settings(workspace=folder))

    return {name: opened(tmp_path_factory.mktemp(name), products) for name, products in SHOPS.items()}


@pytest.mark.parametrize(
    ("language", "query", "understood"),
    [
        ("de", "Fahrrad nicht schwarz", ["category = Fahrräder", "Farbe ≠ schwarz"]),
        ("de", "Fahrrad weder schwarz noch weiß", ["category = Fahrräder", "Farbe ≠ schwarz", "Farbe ≠ weiß"]),
        ("de", "Fahrrad, nicht aus Leder", ["category = Fahrräder", "Material ≠ Leder"]),
        ("de", "kein schwarzes Schloss", ["category = Schlösser", "Farbe ≠ schwarz"]),
        ("de", "Schloss ausser rot", ["category = Schlösser", "Farbe ≠ rot"]),
        ("de", "lederfreies Fahrrad", ["category = Fahrräder", "Material ≠ Leder"]),
        ("de", "nicht schwarz, sondern rot", ["Farbe = rot", "Farbe ≠ schwarz"]),
        ("fr", "pull pas rouge", ["category = Pulls", "Couleur ≠ rouge"]),
        ("fr", "pull qui n'est pas rouge", ["category = Pulls", "Couleur ≠ rouge"]),
        ("fr", "robe sans cuir ni coton", ["category = Robes", "Matière ≠ cuir", "Matière ≠ coton"]),
        ("fr", "robe ni noire ni rouge", ["category = Robes", "Couleur ≠ noir", "Couleur ≠ rouge"]),
        ("fr", "robe pas en cuir", ["category = Robes", "Matière ≠ cuir"]),
        ("fr", "robe pas couleur rouge", ["category = Robes", "Couleur ≠ rouge"]),
        ("fr", "pas de robe rouge", ["Couleur ≠ rouge"]),
        ("es", "zapatos sin cuero", ["category = Zapatos", "Material ≠ cuero"]),
        ("es", "vestido no rojo", ["category = Vestidos", "Color ≠ rojo"]),
        ("es", "vestido ni rojo ni negro", ["category = Vestidos", "Color ≠ rojo", "Color ≠ negro"]),
        ("it", "scarpe senza cuoio", ["category = Scarpe", "Materiale ≠ cuoio"]),
        ("it", "borsa non nera", ["category = Borse", "Colore ≠ nero"]),
        ("it", "borsa né rossa né nera", ["category = Borse", "Colore ≠ rosso", "Colore ≠ nero"]),
        ("nl", "fiets zonder leer", ["category = Fietsen", "Materiaal ≠ leer"]),
        ("nl", "geen zwarte fiets", ["category = Fietsen", "Kleur ≠ zwart"]),
        ("nl", "tas niet van leer", ["category = Tassen", "Materiaal ≠ leer"]),
        ("nl", "leervrije tas", ["category = Tassen", "Materiaal ≠ leer"]),
    ],
)
def test_a_denial_is_understood(shops: dict[str, Search], language: str, query: str, understood: list[str]) -> None:
    assert shops[language].answer(query, 3).query.understood() == understood


@pytest.mark.parametrize(
    ("language", "query", "understood"),
    [
        ("de", "Schloss nicht nur schwarz", "Farbe = schwarz"),
        ("de", "Fahrrad nicht ohne Leder", "Material = Leder"),
        ("fr", "robe pas seulement rouge", "Couleur = rouge"),
    ],
)
def test_what_only_sounds_like_a_denial_is_none(
    shops: dict[str, Search], language: str, query: str, understood: str
) -> None:
    assert understood in shops[language].answer(query, 3).query.understood()


@pytest.mark.parametrize(
    ("language", "query", "understood"),
    [
        ("de", "rotes Fahrrad", ["category = Fahrräder", "Farbe = rot"]),
        ("de", "schwarze Schlösser", ["category = Schlösser", "Farbe = schwarz"]),
        ("fr", "robes noires", ["category = Robes", "Couleur = noir"]),
        ("fr", "robe blanche", ["category = Robes", "Couleur = blanc"]),
        ("es", "zapato negro", ["category = Zapatos", "Color = negro"]),
        ("es", "vestidos negras", ["category = Vestidos", "Color = negro"]),
        ("it", "scarpa rossa", ["category = Scarpe", "Colore = rosso"]),
        ("nl", "rode fiets", ["category = Fietsen", "Kleur = rood"]),
        ("nl", "witte tas", ["category = Tassen", "Kleur = wit"]),
    ],
)
def test_an_inflected_word_is_understood(
    shops: dict[str, Search], language: str, query: str, understood: list[str]
) -> None:
    assert shops[language].answer(query, 3).query.understood() == understood


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("de", "Schloss leichter als 1 kg", ["P3"]),
        ("de", "schwarzes Fahrrad unter 10 kg", ["P1"]),
        ("de", "Fahrrad nicht schwerer als 10 kg", ["P1"]),
        ("fr", "robe plus légère que 1 kg", ["P0"]),
        ("fr", "pull pas plus de 1 kg", ["P2"]),
        ("es", "zapatos más ligeros que 1 kg", ["P2"]),
        ("it", "borsa più leggera di 1 kg", ["P2"]),
        ("nl", "tas lichter dan 1 kg", ["P2"]),
    ],
)
def test_a_bound_finds_what_lies_within(shops: dict[str, Search], language: str, query: str, found: list[str]) -> None:
    answer = shops[language].answer(query, 3)
    assert [item.id for item in answer.items if not item.unmet] == found


def test_english_words_are_not_inflected_as_those_of_other_languages(search: Search) -> None:
    assert not search.understanding.kinds.inflections.languages
