"""What a search answers: products with the tags that fulfil its wishes, and the evidence of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .fulfilment import ENOUGH
from .query import KindWish, Query, RangeWish, TagWish, Wish

if TYPE_CHECKING:
    import polars as pl

    from .fulfilment import Facts


@dataclass(frozen=True, slots=True)
class Match:
    """A tag that fulfils a wish, asserted or predicted, and what its evidence says."""

    attribute: str
    tag: str
    asserted: bool
    probability: float
    evidence: dict[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        return {
            "attribute": self.attribute,
            "tag": self.tag,
            "asserted": self.asserted,
            "probability": round(self.probability, 4),
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True)
class Item:
    """A product found: `score` from 0 to 1, what fulfils the wishes, and those that nothing fulfils."""

    id: str
    name: str
    score: float
    matches: tuple[Match, ...]
    unmet: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        matches = [match.as_json() for match in self.matches]
        return {
            "id": self.id,
            "name": self.name,
            "score": round(self.score, 4),
            "matches": matches,
            "unmet": list(self.unmet),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What was understood and found.

    `full`: how many products are known to fulfil all wishes, `None` where there are no wishes; `perhaps`: how many more
    do by what is only predicted, or said in text too weakly to be asserted. Where there are neither, `relaxed` names
    the wishes that were given up.
    """

    query: Query
    items: tuple[Item, ...]
    full: int | None
    perhaps: int
    relaxed: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "query": self.query.text,
            "understood": self.query.understood_json(),
            "unused": list(self.query.unused),
            "full_matches": self.full,
            "perhaps_matches": self.perhaps,
            "relaxed": list(self.relaxed),
            "items": [item.as_json() for item in self.items],
        }


def explained(facts: Facts, wishes: Sequence[Wish], ids: Sequence[str]) -> dict[str, dict[Wish, Match]]:
    """Return what speaks for each of some products: for each wish the surest tag that fulfils it, if it is likely."""
    asked = [wish for wish in wishes if isinstance(wish, TagWish | RangeWish) and not wish.excluded]
    fulfils = [facts.matching(wish) for wish in asked]
    candidates: dict[str, list[Match]] = {name: [] for name in ids}
    for table, asserted in (("evidence", True), ("predictions", False), ("mentions", False)):
        for product, match in _said(facts.workspace.rows(table, _PRODUCT.get(table, "product"), list(ids)), asserted):
            if match.probability >= ENOUGH:
                candidates[product].append(match)
    for name in ids if any(isinstance(wish, RangeWish) and wish.priced for wish in asked) else ():
        if price := facts.prices.of_products[name]:
            evidence = {"origin": "catalog", "field": facts.prices.column, "quote": price.quote}
            candidates[name].append(Match(facts.prices.column, str(price), True, 1.0, evidence))
    return {
        name: {
            wish: best
            for wish, fits in zip(asked, fulfils, strict=True)
            if (best := _surest([one for one in own if fits((one.attribute, one.tag))]))
        }
        for name, own in candidates.items()
    }


def known_values(facts: Facts, wishes: Sequence[Wish], ids: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Return what is asserted of each of some products, by attribute, and what they cost where a wish asks for it.

    Of attributes only those that have one value.
    """
    known: dict[str, dict[str, list[str]]] = {name: {} for name in ids}
    if any(isinstance(wish, RangeWish) and wish.priced for wish in wishes):
        prices = ((name, facts.prices.of_products[name]) for name in ids)
        known = {name: {facts.prices.column: [str(price)]} if price else {} for name, price in prices}
    for product, attribute, value, _ in facts.workspace.rows("triples", "head", list(ids)).iter_rows():
        if not facts.vocabulary.attribute(attribute).many:
            known[product].setdefault(attribute, []).append(value)
    return known


def lacking(wish: Wish, known: Mapping[str, Sequence[str]]) -> str:
    """Say that a product does not fulfil a wish, and what is known of it instead."""
    if isinstance(wish, KindWish):
        return str(wish)
    attributes = [attribute for attribute, _ in wish.tags] if isinstance(wish, TagWish) else wish.attributes
    values = [value for attribute in dict.fromkeys(attributes) for value in known.get(attribute, ())]
    return f"{wish} ({'is ' + ', '.join(values) if values else 'not known'})"


_PRODUCT = {"evidence": "head"}


def _said(rows: pl.DataFrame, asserted: bool) -> list[tuple[str, Match]]:
    said = []
    for row in rows.iter_rows(named=True):
        if "head" in row:
            evidence = {
                name: row[name] for name in ("origin", "field", "start", "end", "quote") if row[name] is not None
            } | _reader(row)
            said.append((row["head"], Match(row["relation"], row["tail"], True, row["confidence"], evidence)))
        elif "surface" in row:
            evidence = {"origin": "text", "field": row["field"], "start": row["start"], "end": row["end"]}
            evidence |= {"quote": row["surface"], **_reader(row)}
            said.append((row["product"], Match(row["attribute"], row["value"], False, row["confidence"], evidence)))
        elif not row["asserted"]:
            said.append((row["product"], Match(row["attribute"], row["value"], False, row["probability"], None)))
    return said


def _reader(row: Mapping[str, Any]) -> dict[str, str]:
    """Name what found words that only go with a value: all other evidence says the value."""
    return {"extractor": "clue"} if row["extractor"] == "clue" else {}


def _surest(matches: Sequence[Match]) -> Match | None:
    return max(matches, key=lambda match: (match.asserted, match.probability), default=None)
