"""Vectors as gensim reads them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import numpy as np
from gensim.models import KeyedVectors
from kgtag.embed.export.word2vec_files import export_word2vec

from .hostile_shop import HostileShop, nearest, shop

__all__ = ["shop"]


def read(folder: Path) -> KeyedVectors:
    return KeyedVectors.load_word2vec_format(folder / "vectors.txt", binary=False)


def test_gensim_reads_every_id_and_number(shop: HostileShop, tmp_path: Path) -> None:
    export_word2vec(shop.workspace, tmp_path)
    words = read(tmp_path)
    assert tuple(map(unquote, words.index_to_key)) == shop.ids
    np.testing.assert_array_equal(words.vectors, shop.vectors)


def test_gensims_nearest_neighbours_are_those_of_the_source(shop: HostileShop, tmp_path: Path) -> None:
    export_word2vec(shop.workspace, tmp_path)
    words = read(tmp_path)
    found = [[words.key_to_index[key] for key, _ in words.most_similar(key, topn=5)] for key in words.index_to_key]
    assert found == nearest(shop.vectors)


def test_no_id_holds_what_a_reader_might_split_at(shop: HostileShop, tmp_path: Path) -> None:
    export_word2vec(shop.workspace, tmp_path)
    text = (tmp_path / "vectors.txt").read_text(encoding="utf-8")
    assert {len(line.split()) for line in text.splitlines()[1:]} == {1 + shop.vectors.shape[1]}
