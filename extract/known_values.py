"""The catalog's own values looked for in text, in every spelling; does not know how often such a find is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..kg.quantities import parse_quantity
from ..kg.values import holds_names
from .accessories import denies_delivery
from .boolean_names import names_in_text, stated_behind
from .denial import denied_place, is_denied, names_a_lack
from .matching import Match, Word, ends_a_word, is_spaced, is_whole, text_words, word_keys
from .material_names import OtherName, other_names
from .size_names import is_no_size, size_name
from .word_forms import WordForms

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.vocab import Vocab

    from ..kg.vocabulary import Vocabulary

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a all an and any are as at be best but by can con da das de der des die do du e ein eine el et for
        free from für get go has he her him his how i if il in is it its just la le les less like los me mit
        more most my new no not now of off ohne on one only or other our out over own para per plus por pour
        sans she sin so than that the their them then they this to two un und une up us use very von was we
        what when which who will with y yes you your zu
        avec false falsch faux ja mit nee nein nem ni nicht niet non não oui pas sem senza si sim sí sì true zonder
        あり なし 有り 無し
        """,
    )
)
"""Words that stand in any text: as a value they count only when written in capitals ("NOW")."""
_OTHER_WORD = "\u2400"
_NAME_REACH = 4
_FEW_WORDS = 40
"""A text of so many words is looked up phrase by phrase: importing spaCy takes longer than a search may."""


class _Entry(NamedTuple):
    attribute: str
    value: str
    surface: str
    exact: bool = False
    """Whether only what is written just so is meant."""


