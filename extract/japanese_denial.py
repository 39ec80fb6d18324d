"""Whether a Japanese text denies what it names: the denial is the predicate behind it; knows no catalog."""

from __future__ import annotations

import re

_BETWEEN = r"(?:(?!で(?![はも])|ので|から|ため|けど|より)[^\s、。，．！？!?,.:：・/「」()（）])"
_NOT = r"(?:ません|ない|ておらず|ていない|ておりません|ず(?!つ))"
_HAVING = (
    "対応|付属|使用|同梱|含|含有|搭載|配合|適|適合|適用|向|利用|推奨"
    "|お勧め|おすすめ|セット|装備|入って|使え|使って|使いいただけ|使用いただけ|利用いただけ"
)
_THING = r"(?:など|機能|仕様|加工|性|製|製品|素材|タイプ|色|カラー|モデル|対応|の機能|系)?"
_AFTER = re.compile(
    rf"{_BETWEEN}{{0,14}}?(?:{_HAVING})(?:(?:し|れ|さ|は|て|い|お|り|でき|き|ま|く|え|と)){{0,5}}?{_NOT}"
    rf"|{_THING}(?:では|じゃ|でも)(?:ありません|ございません|ない|なく)|{_THING}でない"
    rf"|{_THING}(?:は|が|も)(?:ありません|ございません|ない|なく|無い)"
    rf"|{_THING}(?:には|は|へは|に|での)?(?:非対応|未対応|不使用|不可|無使用|使用不可|別売)"
    rf"|{_THING}(?:は)?(?:なし|無し)|フリー(?![ァ-ヶー])"
)  # fmt: skip
_OTHER = re.compile(
    rf"{_THING}以外|{_THING}の(?:代わり|かわり|代替)|を除く"
    r"|(?:用|版|モデル|タイプ|カラー|色|サイズ|対応)?も(?:別途)?(?:販売|発売|取り扱|取扱|ご用意|用意|選べ|お選び|展開|登場)"
    r"|(?:用|版|モデル|タイプ|カラー|色|サイズ|対応)?も[^、。\s]{0,4}(?:販売|発売|展開)"
)  # fmt: skip
_HINT = re.compile(r"[^\s、。，．！？!?]{0,40}?(?:[ぁ-ん]ん|[なず無不非未]|以外|[代か]わり|フリー|も|別|除)")
_BEFORE = re.compile(r"(?:[非無不未]|(?<![ァ-ヶー])ノン)$")


def denial_in_japanese(before: str, after: str) -> tuple[int, int] | None:
    """Return how many characters directly before and behind a value deny it ("シリコン製ではありません", "無香料")."""
    prefix = _BEFORE.search(before)
    if prefix:
        return len(before) - prefix.start(), 0
    found = _HINT.match(after, _quotes(after)) and _AFTER.match(after, _quotes(after))
    return (0, found.end()) if found else None


def is_other_in_japanese(after: str) -> bool:
    """Say whether what stands behind a value says it of other things ("iPhone 13用も販売中")."""
    return bool(_HINT.match(after, _quotes(after)) and _OTHER.match(after, _quotes(after)))


def _quotes(after: str) -> int:
    return len(after) - len(after.lstrip("」』”"))
