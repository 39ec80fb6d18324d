"""Values that stand in no text: sleeves are guessed from the kind of shirt, and never by a network that was told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from kgtag.embed.catalog_index import Readers, Texts
from kgtag.embed.sparse import matrix
from kgtag.embed.text_vectors import text_vectors
from kgtag.embed.value_networks import FOLDS, Clues, ValueNetworks, folds_of
from kgtag.embed.value_training import learn_values
from kgtag.kg.progress import silent
from scipy.sparse import csr_array

SLEEVES = {"tank top": "none", "polo": "short", "sweater": "long"}
KINDS = list(SLEEVES)
VALUES = ("long", "none", "short", "cotton", "silk", "rare", "only")
ATTRIBUTE_OF = np.array([0, 0, 0, 1, 1, 1, 2])
COUNT = 240


def shop(numbers: range) -> Texts:
    """Shirts of three kinds; the odd ones are in another category."""
    ids = tuple(f"P{number}" for number in numbers)
    titles = tuple(f"{KINDS[number % 3]} model {number * 7919 % 1000}" for number in numbers)
    return Texts(ids, titles, ("",) * len(ids), tuple(("Silk",) if number % 2 else ("Basic",) for number in numbers))


def clues(readers: Readers, texts: Texts) -> Clues:
    return Clues.of(readers, readers.read(texts), text_vectors(texts.titles, "none", "cpu", silent))


def asserted(sleeves: list[str]) -> csr_array:
    """Sleeves and materials; one material is too rare to learn, and one attribute has no other value."""
    cells = [(row, VALUES.index(value)) for row, value in enumerate(sleeves)]
    cells += [(row, VALUES.index("silk" if row % 2 else "cotton")) for row in range(2, len(sleeves))]
    cells += [(0, VALUES.index("rare")), *((row, VALUES.index("only")) for row in range(len(sleeves)))]
    rows, columns = np.array(cells).T
    return matrix(rows, columns, np.ones(len(cells)), (len(sleeves), len(VALUES)))


LEARNED, NEW = shop(range(COUNT)), shop(range(COUNT, COUNT + 60))
READERS = Readers.learn(LEARNED)
PAIRS = np.repeat(np.arange(60), len(VALUES)), np.tile(np.arange(len(VALUES)), 60)


def learn(sleeves: list[str]) -> ValueNetworks:
    found = learn_values(
        clues(READERS, LEARNED), asserted(sleeves), ATTRIBUTE_OF, folds_of(LEARNED.ids), 13, silent
    )  # fmt: skip
    assert found is not None
    return found


def plane(classifier: ValueNetworks, texts: Texts, folds: np.ndarray) -> np.ndarray:
    rows, columns = np.divmod(np.arange(len(texts.ids) * len(VALUES)), len(VALUES))
    return classifier.probabilities(clues(READERS, texts), folds, rows, columns).reshape(-1, len(VALUES))


@pytest.fixture(scope="module")
def classifier() -> ValueNetworks:
    return learn([SLEEVES[KINDS[number % 3]] for number in range(COUNT)])


def test_a_new_product_gets_the_value_that_its_words_imply(classifier: ValueNetworks) -> None:
    found = plane(classifier, NEW, folds_of(NEW.ids))
    sleeves = [VALUES[best] for best in found[:, :3].argmax(axis=1)]
    assert sleeves == [SLEEVES[KINDS[number % 3]] for number in range(COUNT, COUNT + 60)]


def test_a_new_product_gets_the_value_that_its_category_implies(classifier: ValueNetworks) -> None:
    found = plane(classifier, NEW, folds_of(NEW.ids))
    assert (found[:, 4] > found[:, 3]).tolist() == [bool(number % 2) for number in range(COUNT, COUNT + 60)]


def test_the_shares_of_an_attributes_values_add_up_to_one(classifier: ValueNetworks) -> None:
    found = plane(classifier, NEW, folds_of(NEW.ids))
    np.testing.assert_allclose(found[:, :3].sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(found[:, 3:5].sum(axis=1), 1, atol=1e-5)


def test_a_rare_value_and_one_without_rivals_are_not_guessed(classifier: ValueNetworks) -> None:
    assert not plane(classifier, NEW, folds_of(NEW.ids))[:, 5:].any()


def test_a_product_that_was_learned_from_is_answered_for_by_a_network_that_has_not_seen_it() -> None:
    drawn = np.random.default_rng(3).integers(0, 3, COUNT)
    classifier = learn([VALUES[value] for value in drawn])
    honest = plane(classifier, LEARNED, folds_of(LEARNED.ids))[:, :3].argmax(axis=1)
    told = plane(classifier, LEARNED, (folds_of(LEARNED.ids) + 1) % FOLDS)[:, :3].argmax(axis=1)
    assert (honest == drawn).mean() < 0.45
    assert (told == drawn).mean() > (honest == drawn).mean() + 0.05


def test_a_tag_that_is_new_to_the_catalog_has_no_share(classifier: ValueNetworks) -> None:
    found = classifier.probabilities(
        clues(READERS, NEW.take([0])), folds_of(NEW.ids[:1]), np.array([0, 0]), np.array([1, len(VALUES) + 5])
    )  # fmt: skip
    assert found[0] > 0 == found[1]


def test_nothing_is_learned_where_no_attribute_has_two_common_values() -> None:
    alone = csr_array(np.ones((COUNT, 1), dtype=np.float32))
    assert learn_values(clues(READERS, LEARNED), alone, np.array([0]), folds_of(LEARNED.ids), 13, silent) is None


def test_what_is_saved_is_what_is_loaded(classifier: ValueNetworks, tmp_path: Path) -> None:
    classifier.save(tmp_path)
    loaded = ValueNetworks.load(tmp_path)
    new = folds_of(NEW.ids)
    np.testing.assert_allclose(plane(loaded, NEW, new), plane(classifier, NEW, new), atol=0.01)
    assert [path.name for path in tmp_path.iterdir()] == ["values.safetensors"]


def test_every_product_has_one_fold_and_folds_are_of_like_size() -> None:
    sizes = np.bincount(folds_of([f"P{number}" for number in range(3000)]), minlength=FOLDS)
    assert len(sizes) == FOLDS
    assert sizes.min() > 850


def test_every_release_has_the_same_folds() -> None:
    assert folds_of([f"P{number}" for number in range(12)]).tolist() == [2, 2, 2, 1, 1, 1, 0, 2, 2, 2, 1, 0]