class KnownValues:
    """Finds everything a vocabulary knows, by one pass of spaCy's phrase matcher over normalised words.

    Case, plural, accents, hyphens, apostrophes, punctuation and the space between number and unit make no difference.
    In scripts without spaces a value is found inside a longer run of characters. A boolean attribute is found by its
    name: a name that is denied says no ("not waterproof", "keine Montage nötig"), and so does "Waterproof: no".
    A material is found under its other names too ("PES", "inox").
    """

    def __init__(self, vocabulary: Vocabulary, languages: Sequence[str] = ()) -> None:
        """Take the values; of words of the `languages`, their inflected forms and compounds are values too."""
        self._entries: dict[tuple[str, ...], list[_Entry]] = {}
        self._truths = {
            name: {said: vocabulary.canonical(name, "yes" if said else "no").name for said in (True, False)}
            for name, attribute in vocabulary.schema.items()
            if attribute.kind == "boolean"
        }
        entries = {*_catalog_entries(vocabulary), *_boolean_entries(vocabulary)}
        for entry in sorted(entries | _other_entries(entries)):
            for keys in _spellings(entry.surface):
                self._entries.setdefault(keys, []).append(entry)
        self._words = frozenset(key for keys in self._entries for key in keys)
        names = {entry.attribute for entries in self._entries.values() for entry in entries}
        self._attribute_words = {name: frozenset(word_keys(name)) for name in names}
        self._names = {keys[0] for name in vocabulary.schema if len(keys := word_keys(name)) == 1}
        self._lacks = {name for name in names if names_a_lack(name)}
        self._languages = languages
        self._forms = WordForms(
            {
                (entry.attribute, keys[0])
                for keys, entries in self._entries.items()
                for entry in entries
                if len(keys) == 1 and keys[0] not in FUNCTION_WORDS and not holds_names(entry.attribute)
            },
            languages,
        )
        self._texts = {name for name in names if vocabulary.attribute(name).kind == "text"}

    def find(self, text: str, category: Sequence[str] = ()) -> list[Match]:
        """Return all matches, overlapping ones too, in order of place; `matching.resolve` picks among them.

        A value that is a bare number is offered only right behind its attribute's name (`rules` reads those of
        quantities and numbers). A value of one or two characters or a function word is offered only when it is written
        in capitals both here and in the catalog ("XL", "NOW"), or next to its attribute's name ("size M"). A value that
        is denied ("no laces", "instead of laces", "leather-free") is not offered, but for attributes that are of what a
        product lacks; the denied name of a boolean attribute is offered as its no. `category` is the product's path: of
        a compound that ends in its name the first part may be a value ("Samtstuhl" of chairs).
        """
        words = text_words(text)
        matches = {
            match
            for first, last in self._phrases(words)
            for entry in self._closest(words, first, last, text)
            if self._is_telling(entry, words, first, last, text)
            and ends_a_word(text, words[first].start, words[last - 1].end)
            and (match := self._match(entry, text, words[first].start, words[last - 1].end))
        }
        if self._languages:
            matches |= set(self._find_forms(words, text, category, matches))
        return sorted(matches, key=lambda match: (match.start, match.end, match.attribute, match.value))

    def find_own(self, text: str, own: frozenset[tuple[str, str]]) -> list[Match]:
        """Return all matches of a product's `own` (attribute, value) pairs, which need not be telling in themselves.

        A bare number or a single character must be the only one of its kind in the text.
        """
        words = text_words(text)
        counts = Counter(word.key for word in words)
        found = {
            match
            for first, last in self._phrases(words)
            for entry in self._entries[tuple(word.key for word in words[first:last])]
            if _is_certain("".join(word.key for word in words[first:last]), counts)
            and ends_a_word(text, words[first].start, words[last - 1].end)
            and (match := self._own_match(entry, text, words[first].start, words[last - 1].end))
            and (match.attribute, match.value) in own
        }
        return sorted(found, key=lambda match: (match.start, match.end, match.attribute, match.value))

    def _find_forms(
        self, words: list[Word], text: str, category: Sequence[str], found: Iterable[Match]
    ) -> Iterator[Match]:
        """Iterate the values that words of a text are forms of, apart from words in which one was `found`.

        A word that names an attribute is no form of a value: "largo" beside "Largo" says nothing of a sleeve that is
        "larga".
        """
        heads = self._forms.heads(category)
        taken = {place for match in found for place in range(match.start, match.end)}
        for place, word in enumerate(words):
            if word.start in taken or word.key in FUNCTION_WORDS or not is_whole(words, place, place + 1):
                continue
            for attribute, key in self._forms.of(word.key, heads) if word.key not in self._names else ():
                for entry in self._entries[key,]:
                    match = self._match(entry, text, word.start, word.end) if entry.attribute == attribute else None
                    if match:
                        yield match

    def _match(self, entry: _Entry, text: str, start: int, end: int) -> Match | None:
        """Return what an entry found at `[start, end)` says of the product, if it says anything."""
        if entry.attribute in self._truths:
            return self._truth(entry, text, start, end)
        if is_no_size(text, start, end, entry.value):
            return None
        says = entry.attribute in self._lacks or not is_denied(text, start, end)
        return Match(start, _with_mark(entry, text, end), entry.attribute, entry.value) if says else None

    def _own_match(self, entry: _Entry, text: str, start: int, end: int) -> Match | None:
        if (entry.exact and text[start:end] != entry.surface) or is_no_size(text, start, end, entry.value):
            return None
        if entry.attribute in self._truths:
            return self._truth(entry, text, start, end)
        return Match(start, _with_mark(entry, text, end), entry.attribute, entry.value)

    def _truth(self, entry: _Entry, text: str, start: int, end: int) -> Match | None:
        """Return the yes or no that the words around the name of a boolean attribute make of it."""
        truths = self._truths[entry.attribute]
        stated = stated_behind(text, end)
        if stated:
            return Match(start, stated[1], entry.attribute, truths[stated[0]])
        denied = denied_place(text, start, end)
        if denied:
            says = not denies_delivery(text, *denied, entry.attribute)
            return Match(*denied, entry.attribute, truths[False]) if says else None
        return None if is_denied(text, start, end) else Match(start, end, entry.attribute, truths[True])

    def named(self, text: str) -> list[tuple[str, str]]:
        """Return every (attribute, value) that a text is the name of, in any spelling."""
        return sorted({(entry.attribute, entry.value) for entry in self._entries.get(word_keys(text), ())})

    def _phrases(self, words: list[Word]) -> Iterable[tuple[int, int]]:
        if not any(word.key in self._words for word in words):
            return []
        if len(words) <= _FEW_WORDS:
            return self._phrases_of_few(words)
        from spacy.tokens import Doc

        vocab, matcher = self._matcher
        document = Doc(vocab, words=[word.key if word.key in self._words else _OTHER_WORD for word in words])
        return [(first, last) for _, first, last in matcher(document) if is_whole(words, first, last)]

    def _phrases_of_few(self, words: list[Word]) -> list[tuple[int, int]]:
        keys = tuple(word.key for word in words)
        return [
            (first, first + length)
            for first, key in enumerate(keys)
            for length in self._lengths.get(key, ())
            if keys[first : first + length] in self._entries
            and first + length <= len(keys)
            and is_whole(words, first, first + length)
        ]

    @cached_property
    def _lengths(self) -> dict[str, set[int]]:
        """Map the first word of every value to how many words such values have."""
        lengths: dict[str, set[int]] = {}
        for keys in self._entries:
            lengths.setdefault(keys[0], set()).add(len(keys))
        return lengths

    @cached_property
    def _matcher(self) -> tuple[Vocab, PhraseMatcher]:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc
        from spacy.vocab import Vocab

        vocab = Vocab()
        matcher = PhraseMatcher(vocab)
        matcher.add("value", [Doc(vocab, words=list(keys)) for keys in self._entries])
        return vocab, matcher

    def _closest(self, words: list[Word], first: int, last: int, text: str) -> list[_Entry]:
        """Where one attribute has several values with the same words, prefer those spelt just as the text is."""
        entries = self._entries[tuple(word.key for word in words[first:last])]
        start, end = words[first].start, words[last - 1].end
        exact = [entry for entry in entries if entry.surface == text[start : _with_mark(entry, text, end)]]
        longest = {
            one.attribute: max(len(other.surface) for other in exact if other.attribute == one.attribute)
            for one in exact
        }
        return [
            entry
            for entry in entries
            if entry.attribute not in longest or (entry in exact and len(entry.surface) == longest[entry.attribute])
        ]

    def _is_telling(self, entry: _Entry, words: list[Word], first: int, last: int, text: str) -> bool:
        quote = text[words[first].start : words[last - 1].end]
        if entry.exact:
            return quote == entry.surface
        letters = "".join(word.key for word in words[first:last])
        before = {words[first - 1].key} if first else set()
        if letters.replace(".", "").replace("%", "").removesuffix("+").isdecimal():
            return entry.attribute in self._texts and bool(before & self._attribute_words[entry.attribute])
        shortest = 3 if is_spaced(letters[0]) else 2
        if len(letters) >= shortest and quote.casefold() not in FUNCTION_WORDS:
            return True
        beside = before | ({words[last].key} if last < len(words) else set())
        if beside & self._attribute_words[entry.attribute] or _follows(entry.attribute, text, words[first].start):
            return True
        return len(letters) > 1 and entry.surface == quote and any(letter.isupper() for letter in quote[1:])


