"""How many of their true tags products do not list, and what that makes of a probability (positive-unlabelled data).

Where catalogs imply ("every curling iron is a styling tool"), the implied tag is missing only where somebody left it
out. If many such rules hold at one and the same rate short of 1, that rate is the share of true tags that are listed
(the label frequency of Elkan & Noto 2008, who read it off the surest examples). Where rules differ in their rates, or
there are too few, nothing is known of what is left out, and nothing is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from .sparse import row_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .catalog_index import Index

LEAST_SUPPORT = 30
"""Products that a rule's first tag needs, to say how often the second stands beside it."""
LEAST_RATE = 0.5
LEAST_RULES = 10
LEAST_TAGS = 5
"""Different implied tags without which rules are too few to speak for the others."""
AGREEING = 0.8
"""The share of the rules that must hold at one rate, but for chance and `SPREAD`."""
SPREAD = 0.05
MOST_LISTED = 0.9
"""A catalog that somebody wants completed leaves out a tenth at least."""
SUREST = 0.99
"""Nothing that is counted from a catalog is surer than this."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Tag `left` implies tag `right` (columns) at a `rate`, told by `support` products that have the left one."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    rate: NDArray[np.float64]
    support: NDArray[np.float64]

    def take(self, kept: NDArray[np.bool_]) -> Rules:
        """Return some of them."""
        return Rules(self.left[kept], self.right[kept], self.rate[kept], self.support[kept])


def find_rules(index: Index, many: NDArray[np.bool_]) -> Rules:
    """Find the rules between values of one and the same many-valued attribute; `many` [attributes]."""
    together = csr_array(index.asserted.T @ index.asserted)
    left, right = row_numbers(together), together.indices.astype(np.int64)
    attribute = index.tags.attribute_of
    rate, support = together.data / index.counts[left], index.counts[left]
    kept = (left != right) & (attribute[left] == attribute[right]) & many[attribute[left]]
    kept &= (support >= LEAST_SUPPORT) & (rate >= LEAST_RATE)
    return Rules(left, right, rate.astype(np.float64), support.astype(np.float64)).take(kept)


def share_listed(rules: Rules) -> float | None:
    """Return the share of true tags that products list; `None` where rules do not agree on one."""
    if len(rules.rate) < LEAST_RULES or len(np.unique(rules.right)) < LEAST_TAGS:
        return None
    share = float(np.median(rules.rate))
    chance = 3 * np.sqrt(share * (1 - share) / rules.support)
    agree = np.abs(rules.rate - share) <= chance + SPREAD
    return min(share, MOST_LISTED) if agree.mean() >= AGREEING else None


def implied(rules: Rules, tags: csr_array) -> csr_array:
    """Return which tags the rules imply for rows of tags, 1 where one does [rows, tags]."""
    step = csr_array((np.ones(len(rules.left)), (rules.left, rules.right)), shape=(tags.shape[1], tags.shape[1]))
    found = csr_array(tags @ step)
    found.data[:] = 1
    found.sort_indices()
    return found


def missing_probability(listed: float, hidden: float) -> float:
    """Return P(a true tag is not shown) where `listed` of the true tags are listed and `hidden` of these are hidden."""
    return 1 - listed * (1 - hidden)


def probability_true(
    found: NDArray[np.float64], listed: float, hidden: float, *, remaining: float = 0.0
) -> NDArray[np.float64]:
    """Turn the probability that a tag is among the hidden cells into the probability that it is true.

    Args:
        found: P(listed and hidden | not shown), as learned where `hidden` of the listed tags were hidden.
        listed: the share of true tags that are listed.
        hidden: see `found`.
        remaining: the share of the listed tags that is hidden where the probability is used; 0: nothing is.
    """
    shown = missing_probability(listed, hidden)
    true = np.minimum(found * shown / (listed * hidden), SUREST)
    odds = true / (1 - true) * missing_probability(listed, remaining) / shown
    return np.asarray(odds / (1 + odds))


def expected_found(
    claimed: NDArray[np.float64], learned: float, listed: float, hidden: float, bare: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Turn claims that tags are true into the probability that they are among hidden cells, to hold them against these.

    Args:
        claimed: probabilities as served.
        learned: the share of true tags that is listed, as the claims assume it.
        listed: that share before `hidden` of the listed tags were hidden.
        hidden: see `listed`.
        bare: whether no tag of the product was shown.
    """
    shown = missing_probability(listed, hidden)
    odds = claimed / np.maximum(1 - claimed, 1 - SUREST) * np.where(bare, 1, shown / missing_probability(learned, 0))
    return np.asarray(odds / (1 + odds) * listed * hidden / shown)
