"""Where hidden values stand among all that could be, and whether our best answer is right; learns nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ...kg.vocabulary import canonical_cells
from ..candidates import Knowledge
from ..learning import with_care
from ..omissions import expected_found, find_rules, implied, share_listed
from ..ranking import filtered_ranks
from ..slots import Known, single_valued
from .hiding import TAG_SHARE
from .measures import BestAnswer

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from ...kg.vocabulary import Vocabulary
    from ..catalog_index import Index, Tag
    from ..completion import Completion, CompletionTables
    from .hiding import Hidden

OURS = "kgtag"
WARM, NAMES_KNOWN, COLD = "warm", "names known", "cold"


@dataclass(frozen=True, slots=True)
class Situation:
    """Tables of the products that are asked for, and what is known of the others.

    `simple` is what the simple methods may know: the catalog's own cells, nothing that the text asserts. `names` are
    values that may be answers though no product has them; `many`: attributes that may have several values.
    """

    name: str
    completion: Completion
    simple: Index
    tables: CompletionTables
    many: frozenset[str]
    names: frozenset[Tag] = frozenset()


@dataclass(frozen=True, slots=True)
class Truth:
    """What is asked for, product by product, and what counts as an answer.

    `hidden` and `kept` values by attribute, canonical; `implied`: columns of the tags that the rules
    between the whole catalog's tags give each product, and `listed` the share of true tags that
    products filled in with care list, if they tell.
    """

    hidden: Mapping[str, Mapping[str, tuple[Tag, ...]]]
    kept: Mapping[str, frozenset[Tag]]
    implied: Mapping[str, frozenset[int]]
    listed: float | None
    hidden_share: float

    @classmethod
    def of(
        cls, products: pl.DataFrame, simple: Index, hidden: Hidden, vocabulary: Vocabulary, asked: CompletionTables
    ) -> Truth:
        """Read it from the whole catalog; columns of tags are those of the index `simple`."""
        cells: dict[str, set[Tag]] = {product: set() for product in simple.products}
        for product, attribute, value, *_ in canonical_cells(products, vocabulary).iter_rows():
            cells[product].add((attribute, value))
        follows, listed = _told(cells, hidden, simple, single_valued(vocabulary.schema, simple.tags.attributes))
        ids = asked.products["id"].to_list()
        kept = dict(zip(ids, Known.of(ids, asked.evidence).settled, strict=True))
        share = TAG_SHARE if hidden.gaps == "chance" else 1.0
        return cls(_canonical(hidden, vocabulary), kept, follows, listed, share)


@dataclass(slots=True)
class Tally:
    """What was counted of one attribute in one situation: ranks by method, the product of each, our best answers."""

    products: list[str] = field(default_factory=list)
    ranks: dict[str, list[float]] = field(default_factory=dict)
    best: list[BestAnswer] = field(default_factory=list)
    unseen: int = 0

    def __add__(self, other: Tally) -> Tally:
        names = dict.fromkeys([*self.ranks, *other.ranks])
        ranks = {name: [*self.ranks.get(name, []), *other.ranks.get(name, [])] for name in names}
        return Tally([*self.products, *other.products], ranks, [*self.best, *other.best], self.unseen + other.unseen)


@dataclass(frozen=True, slots=True)
class Slot:
    """One (product, attribute) whose answers are known; values it kept stand in nobody's way."""

    product: str
    attribute: str
    answers: Sequence[Tag]
    kept: frozenset[Tag]
    situation: Situation
    truth: Truth

    def count(self, tally: Tally, index: Index, methods: Mapping[str, NDArray[Any]], named: NDArray[np.bool_]) -> None:
        """Rank the answers by every method, and judge our best one."""
        space = index.tags
        columns = space.columns_of.get(self.attribute, np.zeros(0, dtype=np.int64))
        place = {int(column): number for number, column in enumerate(columns)}
        right = [place.get(space.columns.get(tag, -1)) for tag in self.answers]
        kept = [place[space.columns[tag]] for tag in self.kept if space.columns.get(tag, -1) in place]
        ours = methods[OURS][columns]
        unknown = ~named[columns] & ~np.isfinite(ours)
        for name, scores in methods.items():
            own = np.where(unknown, np.nan, scores[columns].astype(np.float64))
            tally.ranks.setdefault(name, []).extend(filtered_ranks(own, right, kept))
        tally.products += [self.product] * len(self.answers)
        tally.unseen += sum(one is None or bool(index.counts[columns[one]] <= 0) for one in right)
        if np.isfinite(ours).any():
            best = int(np.argmax(ours))
            forgotten = self.situation.name == COLD
            is_right = best in right or (forgotten and best in kept)
            tally.best.append(self._judged(float(ours[best]), int(columns[best]), is_right, bare=forgotten or not kept))

    def _judged(self, claimed: float, column: int, is_right: bool, *, bare: bool) -> BestAnswer:
        truth, learned = self.truth, self.situation.completion.listed
        expected = claimed
        if self.attribute in self.situation.many and learned is not None and truth.listed is not None:
            hidden = 1.0 if self.situation.name == COLD else truth.hidden_share
            claims = np.array([claimed])
            expected = float(expected_found(claims, learned, truth.listed, hidden, np.array([bare]))[0])
        told = column in truth.implied[self.product]
        idle = not self.answers and self.situation.name != COLD
        return BestAnswer(claimed, expected, is_right, is_right or told, idle)


def _told(
    cells: Mapping[str, Set[Tag]], hidden: Hidden, simple: Index, single: NDArray[np.bool_]
) -> tuple[dict[str, frozenset[int]], float | None]:
    """Return the columns of the tags that rules imply for each product asked for, and the share of true tags listed.

    The rules hold between the tags of the whole catalog; where they do not agree on a share, they imply nothing.
    """
    settled = tuple(map(frozenset, cells.values()))
    whole = simple.knowing(simple.tags.rows(settled))
    careful = with_care(Known(settled, settled), Knowledge(whole, single))
    listed = share_listed(find_rules(whole.take(careful), ~single))
    if listed is None:
        return dict.fromkeys(hidden.asked, frozenset()), None
    follows = implied(find_rules(whole, ~single), simple.tags.rows([cells[product] for product in hidden.asked]))
    columns = np.split(follows.indices, follows.indptr[1:-1])
    return {product: frozenset(row.tolist()) for product, row in zip(hidden.asked, columns, strict=True)}, listed


def _canonical(hidden: Hidden, vocabulary: Vocabulary) -> dict[str, dict[str, tuple[Tag, ...]]]:
    """Return the hidden values as tags, by product and attribute."""
    return {
        product: {
            name: tuple(sorted({(name, vocabulary.canonical(name, surface).name) for surface in surfaces}))
            for name, surfaces in slots.items()
        }
        for product, slots in hidden.asked.items()
    }
