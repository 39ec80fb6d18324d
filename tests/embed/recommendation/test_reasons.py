"""Why a product is recommended: reasons exist, the score falls without them, and the most specific comes first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.recommendation.content import Content, workspace_content
from kgtag.embed.recommendation.faithfulness import graph_tags, measure_faithfulness, score_without, tag_is_shared
from kgtag.embed.recommendation.reasons import (
    bought_together_reason,
    evidence_of,
    falls_without,
    own_item_reasons,
    shared_tags,
    tag_reasons,
)
from kgtag.embed.recommendation.serving import Recommender, Wanted
from kgtag.kg.settings import Settings
from kgtag.kg.workspace import Workspace
from scipy.sparse import csr_array

from .shop import PRODUCTS, shop


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return shop(tmp_path_factory.mktemp("reasons") / "shop")


@pytest.fixture(scope="module")
def content(workspace: Workspace) -> Content:
    return workspace_content(workspace)


def reasons(workspace: Workspace, content: Content, product: str, item: str):
    row = content.tags[[content.ids.index(product)]]
    evidences = evidence_of(workspace, [product, item])
    return tag_reasons(content, row, product, content.ids.index(item), evidences)


def test_the_rarest_shared_tag_comes_first_and_the_lowest_category_alone(workspace, content):
    tags = [reason.tags[0] for reason in reasons(workspace, content, "red-acme", "blue-acme")]
    assert tags == [("Brand", "Acme"), ("category", "Shoes > Running"), ("tag", "carbon plate")]


def test_a_category_above_one_that_is_shared_too_is_not_named(workspace, content):
    red, blue, boot = (content.ids.index(name) for name in ("red-acme", "blue-acme", "boot"))
    shared = [content.tag_names[column] for column in shared_tags(content, content.tags[[red]], blue)]
    assert ("category", "Shoes > Running") in shared
    assert ("category", "Shoes") not in shared
    alone = [content.tag_names[column] for column in shared_tags(content, content.tags[[red]], boot)]
    assert ("category", "Shoes") in alone


def test_a_shared_tag_that_stands_in_the_way_is_not_named(content):
    rows = csr_array(np.array([[0.99, 0.14], [0.6, 0.8]], dtype=np.float32))
    small = replace(content, tags=rows, tag_names=(("Brand", "Acme"), ("Color", "red")))
    assert shared_tags(small, rows[[0]], 1) == [0]


def test_a_reason_shows_where_both_products_say_so(workspace, content):
    carbon, *_ = reasons(workspace, content, "red-acme", "blue-acme")
    assert carbon.text == "Brand: Acme   (catalog: “Acme”)"
    color = reasons(workspace, content, "red-acme", "lamp-red")[0]
    assert color.text == "Color: red   (title: “RED”)"
    assert [(entry.product, entry.origin) for entry in color.evidence] == [("red-acme", "text"), ("lamp-red", "text")]


def test_a_predicted_tag_says_how_sure_it_is(workspace, content):
    predicted = [one for one in reasons(workspace, content, "red-acme", "blue-acme") if "carbon" in one.text]
    assert predicted[0].text == "tag: carbon plate   (catalog: “carbon plate” | predicted, 80%)"
    assert predicted[0].as_json()["evidence"][1] == {"product": "blue-acme", "origin": "predicted", "sure": 0.8}


def test_json_names_the_tag_as_the_graph_does(workspace, content):
    reason = reasons(workspace, content, "red-acme", "blue-acme")[0].as_json()
    assert (reason["kind"], reason["tags"]) == ("shared tag", ["Brand=Acme"])


def test_products_that_share_nothing_have_no_reasons(workspace, content):
    assert reasons(workspace, content, "lamp", "boot") == ()


def test_every_reason_exists_in_the_tables_and_the_score_falls_without_it(workspace, content):
    recommender = Recommender(workspace, Settings(), Wanted())
    found = measure_faithfulness(workspace, content, recommender.similar([name for name, _, _ in PRODUCTS]))
    assert found.named > 20
    assert (found.existing, found.falling) == (1.0, 1.0)


def test_a_reason_that_the_graph_does_not_have_is_found_out(workspace):
    known = graph_tags(workspace)
    assert tag_is_shared(("Color", "red"), ("red-acme", "red-zeno"), known)
    assert not tag_is_shared(("Color", "red"), ("red-acme", "blue-acme"), known)
    assert not tag_is_shared(("tag", "carbon plate"), ("boot",), known)


def test_deleting_a_tag_is_what_the_score_would_be_without_it(workspace, content):
    red, zeno = content.ids.index("red-acme"), content.ids.index("red-zeno")
    whole = score_without(content, red, zeno, None)
    without = score_without(content, red, zeno, ("tag", "carbon plate"))
    assert without < whole


WEIGHTS = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)), min_size=1, max_size=6)


@given(WEIGHTS, st.floats(0, 2))
def test_falling_is_what_bringing_the_row_to_length_one_again_gives(weights, other):
    left, right = (np.array([pair[side] for pair in weights]) for side in (0, 1))
    length = np.sqrt((right**2).sum() + other**2)
    right, left = right / length, left / np.linalg.norm(left)
    for place, falls in enumerate(falls_without(left, right)):
        rest = np.delete(right, place)
        remaining = np.sqrt((rest**2).sum() + (other / length) ** 2)
        cosine = float(np.delete(left, place) @ rest) / remaining if remaining > 1e-6 else 0.0
        if abs(cosine - left @ right) > 1e-4:
            assert falls == (cosine < left @ right)


def test_own_items_are_named_with_their_share_and_what_they_have_in_common(workspace, content):
    red, zeno, lamp = (content.ids.index(name) for name in ("red-acme", "red-zeno", "lamp-red"))
    evidences = evidence_of(workspace, ["red-acme", "red-zeno", "lamp-red"])
    first, second = own_item_reasons(content, [(red, 3.0), (lamp, 1.0), (red, -1.0)], zeno, evidences)
    assert first.text.startswith("75% for red-acme  Acme runner red   (both Color: red; ")
    assert second.text == "25% for lamp-red  Lumo desk lamp red   (both Color: red)"
    assert first.products == ("red-acme",)


def test_what_did_nothing_is_no_reason(workspace, content):
    assert own_item_reasons(content, [(0, 0.0), (1, -1.0)], 2, {}) == ()


@pytest.mark.parametrize(("count", "said"), [(1, ["once"]), (1200, ["1,200 times"]), (0, [])])
def test_what_is_bought_together_says_how_often(count, said):
    assert [reason.text for reason in bought_together_reason("lamp", count)] == [
        f"bought together {one}" for one in said
    ]
