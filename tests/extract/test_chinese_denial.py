"""What a Chinese text denies: by an adverb or a verb before it, seldom behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[[str], bool]


@pytest.mark.parametrize(
    "text",
    [
        "不«加绒»",
        "非«薄款»",
        "无«荧光剂»",
        "不含«双酚A»",
        "不适合«0-3个月»宝宝",
        "不建议«夏季»穿",
        "不建议在«夏季»穿",
        "请手洗，勿«机洗»",
        "不可«机洗»",
        "不是普通«涤纶»",
        "没有«异味»",
        "不含甲醛、荧光剂和«涤纶»",
        "«36个月以下»慎用",
        "本品«冬季»不适用",
        "比«羊毛»更透气",
        "告别«化纤»的闷热",
        "代替«羊毛»的面料",
        "拒绝«化纤»",
        "另有«红色»可选",
        "另有黄色、«红色»可选",
        "还有«红色»和蓝色",
        "同款«红色»已售罄",
        "想要«红色»的亲请看店铺其他链接",
        "可搭配本店«粉色»小裤子",
        "适合与«灰色»外套叠穿",
        "与«安芽»同厂生产",
        "«3-6岁»请选另一款",
        "除«红色»外",
    ],
)
def test_what_is_denied_or_said_of_another_is_not_said_of_the_product(quoted_is_denied: Ask, text: str) -> None:
    assert quoted_is_denied(text)


@pytest.mark.parametrize(
    "text",
    [
        "«纯棉»面料",
        "不起球，«纯棉»面料",
        "«纯棉»不含荧光剂",
        "«不锈钢»保温杯",
        "特别«柔软»",
        "适用性别«男»",
        "不仅是«纯棉»",
        "无袖、«纯棉»",
        "百搭«黑色»",
        "有没有«棉麻»的外套",
        "想要«红色»的裙子",
        "还有«防水»功能",
        "适合«0-3个月»宝宝",
        "可«机洗»",
        "支持«机洗»",
        "对比«红色»",
        "«蓝色»，不适合夏季",
        "比较«柔软»",
    ],
)
def test_an_affirmation_stays_one(quoted_is_denied: Ask, text: str) -> None:
    assert not quoted_is_denied(text)


def test_a_japanese_text_is_not_read_as_chinese(quoted_is_denied: Ask) -> None:
    assert not quoted_is_denied("送料無料の«防水»ケース")
