"""Whether a Chinese text denies what it names: the denial is an adverb or a verb before it; knows no catalog."""

from __future__ import annotations

import re

_NOT = "不|(?<!有)(?:没|沒)有?|无|無|勿|非|未|免|避免"
_VERB = (
    "适合|適合|适用于?|適用於?|适宜|含有?|包含|包括|是|为|属于|建议|推荐|可以?|能|要|带有?|附带?|配有?|用于?|使用|采用"
    "|添加|支持|会|像|涉及|需要?|得"
)
_ANY = "普通的?|一般的?|传统的?|任何|其他|其它|在|于|给|穿|的"
_BEFORE = re.compile(rf"(?:{_NOT})(?:{_VERB}){{0,2}}(?:{_ANY}){{0,2}}$")
_LISTED = re.compile(
    r"(?:[不未](?:含有?|添加|带有?|附带?|配有?|适合|適合|适用于?|使用|采用)|(?<!有)[没沒]有)"
    r"(?:[^、和及与與或]{1,8}[、和及与與或]){1,4}$"
)
_END = r"(?=[，。；！？、,.;!?\s）)<]|$)"
_AFTER = re.compile(
    rf"(?:宝宝|儿童|者|人群)?(?:不(?:适用|适合|宜|建议|推荐|支持)(?:使用|穿着?|用)?|[慎禁勿忌]用|不包?含|需?另[购售配]){_END}"
)
_OTHER_BEFORE = re.compile(
    rf"(?:告别|拒绝|远离|摒弃|代替|[替取]代|不同于|区别于|有别于|优于|胜过|相比|相较于?|而非|除了?)(?:{_ANY})?$"
    r"|(?:另有|还有|還有|也有|同款|更多颜色)[^的]{0,14}$|(?<!百)搭配[^，。；、]{0,6}$"
)
_FEATURE = re.compile(r"[^，。；、\s]{0,2}(?:设计|設計|功能|效果)")
_COMPARED = re.compile(rf"[比较較](?:起)?(?:{_ANY})?$")
_MORE = re.compile(r"[^，。；、\s]{0,3}(?:更|还|還|要)")
_WITH = re.compile(r"[与與和跟同]$")
_TOGETHER = re.compile(r"[^，。；、\s]{0,4}(?:叠穿|搭配|混搭|同厂|同穿|相比|一样)")
_OTHER_AFTER = re.compile(
    r"(?:材质|面料|款式?|色)?(?:除外|以外|之外)|(?:仓库?)?(?:发货|发出|直发)|[^，。；\s]{0,3}(?:已?售罄|缺货|断货)"
    r"|[^，。；\s]{0,6}请(?:选|看|拍|移步|联系)[^，。；\s]{0,6}(?:另|其他|其它|别的|链接|客服)"
)
_CLAUSE = re.compile(r"[^，。；！？：,;!?:\s（）()【】<>]*$")
_KANA = re.compile(r"[ぁ-んァ-ヶ]")


def denial_in_chinese(before: str, after: str) -> tuple[int, int] | None:
    """Return how many characters directly before and behind a value deny it ("不适合夏季", "36个月以下慎用")."""
    clause = _clause(before, after)
    if clause is None:
        return None
    found = _BEFORE.search(clause) or _LISTED.search(clause)
    if found:
        return len(clause) - found.start(), 0
    behind = _AFTER.match(after)
    return (0, behind.end()) if behind else None


def is_other_in_chinese(before: str, after: str) -> bool:
    """Say whether a value is said of another thing ("另有红色可选", "比羊毛更透气", "告别化纤")."""
    clause = _clause(before, after)
    if clause is None:
        return False
    return bool(
        (_OTHER_BEFORE.search(clause) and not _FEATURE.match(after))
        or (_COMPARED.search(clause) and _MORE.match(after))
        or (_WITH.search(clause) and _TOGETHER.match(after))
        or _OTHER_AFTER.match(after)
    )


def _clause(before: str, after: str) -> str | None:
    """Return what stands before a value in its clause; `None` where the text is not Chinese."""
    if (before.isascii() and after.isascii()) or _KANA.search(before) or _KANA.search(after):
        return None
    found = _CLAUSE.search(before)
    return found[0] if found else ""