def _catalog_entries(vocabulary: Vocabulary) -> Iterator[_Entry]:
    """Iterate the catalog's values without its quantities, which `rules` reads."""
    for attribute, surface, value in vocabulary.surfaces():
        if vocabulary.attribute(attribute).kind != "quantity" or not parse_quantity(surface):
            yield _Entry(attribute, value, surface)


def _other_entries(entries: Collection[_Entry]) -> set[_Entry]:
    """Return materials and sizes under their other names, as far as these are no values of the attribute themselves."""
    taken = {(entry.attribute, word_keys(entry.surface)) for entry in entries}
    return {
        _Entry(entry.attribute, entry.value, name.surface, name.exact)
        for entry in entries
        for name in (*other_names(entry.surface), *_sizes(entry.surface))
        if (entry.attribute, word_keys(name.surface)) not in taken
    }


def _sizes(surface: str) -> list[OtherName]:
    """Return the words that a size is short for."""
    name = size_name(surface)
    return [OtherName(name, False)] if name else []


def _boolean_entries(vocabulary: Vocabulary) -> Iterator[_Entry]:
    """Iterate the names of boolean attributes as texts write them; a name alone says yes."""
    for attribute in vocabulary.schema.values():
        if attribute.kind == "boolean":
            yes = vocabulary.canonical(attribute.name, "yes").name
            for name in names_in_text(attribute.name):
                yield _Entry(attribute.name, yes, name)


def _spellings(surface: str) -> list[tuple[str, ...]]:
    """Return a surface's words, and once more with its hyphens and dots closed up ("Wi-Fi" as "wifi")."""
    closed = surface.replace("-", "").replace(".", "")
    spellings = [word_keys(surface), word_keys(closed) if closed.isalpha() and len(closed) > 3 else ()]
    return [keys for keys in dict.fromkeys(spellings) if keys]


def _with_mark(entry: _Entry, text: str, end: int) -> int:
    """Return where a value ends that is written with a mark behind its last word, as the text is: 12", C#."""
    mark = _mark_behind(entry.surface)
    return end + len(mark) if mark and text.startswith(mark, end) else end


@lru_cache(maxsize=1 << 14)
def _mark_behind(surface: str) -> str:
    words = text_words(surface)
    return surface[words[-1].end :].rstrip() if words else ""


def _follows(attribute: str, text: str, start: int) -> bool:
    """Say whether an attribute's name stands a few characters before ("ノイズキャンセリング機能あり")."""
    return attribute in text[max(0, start - len(attribute) - _NAME_REACH) : start]


def _is_certain(key: str, counts: Mapping[str, int]) -> bool:
    """Say whether a short form can only be meant once: "2" in "2 in 1, 2 oz" could be anything.

    `counts` is how many words of the text have each key.
    """
    return (len(key) > 2 and not key.replace(".", "").isdecimal()) or counts[key] == 1
