"""Learning how far extractors are right: from known cells, and of each product from what has not seen it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract.calibration import Calibration
from kgtag.extract.calibration_training import Judge, learn_calibration
from kgtag.extract.evaluation.metrics import calibration_error
from kgtag.extract.extraction import many_valued
from kgtag.extract.extractors import Extractors
from kgtag.extract.matching import Found
from kgtag.extract.merging import merge
from kgtag.kg.progress import silent
from kgtag.kg.splits import fold_of, is_held_out
from kgtag.kg.vocabulary import known_cells, written_cells

IDS = [f"p{place}" for place in range(400)]


class Said(Extractors):
    """Extractors whose model has said what it says of each product."""

    def __init__(self, made, said):
        super().__init__(made.vocabulary, made.schema)
        self.said = said

    def find(self, products):
        return [self.said[row["id"]] for row in products]

    def find_without_model(self, products):
        return [[] for _ in products]


def calibrated(made, extractors=None):
    cells = known_cells(written_cells(made.products, made.vocabulary))
    extractors = extractors or Extractors(made.vocabulary, made.schema)
    return learn_calibration(made.products, cells, extractors, many_valued(made.schema), silent)


def of_tagger(value, *, attribute="Brand", score=0.9):
    return Found("title", 0, 4, attribute, value, "tagger", score=score)


def test_rates_are_learned_without_the_held_out_products(world):
    """Titles of held-out products lie about their brand; the rates do not show it."""
    rows = [
        {"id": id, "title": "Bolt kettle" if is_held_out(id) else "Acme kettle", "attributes": {"Brand": ["Acme"]}}
        for id in IDS
    ]
    calibration = calibrated(world(*rows, {"id": "o", "title": "Thing", "attributes": {"Brand": ["Bolt"]}}))
    rates = calibration.known_values.counts["Brand"]
    assert set(rates) == {"Acme"} and rates["Acme"][0] == rates["Acme"][1]


def learned_nothing(calibration):
    return not (calibration.known_values.counts or calibration.rules.counts or calibration.agreement)


def test_a_value_known_from_the_product_itself_alone_proves_nothing(world):
    rows = [{"id": id, "title": f"Brand{id} kettle", "attributes": {"Brand": [f"Brand{id}"]}} for id in IDS]
    assert learned_nothing(calibrated(world(*rows)))


def test_a_product_with_an_unknown_cell_answers_nothing(world):
    rows = [{"id": id, "title": "Acme kettle, 1.5 L"} for id in IDS]
    assert learned_nothing(calibrated(world(*rows, {"id": "o", "title": "Thing", "attributes": {"Brand": ["Acme"]}})))


def test_the_tagger_is_weighed_by_its_own_answers_on_held_out_products(world):
    """Whatever the cell says, the model says Acme; it is right of every other product."""
    made = world(
        *({"id": id, "title": "x", "attributes": {"Brand": [("Acme", "Bolt")[place % 2]]}}
          for place, id in enumerate(IDS))
    )  # fmt: skip
    calibration = calibrated(made, Said(made, {id: [of_tagger("Acme")] for id in IDS}))
    assert calibration.probability(of_tagger("Acme")) == pytest.approx(0.5, abs=0.15)


def test_of_a_held_out_product_the_tagger_is_weighed_without_its_own_fold(world):
    """The model is right in one fold only: whoever has not seen that fold trusts it nowhere."""
    right = {id: fold_of(id) == 0 for id in IDS}
    made = world(*({"id": id, "title": "x", "attributes": {"Brand": ["Acme"]}} for id in IDS))
    said = Said(made, {id: [of_tagger("Acme" if right[id] else "Bolt")] for id in IDS})
    calibration = calibrated(made, said)
    inside, outside, learned = (
        calibration.blind_to(next(id for id in IDS if is_held_out(id) == held_out and right[id] == of_fold))
        for held_out, of_fold in ((True, True), (True, False), (False, True))
    )
    assert inside.probability(of_tagger("Acme")) < 0.05
    assert 0.1 < learned.probability(of_tagger("Acme")) < outside.probability(of_tagger("Acme"))


@pytest.mark.parametrize("held_out", [False, True])
def test_confidences_come_true_on_products_that_taught_nothing_and_on_those_that_did(world, held_out):
    """Ten attributes with some sixty answers each: curves that follow the chance in them would be far too sure."""
    draw, names = random.Random(1), [f"Attribute {number}" for number in range(10)]
    made = world(*({"id": id, "title": "x" * 10, "attributes": {key: ["a"] for key in names}} for id in IDS[:300]))
    said = {
        id: [
            of_tagger("a" if draw.random() < 0.35 + 0.3 * score else "b", attribute=name, score=score)
            for name in names
            for score in [draw.random()]
        ]
        for id in IDS[:300]
    }
    calibration = calibrated(made, Said(made, said))
    assert len(calibration.curves["tagger"]) > 10
    merged = (
        merge(id, "", {"title": "x" * 10}, said[id], calibration.blind_to(id), frozenset())
        for id in said
        if is_held_out(id) == held_out
    )
    answers = [(one.confidence, one.value == "a") for own in merged for one in own]
    assert calibration_error(answers).error < 0.07


CELLS = st.dictionaries(
    st.sampled_from("pqr"),
    st.dictionaries(st.sampled_from(["Color", "Form"]), st.frozensets(st.sampled_from("xy"))),
    min_size=1,
)
CATEGORIES = st.fixed_dictionaries({product: st.sampled_from(["", "Shoes", "Bags"]) for product in "pqr"})


@given(CELLS, CATEGORIES, st.sampled_from("pqr"), st.sampled_from(["Color", "Form"]), st.sampled_from("xyz"))
def test_what_is_foreign_is_learned_as_it_will_be_served_to_an_open_cell(cells, categories, product, attribute, value):
    opened = {id: {n: v for n, v in own.items() if (id, n) != (product, attribute)} for id, own in cells.items()}
    served = Calibration(usage=Judge(opened, categories).usage())
    judge, category = Judge(cells, categories), categories[product]
    assert judge.is_foreign(product, attribute, value) == served.is_foreign(category, attribute, value)
    assert judge.is_used(product, attribute) == served.is_used(category, attribute)
    blind = Calibration(usage=judge.usage()).without(cells.get(product, {}))
    assert blind.is_foreign(category, attribute, value) == served.is_foreign(category, attribute, value)
    assert blind.is_used(category, attribute) == served.is_used(category, attribute)
