"""Questions in Chinese, Japanese and Korean: bounds, denials and yes or no, without spaces."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.search.ranges import find_ranges
from kgtag.embed.search.search import Search
from kgtag.embed.search.unspaced import spaced
from kgtag.kg.settings import Settings

from .shops import build_shop

EARPHONES, CASES = ["オーディオ", "イヤホン"], ["アクセサリー", "ケース"]
PRODUCTS: list[dict[str, Any]] = [
    {"id": "E1", "title": "ソニー SA-1", "category": EARPHONES, "tags": [],
     "attributes": {"色": "ブラック", "重量": "5 g", "防水規格": "IPX7", "静音": "あり", "リモコン": "なし"}},
    {"id": "E2", "title": "アンカー BR-2", "category": EARPHONES, "tags": [],
     "attributes": {"色": "ホワイト", "重量": "12 g", "防水規格": "IPX4", "静音": "なし", "リモコン": "あり"}},
    {"id": "C1", "title": "マクセル ケース", "category": CASES, "tags": [],
     "attributes": {"色": "ブラック", "重量": "80 g"}},
]  # fmt: skip


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    folder = tmp_path_factory.mktemp("ja")
    return Search.load(build_shop(folder, PRODUCTS), Settings(workspace=folder))


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("イヤホン 10g以下", ["category = イヤホン", "重量 ≤ 10 g"]),
        ("１０ｇ以下のイヤホン", ["category = イヤホン", "重量 ≤ 10 g"]),
        ("10g以上", ["重量 ≥ 10 g"]),
        ("5g以上10g未満", ["重量 ≥ 5 g", "重量 < 10 g"]),
        ("5g〜10g", ["重量 5 to 10 g"]),
        ("イヤホン 静音なし", ["category = イヤホン", "静音 = なし"]),
        ("静音ありのイヤホン", ["category = イヤホン", "静音 = あり"]),
        ("リモコンなし", ["リモコン = なし"]),
        ("ブラック以外のケース", ["category = ケース", "色 ≠ ブラック"]),
        ("色はブラック", ["色 = ブラック"]),
        ("防水規格IPX7", ["防水規格 = IPX7"]),
    ],
)
def test_a_japanese_question_is_understood(search: Search, query: str, understood: list[str]) -> None:
    assert search.answer(query, 3).query.understood() == understood


def test_what_is_denied_and_nothing_is_called_so_is_named(search: Search) -> None:
    query = search.answer("ケーブルなしのイヤホン", 3).query
    assert query.understood() == ["category = イヤホン"]
    assert query.unused == ("“ケーブル なし”: nothing here is called so",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("10g以下", "≤ 10 g"), ("10グラム以内", "≤ 10 g"), ("10時間まで", "≤ 10 h"), ("最大10g", "≤ 10 g"),
        ("30時間以上", "≥ 30 h"), ("10g未満", "< 10 g"), ("10gより軽い", "< 10 g"), ("10g超", "> 10 g"),
        ("1万mAh以上", "≥ 10000 mAh"), ("3000円以下", "≤ 3000 ¥"), ("10gから20g", "10 to 20 g"),
        ("耳机不超过10克", "≤ 10 g"), ("耳机超过10克", "> 10 g"), ("10克以下", "≤ 10 g"), ("小于10克的耳机", "< 10 g"),
        ("至少30小时", "≥ 30 h"), ("10g 이하", "≤ 10 g"), ("30시간이상", "≥ 30 h"), ("10g 미만", "< 10 g"),
        ("10g 초과", "> 10 g"), ("최대 10g", "≤ 10 g"),
    ],
)  # fmt: skip
def test_a_bound_is_read_without_spaces(text: str, says: str) -> None:
    assert [str(found) for found in find_ranges(spaced(text))] == [says]


@pytest.mark.parametrize(
    "text", ["おもてなし", "10g超軽量", "第一人者", "under 50 g", "無線イヤホン", "10個まとめ買い"]
)
def test_words_that_only_look_so_stay_whole(text: str) -> None:
    assert spaced(text) == text


@given(st.text(alphabet="なし以上下万円10g ー防水不超过ａ１", max_size=40))
def test_what_was_spaced_once_stays_so(text: str) -> None:
    assert spaced(spaced(text)).split() == spaced(text).split()
