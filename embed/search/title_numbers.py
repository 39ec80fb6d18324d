"""What a number without a unit means in a query ("2019", "4er Set"), as the catalog's own products write it.

A form, such as "{n}er", means an attribute where the products whose text has it mostly have that number in their cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ...extract.matching import Found, is_spaced
from ...kg.numbers import WrittenNumber, written_numbers
from ...kg.quantities import parse_number, print_number
from .places import Span, overlaps

if TYPE_CHECKING:
    import polars as pl

    from ...kg.vocabulary import Vocabulary
    from ...kg.workspace import Workspace

_NUMBER = r"(\d{1,9}(?:[.,]\d{1,3})?)"
_LETTERS_BEHIND = re.compile(r"[^\W\d_]+")
_WORDS_BEFORE = re.compile(r"(?<!\S)[^\W\d_]+ [^\W\d_]+ ?$")
_WORD_BEHIND = re.compile(r"[ -]([^\W\d_]+)")
LEAST_PRODUCTS, LEAST_VALUES = 3, 2
"""A form is believed when so many products, with so many different numbers, have in the cell what they say with it."""
LEAST_AGREEMENT = 0.8
"""The mean share, over the numbers, of the products that say a number so and have it in the cell."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How a number is written, at `[start, end)` of the query; `pattern` finds any number that is written so.

    `is_bare`: nothing is written with it, so that only titles tell, and numbers that the column has.
    """

    start: int
    end: int
    pattern: str
    is_bare: bool


@dataclass(frozen=True)
class TitleNumbers:
    """The numbers of a catalog's texts (columns id, title, description) beside those of its cells."""

    products: pl.DataFrame
    workspace: Workspace
    vocabulary: Vocabulary
    _known: dict[tuple[str, float], str | None] = field(default_factory=dict)

    def attribute_at(self, text: str, place: Span) -> str | None:
        """Return the attribute that the number at a place of a text is about."""
        numbers = (number for number in written_numbers(text) if overlaps((number.start, number.end), [place]))
        forms = ((form, number.magnitude) for number in numbers for form in _forms(text, number))
        return next(filter(None, (self._attribute(form, number) for form, number in forms)), None)

    def find(self, text: str, taken: Sequence[Span]) -> list[Found]:
        """Return the values that the numbers of a text stand for; neither they nor words beside them are `taken`."""
        found: list[Found] = []
        for number in written_numbers(text):
            place = number.start - len(number.glued), number.end
            if _stands_free(text, place[0]) and text[number.start].isdigit() and not overlaps(place, taken):
                found += self._meant(text, number, taken)
        return found

    def _meant(self, text: str, number: WrittenNumber, taken: Sequence[Span]) -> list[Found]:
        for form in _forms(text, number):
            if overlaps((form.start, form.end), taken):
                continue
            if attribute := self._attribute(form, number.magnitude):
                names = self._named(attribute, number.magnitude, plainly=form.is_bare)
                names = [name for name in names if name == text[form.start : form.end]] or names
                return [Found("title", form.start, form.end, attribute, name, "tagger") for name in names]
        return self._called(text, number)

    def _called(self, text: str, number: WrittenNumber) -> list[Found]:
        """Read a number with a character that belongs to its value ("3双") or ends its attribute's name ("120码")."""
        import polars as pl

        behind = text[number.end : number.end + 1]
        if not behind or not behind.isalpha() or is_spaced(behind):
            return []
        belongs = pl.col("attribute").str.ends_with(behind) | pl.col("value").str.ends_with(behind)
        named = self._cells.filter(belongs & (pl.col("number") == number.magnitude))
        tags = named.select("attribute", "value").unique().sort("attribute", "value").iter_rows()
        return [Found("title", number.start, number.end + 1, name, value, "tagger") for name, value in tags]

    def _named(self, attribute: str, number: float, *, plainly: bool) -> list[str]:
        """Return the values with a number, `plainly` those that are nothing else; where there is none, the number."""
        import polars as pl

        cells = self._cells.filter((pl.col("attribute") == attribute) & (pl.col("number") == number))
        named = cells.filter(pl.col("is_number") | (not plainly))["value"].unique().sort()
        return named.to_list() or [self.vocabulary.canonical(attribute, print_number(number)).name]

    def _attribute(self, form: _Form, number: float) -> str | None:
        if (form.pattern, number) not in self._known:
            self._known[form.pattern, number] = self._learned(form, number)
        return self._known[form.pattern, number]

    def _learned(self, form: _Form, number: float) -> str | None:
        """Return the attribute whose cells agree best with what texts write in a form, where they agree enough."""
        import polars as pl

        said = self._said(form).join(self._cells, on="id", suffix="_known")
        bounds = self._cells.group_by("attribute").agg(
            least=pl.col("number").min(), most=pl.col("number").max(), numbers=pl.col("number").unique()
        )
        said = said.join(bounds, on="attribute").filter(pl.lit(number).is_between("least", "most"))
        if form.is_bare:
            said = said.filter(pl.col("is_number") & pl.col("number").is_in(pl.col("numbers")))
        by_product = said.group_by("attribute", "id", "number").agg(
            same=(pl.col("number") == pl.col("number_known")).any()
        )
        by_number = by_product.group_by("attribute", "number").agg(
            share=pl.col("same").mean(), same=pl.col("same").sum()
        )
        agreed = by_number.group_by("attribute").agg(
            share=pl.col("share").mean(), products=pl.col("same").sum(), values=(pl.col("same") > 0).sum()
        )
        good = agreed.filter(
            (pl.col("share") >= LEAST_AGREEMENT)
            & (pl.col("products") >= LEAST_PRODUCTS)
            & (pl.col("values") >= LEAST_VALUES)
        ).sort("products", "share", "attribute", descending=[True, True, False])
        return good["attribute"][0] if len(good) else None

    def _said(self, form: _Form) -> pl.DataFrame:
        """Return the numbers (columns id, number) that texts write in a form."""
        import polars as pl

        text = pl.col("title") if form.is_bare else pl.concat_str("title", "description", separator=" \n ")
        numbers = text.str.extract_all(form.pattern).alias("said")
        return (
            self.products.select("id", numbers)
            .explode("said", empty_as_null=False)
            .select("id", number=pl.col("said").str.extract(_NUMBER).str.replace(",", ".").cast(pl.Float64))
            .unique()
        )

    @cached_property
    def _cells(self) -> pl.DataFrame:
        """The numbers of the catalog's cells: columns id, attribute, value, number, is_number (and nothing else)."""
        import polars as pl

        named = {name for name, attribute in self.vocabulary.schema.items() if attribute.kind in ("number", "quantity")}
        named |= {name for name, _, value in self.vocabulary.surfaces() if value[:1].isdigit()}
        cells = self.workspace.rows("evidence", "relation", sorted(named)).filter(pl.col("origin") == "catalog")
        cells = cells.select(id="head", attribute="relation", value="tail").unique()
        values = cells.select("attribute", "value").unique()
        numbers = [self._number(*tag) for tag in values.iter_rows()]
        return cells.join(
            values.with_columns(
                number=pl.Series(numbers, dtype=pl.Float64),
                is_number=pl.Series([parse_number(value) is not None for value in values["value"]], dtype=pl.Boolean),
            ).drop_nulls("number"),
            on=["attribute", "value"],
        )  # fmt: skip

    def _number(self, attribute: str, value: str) -> float | None:
        """Return the number of a value, also of one that is called by it and a noun ("6 bottles")."""
        known = self.vocabulary.canonical(attribute, value).number
        written = [one for one in written_numbers(value) if value[one.start].isdigit()] if known is None else []
        return written[0].magnitude if len(written) == 1 and written[0].start == 0 else known


