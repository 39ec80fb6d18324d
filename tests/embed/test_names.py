"""Names of tags in texts."""

from __future__ import annotations

import numpy as np
import pytest
from kgtag.embed.catalog_index import Index, Readers, TagSpace, Texts
from kgtag.embed.graph_embeddings import GraphVectors
from kgtag.embed.names import Names, WholeNames

TAGS = (("Brand", "Bee"), ("Brand", "Burts Bees"), ("Brand", "Red Rock"), ("Color", "red"), ("tag", "Lip Balms"))


def titles(*lines: str) -> Texts:
    return Texts(tuple(map(str, range(len(lines)))), lines, ("",) * len(lines), ((),) * len(lines))


def names(*lines: str) -> Names:
    texts = titles(*(lines or ("burts bees balm", "red rock", "lip balm red")))
    readers, space = Readers.learn(texts), TagSpace(("Brand", "Color", "tag"), TAGS)
    vectors, vectors_of_names = np.zeros((3, 0), dtype=np.float32), np.zeros((5, 0), dtype=np.float32)
    graph = GraphVectors.none(3, 5, 3)
    index = Index(
        texts.ids, space, readers, readers.read(texts), vectors, vectors_of_names, space.rows([[]] * 3), graph
    )  # fmt: skip
    return Names(index)


def found_in(
    title: str, *, named: tuple[str, ...] = tuple(value for _, value in TAGS), mentioned: tuple[str, ...] = ()
) -> dict[str, tuple[float, float, float, float, float]]:
    known = np.array([value in named for _, value in TAGS])
    own = {column for column, (_, value) in enumerate(TAGS) if value in mentioned}
    whole: WholeNames = names().whole_in(titles(title), known, {0: own})
    return {
        TAGS[column][1]: tuple(
            float(trait[place]) for trait in (whole.start, whole.length, whole.exact, whole.inside, whole.by)
        )
        for place, column in enumerate(whole.columns)
    }  # type: ignore[return-value, misc]


def test_a_name_is_found_whole_where_it_stands_first() -> None:
    assert found_in("New Burt's Bees Lip Balm by Burt's Bees") == {
        "Burts Bees": (1, 2, 1, 0, 0),
        "Bee": (2, 1, 1, 1, 0),
        "Lip Balms": (3, 2, 1, 0, 0),
    }


def test_a_name_written_in_one_word_is_found_but_not_exact() -> None:
    assert found_in("RedRock boots")["Red Rock"] == (0, 1, 0, 0, 0)


def test_a_name_inside_one_of_another_attribute_is_no_part_of_it() -> None:
    found = found_in("boots by Red Rock")
    assert found["red"][3] == 0
    assert found["Red Rock"][4] == 1


def test_a_name_is_inside_one_that_the_catalog_knows_or_its_own_text_mentions_and_in_no_other() -> None:
    title = "Burts Bees Balm"
    assert found_in(title)["Bee"][3] == 1
    assert found_in(title, named=("Bee",))["Bee"][3] == 0
    assert found_in(title, named=("Bee",), mentioned=("Burts Bees",))["Bee"][3] == 1


def test_the_share_of_a_name_counts_rare_words_more() -> None:
    shares = names().shares_in(titles("burts candle", "balm", "nothing")).toarray()
    burts = TAGS.index(("Brand", "Burts Bees"))
    assert 0.5 <= shares[0, burts] < 1
    assert shares[1, TAGS.index(("tag", "Lip Balms"))] == pytest.approx(0.5, abs=0.2)
    assert not shares[2].any()


def test_a_misspelled_name_shares_most_of_its_letters_with_the_text() -> None:
    texts = titles("Burtz-Bees candle", "lamp")
    burts = np.full(2, TAGS.index(("Brand", "Burts Bees")))
    misspelled, other = names().letters_in(texts, np.array([0, 1]), burts)
    assert misspelled == pytest.approx(3 / 5)
    assert other == 0


def test_letters_are_compared_across_the_spaces_between_words() -> None:
    (share,) = names().letters_in(titles("REDROCK boots"), np.array([0]), np.array([TAGS.index(("Brand", "Red Rock"))]))
    assert share == 1


def test_the_words_of_a_name_count_as_far_as_the_title_begins_with_them() -> None:
    texts = titles("Burts Bees balm", "Burts candle", "new Burts Bees balm")
    burts = np.full(3, TAGS.index(("Brand", "Burts Bees")))
    assert names().begun_by(texts, np.arange(3), burts).tolist() == [2, 1, 0]


def test_a_name_is_as_rare_as_its_rarest_part() -> None:
    known = names("red rock", "lip balm red", "red balm")
    rarity = dict(zip((value for _, value in TAGS), known.rarities, strict=True))
    assert rarity["red"] < rarity["Lip Balms"]
    assert rarity["Red Rock"] == rarity["Burts Bees"] == max(rarity.values())
