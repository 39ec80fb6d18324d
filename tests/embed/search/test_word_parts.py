"""What is named by a part of a word or by a number alone: compounds, years and counts, values of one character."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kgtag.embed.search.search import Search
from kgtag.extract.columns.columns import Columns
from kgtag.extract.columns.reader import ColumnReader
from kgtag.extract.columns.value_classifier import ValueClassifier
from kgtag.extract.columns.value_forms import Forms
from kgtag.kg.settings import Settings

from .shops import build_shop

GERMAN = "Für jeden Raum und mit Zubehör."
TABLE, COUCH, CHAIR = ["Möbel", "Esstische"], ["Möbel", "Couchtische"], ["Möbel", "Stühle"]


def product(number: int, title: str, category: list[str], description: str = "", **attributes: str) -> dict[str, Any]:
    return {"id": f"P{number}", "title": title, "category": category, "tags": [], "description": description,
            "attributes": attributes}  # fmt: skip


FURNITURE = [
    product(0, "Esstisch Lund", TABLE, GERMAN, Material="Eiche", Dimmbar="nein", Stil="Landhaus", Stück="1"),
    product(1, "Couchtisch Veit", COUCH, GERMAN, Material="Glas", Dimmbar="ja", Stil="Boho", Stück="1"),
    product(2, "4er-Set Stuhl Kira", CHAIR, GERMAN, Material="Samt", Stück="4"),
    product(3, "2er-Set Stuhl Odin", CHAIR, GERMAN, Material="Leder", Stück="2"),
    product(4, "Stuhl Peka (4er Set)", CHAIR, GERMAN, Stück="4"),
    product(5, "6er-Set Stuhl Tarin", CHAIR, GERMAN),
]
WINES = [
    product(number, f"Chablis {year}, domaine {number}", ["Vins", "Blancs"], "Élevé pour vous dans des fûts, 12 mois.",
            Millésime=str(year), Garde=str(5 + number % 3))
    for number, year in enumerate((2016, 2017, 2018, 2019, 2020, 2021))
]  # fmt: skip
CLOTHES = [
    product(0, "新款男童毛衣", ["童装", "毛衣"], 性别="男", 尺码="120", 件数="1件"),
    product(1, "男宝宝毛衣", ["童装", "毛衣"], 性别="男", 尺码="110", 件数="3件"),
    product(2, "男童T恤", ["童装", "T恤"], 性别="男", 尺码="M", 件数="3双"),
    product(3, "男女童毛衣", ["童装", "毛衣"], 性别="通用", 尺码="120", 件数="1双"),
    product(4, "女童毛衣", ["童装", "毛衣"], 性别="女", 尺码="L", 件数="2件"),
]


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Search]:
    def opened(folder: Path, products: list[dict[str, Any]]) -> Search:
        return Search.load(build_shop(folder, products), Settings(workspace=folder))

    catalogs = {"furniture": FURNITURE, "wines": WINES, "clothes": CLOTHES}
    return {name: opened(tmp_path_factory.mktemp(name), products) for name, products in catalogs.items()}


@pytest.mark.parametrize(
    ("shop", "query", "understood"),
    [
        ("furniture", "Samtstuhl", ["category = Stühle", "Material = Samt"]),
        ("furniture", "Eichenholztisch", ["category = Couchtische or Esstische", "Material = Eiche"]),
        ("furniture", "Tisch", ["category = Couchtische or Esstische"]),
        ("furniture", "Esstisch", ["category = Esstische"]),
        ("furniture", "Stuhl nicht aus Samt", ["category = Stühle", "Material ≠ Samt"]),
        ("furniture", "Tisch im Landhausstil", ["category = Couchtische or Esstische", "Stil = Landhaus"]),
        ("furniture", "nicht dimmbarer Couchtisch", ["category = Couchtische", "Dimmbar = nein"]),
        ("furniture", "4er Set Stuhl", ["category = Stühle", "Stück = 4", "about: Set"]),
        ("furniture", "DX-4er Stuhl", ["category = Stühle", "about: DX-4er"]),
        ("wines", "Chablis 2019 ou 2020", ["title says “Chablis”", "Millésime = 2019 or 2020"]),
        ("wines", "Chablis pas 2019", ["title says “Chablis”", "Millésime ≠ 2019"]),
        ("wines", "Chablis à partir de 2019", ["title says “Chablis”", "Millésime ≥ 2019"]),
        ("wines", "Chablis 1998", ["title says “Chablis”", "about: 1998"]),
        ("clothes", "男童 毛衣", ["category = 毛衣", "性别 = 男"]),
        ("clothes", "男女童毛衣", ["category = 毛衣", "about: 男女童"]),
        ("clothes", "女童毛衣", ["category = 毛衣", "about: 女童"]),
        ("clothes", "毛衣 120码", ["category = 毛衣", "尺码 = 120"]),
        ("clothes", "毛衣 3双", ["category = 毛衣", "件数 = 3双"]),
        ("clothes", "毛衣 3件", ["category = 毛衣", "件数 = 3件"]),
    ],
)
def test_a_part_of_a_word_or_a_number_names_a_value(
    shops: dict[str, Search], shop: str, query: str, understood: list[str]
) -> None:
    assert shops[shop].answer(query, 3).query.understood() == understood


def test_words_that_only_go_with_a_value_are_no_hard_condition_and_give_way_to_a_value(
    shops: dict[str, Search],
) -> None:
    nothing = np.zeros((0, 0), dtype=np.float32)
    names = Forms(aliases={"rustikal": {"Landhaus": 0.9}, "eiche": {"Landhaus": 0.9}})
    classifier = ValueClassifier((), {}, nothing, nothing, nothing)
    reader = ColumnReader(names, classifier, frozenset(), {}, {}, 0.5, closed=True)
    understanding = replace(shops["furniture"].understanding, columns=Columns({"Stil": reader}))
    understood = understanding.read("Esstisch rustikal").understood()
    assert understood == ["category = Esstische", "Stil = Landhaus or title says “rustikal”"]
    assert understanding.read("Esstisch Eiche").understood() == ["category = Esstische", "Material = Eiche"]