def _stands_free(text: str, start: int) -> bool:
    """Say whether what begins at a place is no part of a code ("DX-100")."""
    before = text[start - 1 : start]
    return not before or before.isspace() or before in "(,;" or (before.isalpha() and not is_spaced(before))


def _forms(text: str, number: WrittenNumber) -> Iterator[_Form]:
    """Iterate how a number is written, the most telling form first: with letters or words beside it, bare."""
    start = number.start - len(number.glued)
    before = rf"(?:^|[^\p{{L}}\d.,]){re.escape(number.glued)}"
    if glued := _LETTERS_BEHIND.match(text, number.end):
        letters = glued[0] if is_spaced(glued[0][0]) else glued[0][0]
        yield _Form(start, number.end + len(letters), _pattern(before, letters), is_bare=False)
    elif number.glued:
        yield _Form(start, number.end, rf"(?i){before}{_NUMBER}(?:$|[^\p{{L}}\d])", is_bare=False)
    else:
        if word := _WORD_BEHIND.match(text, number.end):
            yield _Form(number.start, word.end(), _pattern(before, f"[ -]?{word[1]}"), is_bare=False)
        if words := _WORDS_BEFORE.search(text[: number.start]):
            said = rf"(?:^|\P{{L}}){re.escape(words[0].strip())} ?{_NUMBER}(?:$|[^\p{{L}}\d.,]|[.,](?:$|\D))"
            yield _Form(words.start(), number.end, f"(?i){said}", is_bare=False)
        yield _Form(
            number.start, number.end, rf"(?:^|[\s(/|–—-]){_NUMBER}(?:$|[^\p{{L}}\d.,]|[.,](?:$|\D))", is_bare=True
        )


def _pattern(before: str, behind: str) -> str:
    return rf"(?i){before}{_NUMBER}{behind}" + (r"(?:$|\P{L})" if is_spaced(behind[-1]) else "")
