"""Where the words of a text are, by offsets into the text as it came; knows no encoder and no label."""

from __future__ import annotations

import regex

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_MARKS = r"[\p{M}\u200c\u200d]*+"

_EMOJI = r"\p{Extended_Pictographic}[\p{M}\p{Emoji_Modifier}]*+"

_WORD = regex.compile(
    rf"""
      [{_UNSPACED}]{_MARKS}                                # scripts without spaces: one character
    | \p{{Nd}}++(?=[A-Za-z]{{2}})                          # 500|ml, but 4K
    | (?:(?![{_UNSPACED}])[\p{{L}}\p{{N}}]{_MARKS})++      # letters and digits
    | \p{{RI}}{{2}}                                        # a flag
    | {_EMOJI}(?:\u200d{_EMOJI})*+                         # people, families, skin tones
    | [^\s]{_MARKS}                                        # any other sign
    """,
    regex.VERBOSE,
)


def word_offsets(text: str) -> list[tuple[int, int]]:
    """Return the `[start, end)` character offsets of the words, in order and without overlap.

    Every character that is not white space lies in exactly one word. Signs are words of their own, a combining mark
    stays with its letter, and each character of a script written without spaces (Chinese, Japanese, Thai, …) is a word.
    """
    return [match.span() for match in _WORD.finditer(text)]
