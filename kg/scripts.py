"""Which characters belong to scripts that are written without spaces, and which letters are equal; knows no word.

Each script is a run of ranges (Unicode's property Script, with the marks that kana shares), to be put between the
brackets of a regular expression.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

HAN = (
    "\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"
    "\U00016fe2\U00016fe3\U00016ff0-\U00016ff6\U00020000-\U0003ffff"
)
HIRAGANA = "\u3041-\u3096\u3099\u309a\u309d-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u32d0-\u32fe\u3300-\u3357\uff66-\uff9f\U0001aff0-\U0001b16f"
"""With the long vowel mark, the half-width forms, and old forms of either kana."""
HANGUL = "\u1100-\u11ff\u302e\u302f\u3131-\u318e\u3200-\u321e\u3260-\u327e\ua960-\ua97c\uac00-\ud7fb\uffa0-\uffdc"
_THAI, _LAO = "\u0e01-\u0e3a\u0e40-\u0e5b", "\u0e81-\u0edf"
_KHMER, _MYANMAR = "\u1780-\u17f9\u19e0-\u19ff", "\u1000-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f\U000116d0-\U000116e3"
UNSPACED = HAN + HIRAGANA + KATAKANA + _THAI + _LAO + _KHMER + _MYANMAR
GLUED = UNSPACED + HANGUL
"""Scripts in which a value may stand without spaces around it: Korean has spaces, but particles are glued to words."""
BOUNDS = "\u0e00-\U0003ffff"
"""One range in which all of them lie: `regex` tries ranges one by one, and most characters of a text are in none."""
MARKS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecf\u102b-\u103e\u1056-\u1059\u105e-\u1060"
    "\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d\u17b4-\u17d3\u17dd\u3099\u309a"
    "\ua9e5\uaa7b-\uaa7d\uff9e\uff9f"
)
"""Of `UNSPACED`, the vowels and tones that a reader sees as one with the character before."""

_ONE = re.compile(f"[{UNSPACED}][{MARKS}]*")
_LATIN_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")


@lru_cache(maxsize=1 << 14)
def is_unspaced(word: str) -> bool:
    """Say whether a word is one character, as a reader sees it, of a script that is written without spaces."""
    return _ONE.fullmatch(word) is not None


def plain_letters(text: str) -> str:
    """Return a text in lower case, in one of the forms that Unicode has for a letter, without Latin accents.

    >>> plain_letters("L’ORÉAL ＡＢＣ")
    'l’oreal abc'
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", _LATIN_ACCENTS.sub("", decomposed))
