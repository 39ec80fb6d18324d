"""Who had to do with which products, in the order of time: one entry a pair of user and product; learns nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from ..sparse import matrix

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interactions:
    """Entries sorted by user, and by time within a user: first what came first.

    `users`: the users' names. `user`, `item`: int64 [entries], rows of `users` and of the content. `weight`: float32
    [entries], log2(1 + summed weight). Where there are no times, the order within a user is drawn by lot, so that "the
    last" is a fair draw. `items`: how many products there are.
    """

    users: tuple[str, ...]
    user: NDArray[np.int64]
    item: NDArray[np.int64]
    weight: NDArray[np.float32]
    items: int

    def __len__(self) -> int:
        return len(self.user)

    def take(self, kept: NDArray[np.bool_]) -> Interactions:
        """Return some of the entries; users and products keep their rows."""
        return Interactions(self.users, self.user[kept], self.item[kept], self.weight[kept], self.items)

    def matrix(self) -> csr_array:
        """Return the weights as float32 [users, items]."""
        return matrix(self.user, self.item, self.weight, (len(self.users), self.items))

    def places_from_last(self) -> NDArray[np.int64]:
        """Return 0 for each user's last entry, 1 for the one before, and so on [entries]."""
        counts = np.bincount(self.user, minlength=len(self.users))
        return np.repeat(np.cumsum(counts), counts) - 1 - np.arange(len(self.user))


def read_interactions(frame: pl.DataFrame, ids: Sequence[str], seed: int) -> Interactions:
    """Make entries of an interactions table.

    Args:
        frame: the workspace's table; guests, what is no product of `ids`, and what sums up to no weight, are left out.
        ids: the products in the order of their rows.
        seed: of the lot that orders entries without a time.
    """
    import polars as pl

    products = pl.DataFrame({"product": list(ids)}, schema={"product": pl.String}).with_row_index("item")
    pairs = (
        frame.drop_nulls("user").join(products, on="product").group_by("user", "item")
        .agg(pl.col("weight").sum(), pl.col("time").max()).filter(pl.col("weight") > 0).sort("user", "item")
    )  # fmt: skip
    lot = pl.Series("lot", np.random.default_rng(seed).random(len(pairs)))
    pairs = pairs.with_columns(lot).sort("user", "time", "lot", nulls_last=False)
    users = pairs["user"].unique(maintain_order=True)
    numbers = pairs["user"].rle_id().cast(pl.Int64).to_numpy()
    weight = np.log2(1 + pairs["weight"].to_numpy()).astype(np.float32)
    return Interactions(
        tuple(users.to_list()), numbers, pairs["item"].cast(pl.Int64).to_numpy(), weight, len(ids)
    )  # fmt: skip


def history_rows(histories: Sequence[Sequence[int] | NDArray[np.int64]], items: int) -> csr_array:
    """Return lists of products as rows of ones, float32 [len(histories), items]; twice in a list counts once."""
    lists = [np.unique(np.asarray(history, dtype=np.int64)) for history in histories]
    rows = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    columns = np.concatenate(lists) if lists else np.zeros(0, dtype=np.int64)
    return matrix(rows, columns, np.ones(len(rows)), (len(lists), items))


def baskets_of(frame: pl.DataFrame, ids: Sequence[str], seed: int) -> csr_array:
    """Return what was taken together as rows of ones, float32 [baskets, products], in the order of time.

    Without a basket, what a user had to do with at all is one. Baskets without a time come first, in an order drawn by
    lot.
    """
    import polars as pl

    products = pl.DataFrame({"product": list(ids)}, schema={"product": pl.String}).with_row_index("item")
    name = pl.coalesce(pl.col("basket"), pl.format("user {}", "user"))
    pairs = frame.filter(pl.col("weight") > 0).join(products, on="product").with_columns(name=name)
    order = pairs.group_by("name").agg(pl.col("time").min()).sort("name")
    lot = pl.Series("lot", np.random.default_rng(seed).random(len(order)))
    order = order.with_columns(lot).sort("time", "lot").with_row_index("row").select("name", "row")
    pairs = pairs.select("name", "item").unique().join(order, on="name")
    rows, items = (pairs[column].cast(pl.Int64).to_numpy() for column in ("row", "item"))
    return matrix(rows, items, np.ones(len(rows)), (len(order), len(ids)))
