"""What a query does not want: what stands behind "not", "without" or before "-free"; knows no bound and no wish."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ...extract.denial_words import BEFORE, SUFFIXES
from ...extract.matching import Found
from .places import Span, overlaps, place_of, unaccented

Values = Callable[[str], Sequence[Found]]
"""Finds the values that a text names."""

_PHRASES = (
    r"but not|except for|(?:instead|free) of|(?:other|rather) than|any\w*(?: \w+)? but|free from|avoid(?:ing)?|frei von"
    r"|\w+n't|isnt|arent|doesnt|au lieu de|en lugar de|invece di|in plaats van|libres? de|exempte?s? de"
    r"|vrij van|priv[oaie] di"
    r"|(?:nothing|nichts|rien|nada|niente|niets)(?! (?:but|als|que|dan|che)\b)"
)
UNSPACED_DENIALS_BEFORE = "不含|不带|没有|不要|除了"
"""The words of Chinese, Japanese and Korean that deny what follows."""
UNSPACED_DENIALS_AFTER = "なし|無し|以外|(?:では|じゃ|で)ない|없는|없이|제외|아닌"
"""Those that deny what they follow."""
_WITHOUT = "without|no|ohne|sans|sin|senza|zonder|sem"
_NOT = "not|nicht|pas|no|non|niet|nao"
_ONLY = "only|just|nur|bloß|seulement|uniquement|solo|soltanto|sólo|solamente|alleen"
_FILLERS = {
    "en": "any made of in a an the added color colour be is are with contain contains containing want too very so",
    "de": "aus in der die das dem den ein eine einen einem einer jede mit von farbe sein zu sehr so",
    "fr": "de du des en le la les un une avec couleur trop très",
    "es": "de del en el la los las un una con color muy demasiado",
    "it": "di del della in il lo la gli le un una con colore troppo molto",
    "nl": "van in de het een met kleur te erg",
}


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


_ENDINGS = _any([suffix.removeprefix("-") for suffix in SUFFIXES])
_AFTER = f"{_ENDINGS}|{UNSPACED_DENIALS_AFTER}"
_UNACCENTED = [unaccented(word) for word in BEFORE if len(word) > len("né")]
"""As they are typed in haste; without its accent "né" is another word, which denies nothing in itself."""
_DENIAL = re.compile(
    rf"(?<!\w)(?:(?P<not>(?:{_NOT})\s+(?:{_ONLY}|{_WITHOUT}))|{_PHRASES}|{UNSPACED_DENIALS_BEFORE}"
    rf"|{_any([*BEFORE, *_UNACCENTED])})(?!\w)|(?<=[-\s])(?P<after>{_AFTER})(?!\w)|(?<!\S)-(?=[^\W\d_])",
    re.IGNORECASE,
)
"""What denies; `after`: what stands before it; `not`: nothing ("not only", "nicht ohne"). "-red" is written so to
search engines."""
_CLAUSE_END = re.compile(r"(?:\s+(?:please|thanks|bitte|danke|merci|gracias|grazie))?\s*(?:[,;.!?]|$)", re.IGNORECASE)
"""Behind a denial at the end of a clause stands nothing to be denied: it denies what is before it ("schwarz nicht")."""
_GLUED = re.compile(rf"(?<!\w)(?P<word>\w{{3,}}?)(?P<ending>{_ENDINGS})(?!\w)", re.IGNORECASE)
_BEHIND = re.compile(rf"(?<!\w)(?:{_WITHOUT})\s+(?P<word>\w+)", re.IGNORECASE)
_FILLER = re.compile(rf"\s*(?:(?:{_any(' '.join(_FILLERS.values()).split())})\s+|[dl]['’])*", re.IGNORECASE)
_ALSO = re.compile(
    r"\s*(?:,|,?\s*(?:(?P<or>or|nor|oder|noch|ou|ni|o|né|of)|and|und|et|y|e|en)\s)\s*(?:d['’]|de\s)?", re.IGNORECASE
)
_NEXT = re.compile(r"\s+(\w+)")
_WORD_BEFORE = re.compile(r"[^\s、。,はがの]+\s*$")
_NAME = "\ufffc"


def plainly_denied(text: str, values: Values) -> str:
    """Write "without BPA" as "BPA-free" where that is a value and "BPA" is none, and "lederfrei" as "leder-frei"."""

    def free(match: re.Match[str]) -> str:
        if values(match[0]) or values(match["word"]):
            return match[0]
        written = [match["word"] + gap + suffix[1:] for suffix in SUFFIXES for gap in ("-", "")]
        named = (one for one in written if any(place_of(found) == (0, len(one)) for found in values(one)))
        return next(named, match[0])

    def apart(match: re.Match[str]) -> str:
        is_denied = not values(match[0]) and any(place_of(one) == match.span("word") for one in found(match))
        return f"{match['word']}-{match['ending']}" if is_denied else match[0]

    def found(match: re.Match[str]) -> Sequence[Found]:
        return values(" " * match.start() + match["word"])

    return _GLUED.sub(apart, _BEHIND.sub(free, text))


def find_denials(text: str, named: Sequence[Span]) -> list[re.Match[str]]:
    """Find the words that deny; within what is `named` so ("no additives") they do not."""
    return [match for match in _DENIAL.finditer(text.replace("’", "'")) if not overlaps(match.span(), named)]


def masked(text: str, denials: Sequence[re.Match[str]]) -> str:
    """Return a text with its denials out of sight, so that what they deny is found in it."""
    for match in denials:
        text = text[: match.start()] + "·" * len(match[0]) + text[match.end() :]
    return text


def denial_before(text: str, place: int) -> int | None:
    """Return where the denial begins that stands right before a place; `None` where there is none."""
    for match in _DENIAL.finditer(text.replace("’", "'"), 0, place):
        if _denies_next(match) and _FILLER.fullmatch(text, match.end(), place):
            return match.start()
    return None


def denied_values(
    text: str, found: Sequence[Found], denials: Sequence[re.Match[str]], names: Sequence[Span]
) -> dict[Found, Span]:
    """Return which of the values `found` are denied, each with the characters that say so.

    A denial reaches over the `names` of kinds and attributes ("pas de veste rouge": no red jacket; "not size S").
    """
    plain = text
    for start, end in names:
        plain = plain[:start] + _NAME * (end - start) + plain[end:]
    behind: dict[Found, Span] = {}
    for one in sorted(found, key=place_of):
        if place := _denied(text, plain, one, denials) or _denied_too(text, one, behind):
            behind[one] = place
    return behind


def denied_word(text: str, denial: re.Match[str]) -> Span | None:
    """Return where the word is that a denial stands before; `None` where it is a part of a word ("non-slip")."""
    filler = _FILLER.match(text, denial.end())
    word = re.compile(r"\w+").match(text, filler.end()) if filler and _denies_next(denial) else None
    return word.span() if word else None


def denied_before(text: str, denial: re.Match[str]) -> Span | None:
    """Return the place of a denial behind its word in a script without spaces, with that word; else `None`."""
    word = _WORD_BEFORE.search(text[: denial.start()]) if re.fullmatch(UNSPACED_DENIALS_AFTER, denial[0]) else None
    return (word.start(), denial.end()) if word else None


def denied_phrase(text: str, denial: re.Match[str], word: Span, kinds: Sequence[Span]) -> Span:
    """Return the place of a denied word with the kind behind it ("without palm oil")."""
    behind = _NEXT.match(text, word[1])
    is_one = re.fullmatch(_WITHOUT, denial[0], re.IGNORECASE) and behind and behind.span(1) in kinds
    return (word[0], behind.end()) if is_one and behind else word


def _denies_next(match: re.Match[str]) -> bool:
    return match["not"] is None and match["after"] is None


def _denied(text: str, plain: str, one: Found, denials: Sequence[re.Match[str]]) -> Span | None:
    for match in denials:
        is_behind = match["after"] or (_denies_next(match) and _CLAUSE_END.match(text, match.end()))
        if is_behind and one.end <= match.start() and not text[one.end : match.start()].strip(" -:"):
            return one.start, match.end()
        between = plain[match.end() : one.start].replace(_NAME, "")
        if _denies_next(match) and match.end() <= one.start and _FILLER.fullmatch(between):
            return match.start(), one.end
    return None


def _denied_too(text: str, one: Found, behind: Mapping[Found, Span]) -> Span | None:
    """Carry a denial on: "not red or blue", "without leather and nylon"."""
    for other, (start, _) in behind.items():
        also = _ALSO.fullmatch(text[other.end : one.start])
        if also and (one.attribute == other.attribute or also["or"]):
            return start, one.end
    return None
