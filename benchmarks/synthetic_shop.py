"""A made-up shop of any size with the skew of real ones: few brands, values, tags and products that many have.

Categories form a tree, and each department and family has attributes of its own. A brand sells in one department, in
lines whose products are alike; what is usual differs from category to category; free tags come in themes. About half of
the values stand in a product's title or description, and half of the cells are left empty, whether or not the text has
the value: what was there is written beside, to hold against what is filled in. The same seed gives the same shop.
"""

from __future__ import annotations

import json
import random
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, count
from pathlib import Path

DEPARTMENTS, FAMILIES, LEAVES = 8, 3, 5
"""Departments of the shop, families of a department, leaves of a family."""
THEMES, TAGS_OF_THEME, TAGS_A_THEME = 120, 6, 8
"""Themes, how many a leaf has, and how many free tags each has."""
BRANDS, LINES_OF_BRAND = 12, 6
"""Brands for each root of the number of products (Heaps' law), and the lines of each."""
IN_LINE, EMPTY_CELLS, EMPTY_TAGS, STATED, DESCRIBED, BESIDE = 0.6, 0.5, 0.3, 0.5, 0.6, 0.15
"""Shares: values that are those of the line, cells and tags left out, values said in the text, products with a
description, descriptions that name something else too."""
MOST_IN_TITLE = 3
MEASURES = {
    "weight": [f"{size} g" for size in (200, 500, 1000, 150, 800, 350, 1200, 90, 2500, 60)],
    "capacity": [f"{size} ml" for size in (250, 500, 100, 750, 1000, 1500, 50, 330, 2000, 400)],
}
RARE_WORDS = 8_000
WORD_KINDS = ("brand", "house", "attribute", "category", "line", "tag", "rare", "value", "shared")
WORDS_A_KIND = 30_000
_SYLLABLES = [a + b for a in "bcdfglmnprstvz" for b in "aeiou"]
_STEP = 7_919
_SENTENCES = (
    "Made with {} in mind.", "You will like the {} side of it.", "Comes as {} from the factory.", "A true {} piece.",
    "It is {} through and through.", "Our customers ask for {} again and again.", "Rated {} by those who should know.",
)  # fmt: skip
_FILLERS = (
    "Easy to keep clean and quick to set up.", "Packed with care and sent within a day.", "A gift for every season.",
    "Two years of warranty included.", "Read the manual before first use.", "Tested by our own team every week.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the shop: what is true of it, what its text says of that, and what its catalog row still has."""

    id: str
    title: str
    description: str
    category: tuple[str, ...]
    values: Mapping[str, str]
    tags: tuple[str, ...]
    stated: frozenset[str]
    kept: frozenset[str]
    kept_tags: tuple[str, ...]

    def row(self) -> dict[str, object]:
        """Return it as a catalog lists it, half filled."""
        attributes = {name: value for name, value in self.values.items() if name in self.kept}
        return {
            "id": self.id, "title": self.title, "description": self.description, "category": list(self.category),
            "attributes": attributes, "tags": list(self.kept_tags),
        }  # fmt: skip

    def hidden(self) -> Iterator[dict[str, object]]:
        """Give the single-valued cells that were left empty, with their values and whether the text says them."""
        for name, value in self.values.items():
            if name not in self.kept:
                yield {"product": self.id, "attribute": name, "value": value, "stated": value in self.stated}


@dataclass(frozen=True)
class Shop:
    """A shop with a size and a seed; `new` products have ids of their own and are like the others."""

    size: int
    seed: int = 13

    @cached_property
    def brands(self) -> list[str]:
        """The names of all brands; a fourth has two words."""
        names = [word("brand", place).title() for place in range(max(DEPARTMENTS * 4, int(BRANDS * self.size**0.5)))]
        return [f"{name} {word('house', place % 40).title()}" if place % 4 == 0 else name
                for place, name in enumerate(names)]  # fmt: skip

    @cached_property
    def attributes(self) -> dict[str, list[str]]:
        """The values of every attribute but the brand, the most usual first; some stand for two attributes."""
        draw, numbers = random.Random(f"{self.seed} values"), count()  # noqa: S311 - a made-up shop, no secrets
        names = ["Color", "Material", *(name for own in self._own.values() for name in own)]
        return {name: MEASURES.get(name.split()[-1]) or _values(draw, numbers) for name in names}

    @cached_property
    def _own(self) -> dict[str, tuple[str, ...]]:
        """The attributes of each department ("3") and family ("3.1")."""
        own: dict[str, tuple[str, ...]] = {}
        for department in range(DEPARTMENTS):
            names = [word("attribute", department * 4 + place).title() for place in range(4)]
            kinds = ("type", "type", "type", list(MEASURES)[department % len(MEASURES)])
            own[f"{department}"] = tuple(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
            for family in range(FAMILIES):
                name = word("attribute", 1_000 + department * FAMILIES + family).title()
                own[f"{department}.{family}"] = (f"{name} style",)
        return own

    @cached_property
    def _categories(self) -> list[tuple[str, str, str]]:
        return [
            (f"{department}", f"{department}.{family}", f"{department}.{family}.{leaf}")
            for department in range(DEPARTMENTS) for family in range(FAMILIES) for leaf in range(LEAVES)
        ]  # fmt: skip

    @cached_property
    def _names(self) -> dict[str, str]:
        paths = sorted({name for path in self._categories for name in path})
        return {path: word("category", place).title() for place, path in enumerate(paths)}

    def attributes_of(self, category: Sequence[str]) -> tuple[str, ...]:
        """Return the attributes that products of a category have, but the brand."""
        department, family, _ = category
        return ("Color", "Material", *self._own[department], *self._own[family])

    def products(self) -> Iterator[Product]:
        """Make up the products of the catalog."""
        return (self._product(f"P{place:07}") for place in range(self.size))

    def new_products(self, number: int) -> Iterator[Product]:
        """Make up products that the catalog does not have."""
        return (self._product(f"N{place:07}") for place in range(number))

    def _product(self, name: str) -> Product:
        draw = random.Random(f"{self.seed} {name}")  # noqa: S311
        place = zipf(draw, len(self._categories))
        category = self._categories[place * 37 % len(self._categories)]
        brand, line = self._brand(draw, category)
        values = {"Brand": self.brands[brand]}
        values |= {attribute: self._value(draw, attribute, category, brand, line)
                   for attribute in self.attributes_of(category)}  # fmt: skip
        tags = self._tags(draw, category)
        stated = [value for value in (*values.values(), *tags) if draw.random() < STATED]
        title, description = self._text(draw, category, f"{word('line', line)} {draw.randrange(100, 1000)}", stated)
        kept = frozenset(attribute for attribute in values if draw.random() >= EMPTY_CELLS)
        kept_tags = tuple(tag for tag in tags if draw.random() >= EMPTY_TAGS)
        path = tuple(self._names[part] for part in category)
        return Product(name, title, description, path, values, tags, frozenset(stated), kept, kept_tags)

    def _brand(self, draw: random.Random, category: Sequence[str]) -> tuple[int, int]:
        """Draw a brand of the category's department, popular ones first in an order of the leaf's own, and a line."""
        each = len(self.brands) // DEPARTMENTS
        turn = random.Random(category[2]).randrange(each)  # noqa: S311
        brand = int(category[0]) * each + (zipf(draw, each) + (turn if draw.random() < 0.3 else 0)) % each
        return brand, brand * LINES_OF_BRAND + zipf(draw, LINES_OF_BRAND)

    def _value(self, draw: random.Random, attribute: str, category: Sequence[str], brand: int, line: int) -> str:
        values = self.attributes[attribute]
        if draw.random() < IN_LINE:
            return values[_place(f"{category[1]} {line} {attribute}", len(values))]
        start = _place(f"{category[2]} {attribute}", len(values))
        return values[(start + zipf(draw, len(values))) % len(values)]

    def _tags(self, draw: random.Random, category: Sequence[str]) -> tuple[str, ...]:
        """Draw free tags: most of a theme of the leaf, its first ones most often, and one of another theme."""
        own = _place(f"{category[2]} theme", THEMES)
        theme, other = (own + zipf(draw, TAGS_OF_THEME)) % THEMES, zipf(draw, THEMES)
        tags = [theme * TAGS_A_THEME + place for place in range(TAGS_A_THEME) if draw.random() < 0.9 / (1 + place / 5)]
        tags += [other * TAGS_A_THEME + zipf(draw, TAGS_A_THEME)] * (draw.random() < 0.3)
        return tuple(word("tag", tag) for tag in dict.fromkeys(tags))

    def _text(self, draw: random.Random, category: Sequence[str], model: str, stated: Sequence[str]) -> tuple[str, str]:
        in_title = list(stated) if draw.random() >= DESCRIBED else list(stated[:MOST_IN_TITLE])
        title = " ".join([*in_title, self._names[category[2]], model])
        if len(in_title) == len(stated):
            return title, ""
        sentences = [draw.choice(_SENTENCES).format(value) for value in stated[MOST_IN_TITLE:]]
        sentences += draw.sample(_FILLERS, 2)
        if draw.random() < BESIDE:
            sentences.append(f"Goes well with {draw.choice(self.attributes['Color'])}.")
        rare = " ".join(word("rare", zipf(draw, RARE_WORDS)) for _ in range(5))
        return title, " ".join([*draw.sample(sentences, len(sentences)), f"Notes: {rare}."])


def _values(draw: random.Random, numbers: Iterator[int]) -> list[str]:
    """Make up the values of an attribute; every twentieth is one of a few that other attributes have too."""
    values = []
    for _ in range(int(6 * 30 ** draw.random())):
        names = [word("value", next(numbers)) for _ in range(2 if draw.random() < 0.2 else 1)]
        values.append(word("shared", draw.randrange(40)) if draw.random() < 0.05 else " ".join(names))
    return list(dict.fromkeys(values))


@cache
def word(kind: str, place: int) -> str:
    """Make up a word of six letters; no two kinds and places have the same."""
    number = (WORD_KINDS.index(kind) * WORDS_A_KIND + place % WORDS_A_KIND) * _STEP % len(_SYLLABLES) ** 3
    return "".join(_SYLLABLES[number // len(_SYLLABLES) ** power % len(_SYLLABLES)] for power in range(3))


@cache
def _shares(places: int) -> list[float]:
    return list(accumulate(1 / place for place in range(1, places + 1)))


def zipf(draw: random.Random, places: int) -> int:
    """Draw one of some places; the place k, from 0, is drawn with a frequency of 1 / (k + 1)."""
    shares = _shares(places)
    return bisect(shares, draw.random() * shares[-1])


@cache
def _place(key: str, places: int) -> int:
    """Return the same one of some places for the same key, low ones more often."""
    return zipf(random.Random(key), places)  # noqa: S311


def write_catalog(products: Iterator[Product], path: Path, hidden: Path | None = None) -> None:
    """Write a catalog as JSON lines, and beside it, also as JSON lines, the values of its empty cells."""
    with path.open("w", encoding="utf-8") as rows, (hidden or Path("/dev/null")).open("w", encoding="utf-8") as cells:
        for product in products:
            rows.write(f"{json.dumps(product.row())}\n")
            cells.writelines(f"{json.dumps(cell)}\n" for cell in product.hidden())
