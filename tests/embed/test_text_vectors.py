"""Sentence vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from kgtag.embed.text_vectors import product_text, text_vectors
from kgtag.kg.progress import silent


def encode(texts: list[str], encoder: Path, *, exact: bool = True) -> np.ndarray:
    return text_vectors(texts, str(encoder), "cpu", silent, exact=exact)


def test_vectors_have_length_one_and_equal_texts_equal_vectors(tiny_encoder: Path) -> None:
    vectors = encode(["red shoe", "blue bag", "red shoe"], tiny_encoder)
    assert vectors.shape == (3, 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])


def test_an_empty_text_has_no_direction(tiny_encoder: Path) -> None:
    vectors = encode(["", "  ", "red"], tiny_encoder)
    assert not vectors[:2].any()
    assert encode([], tiny_encoder).shape == (0, 32)


def test_a_vector_does_not_depend_on_longer_texts_beside_it(tiny_encoder: Path) -> None:
    alone = encode(["red shoe"], tiny_encoder)[0]
    beside = encode(["red shoe", "black and white shoes by acme " * 9], tiny_encoder)[0]
    np.testing.assert_allclose(alone, beside, atol=1e-6)


def test_the_fast_format_points_the_same_way(tiny_encoder: Path) -> None:
    texts = ["red shoe", "blue bags by zeno", "nothing new"]
    exact, fast = encode(texts, tiny_encoder), encode(texts, tiny_encoder, exact=False)
    assert (exact * fast).sum(axis=1).min() > 0.99


def test_a_text_of_any_length_is_read_from_its_start(tiny_encoder: Path) -> None:
    assert np.isfinite(encode(["shoe " * 5000], tiny_encoder)).all()


def test_a_product_is_its_title_and_the_start_of_its_description() -> None:
    assert product_text("Red shoe", "") == "Red shoe"
    assert product_text("Red shoe", "Soft. " * 200).startswith("Red shoe. Soft. Soft.")
    assert len(product_text("Red shoe", "Soft. " * 200)) < 450


def test_without_an_encoder_texts_that_share_characters_are_near() -> None:
    shoe, shoes, bag, empty = text_vectors(["red shoe", "red shoes", "blue bag", ""], "none", "cpu", silent)
    np.testing.assert_allclose(np.linalg.norm([shoe, shoes, bag], axis=1), 1, atol=1e-5)
    assert shoe @ shoes > 0.7 > 0.2 > abs(shoe @ bag)
    assert not empty.any()
    assert text_vectors([], "none", "cpu", silent).shape == (0, shoe.size)
