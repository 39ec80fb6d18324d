"""Which code page a text in Latin letters is in, told by the accented letters of its language; knows no tables.

The code pages of Western Europe, Central Europe and Turkey have the same bytes for other letters: `ñ` of the one is `ń`
of the other. A language uses few of them, and some much more often than others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from math import log

LATIN_ENCODINGS: Mapping[str, Mapping[str, str]] = {
    "cp1252": {
        "en": "éèïñöçâêü", "de": "üäößé", "fr": "éèàêçôîûâùëïœ", "es": "óíáéñúü", "pt": "ãçáóéêíõúâôà", "it": "èàùòìé",
        "ca": "óàéèíòçúïü", "nl": "ëéïöüèç", "sv": "äåöé", "da": "øåæé", "is": "íáðéóöúæþý",
    },
    "cp1250": {
        "pl": "łąężśóćńź", "cs": "íáéěřčžýšůúťóďň", "sk": "áíéčžýúšľťäôňóďĺŕ", "hu": "éáőöíóüúű", "ro": "ăîâţş",
        "hr": "čšžćđ",
    },
    "cp1254": {"tr": "ıüşğçö\u0307âî"},
}  # fmt: skip
"""Code page → language → its letters beyond ASCII in lower case, about the most frequent first."""

_SYMBOLS = re.compile(
    rb"(?<![A-Za-z])[cdkm]?m[\xb2\xb3]|\xa3(?= ?\d)|[Nn]\xba|[\xa1\xbf](?=[A-Z])"
    rb"|(?<![A-Za-z\xc0-\xff])[\xaa\xb2\xb3\xb5\xb9\xba\xbc\xbd\xbe\xd8](?![A-Za-z\xc0-\xff])"
)
"""Signs of Western Europe (m², £9, ½, Nº, Ø 5, ¿Qué), whose bytes are letters of Central Europe."""
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\xc0-\xff][A-Za-z\x80-\xff]*")
_STRANGE = 0.0005
"""The share of the letters that its language does not use."""
_CERTAIN = 0.9
_LETTERS = frozenset(
    byte
    for byte in range(0x80, 0x100)
    if any(bytes([byte]).decode(encoding, errors="replace").isalpha() for encoding in LATIN_ENCODINGS)
)
"""The bytes that are a letter in one of the code pages."""
_OTHERS = bytes(set(range(0x100)) - _LETTERS)


def guessed_latin(text: bytes) -> tuple[str, bool]:
    """Return the likeliest of the Latin code pages, Western Europe's where they read the same, and whether it is sure.

    A text is surely Latin where half of its words with other letters than ASCII's have some of these too, and nearly
    all of the others belong to one language.
    """
    plain = _SYMBOLS.sub(b" ", text)
    told = plain.translate(None, _OTHERS)
    letters = {encoding: Counter(told.decode(encoding, errors="replace").lower()) for encoding in LATIN_ENCODINGS}
    encoding, language = max(
        ((encoding, language) for encoding, languages in LATIN_ENCODINGS.items() for language in languages.values()),
        key=lambda one: _likelihood(letters[one[0]], one[1]),
    )
    known = sum(count for letter, count in letters[encoding].items() if letter in language or letter == "i")
    words = _WORD.findall(plain)
    mixed = sum(re.search(rb"[A-Za-z]", word) is not None for word in words)
    return encoding, known >= _CERTAIN * letters[encoding].total() and 2 * mixed >= len(words)


def _likelihood(letters: Counter[str], language: str) -> float:
    """Return the logarithm of how likely letters are in a language: the second is half as frequent as the first."""
    shares = {letter: 1 / (place * len(language)) for place, letter in enumerate(language, 1)}
    return sum(count * log(shares.get(letter, _STRANGE)) for letter, count in letters.items())
