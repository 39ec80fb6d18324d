from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.extract.agreement import Claim, learn_agreement
from kgtag.extract.calibration import (
    Calibration,
    Curve,
    learn_curve,
    learn_rates,
    learn_score_curves,
    read_calibration,
    write_calibration,
)
from kgtag.extract.matching import Found
from kgtag.kg.errors import WorkspaceError


def answers(attribute, case, right, wrong):
    return [(attribute, case, True)] * right + [(attribute, case, False)] * wrong


def test_a_rate_goes_from_the_general_to_the_special_as_answers_come_in():
    rates = learn_rates(answers("Brand", "Acme", 90, 10) + answers("Brand", "One", 1, 99), prior=0.5)
    assert rates.probability("Brand", "Acme") == pytest.approx(0.88, abs=0.02)
    assert rates.probability("Brand", "One") == pytest.approx(0.03, abs=0.02)
    assert rates.probability("Brand", "unseen") == pytest.approx(0.455, abs=0.02)
    assert rates.probability("Color", "unseen") == pytest.approx(rates.overall)


def test_before_any_answer_the_prior_holds():
    assert learn_rates([], prior=0.6).probability("Brand", "Acme") == 0.6


def test_one_answer_does_not_make_certain():
    rates = learn_rates(answers("Brand", "Acme", 1, 0), prior=0.5)
    assert 0.5 < rates.probability("Brand", "Acme") < 0.8


def test_the_curve_gives_the_share_that_was_right_and_never_falls():
    scores = [0.2] * 100 + [0.6] * 100 + [0.9] * 100
    right = (
        [place % 10 < 1 for place in range(100)]
        + [place % 10 < 5 for place in range(100)]
        + [place % 10 < 8 for place in range(100)]
    )
    curve = learn_curve(scores, right)
    assert [round(curve.probability(score), 2) for score in (0.0, 0.2, 0.6, 0.9, 1.0)] == [0.1, 0.1, 0.5, 0.8, 0.8]


def test_the_curve_is_never_certain():
    curve = learn_curve([0.9] * 98, [True] * 98)
    assert curve.probability(1.0) == pytest.approx(0.99)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_less_probable(samples, one, other):
    curve = learn_curve([score for score, _ in samples], [right for _, right in samples])
    low, high = sorted((one, other))
    assert curve.probability(low) <= curve.probability(high) + 1e-9


def test_an_attribute_with_few_answers_shares_the_curve_of_all():
    curves = learn_score_curves([("Brand", 0.9, True)] * 60 + [("Color", 0.9, False)] * 10)
    assert sorted(curves) == ["", "Brand"]
    calibration = Calibration(curves={"tagger": curves})
    of_brand, of_color = (
        calibration.probability(Found("title", 0, 1, name, "x", "tagger", score=0.9)) for name in ("Brand", "Color")
    )
    assert of_color == pytest.approx(60 / 70) and of_brand > 0.95


def test_two_extractors_are_trusted_as_their_agreement_deserves():
    both = Claim("Brand", "a", {"catalog": 0.7, "tagger": 0.7}, in_title=True)
    alone = Claim("Brand", "a", {"catalog": 0.7}, in_title=True)
    weights = learn_agreement([(both, True)] * 95 + [(both, False)] * 5 + [(alone, True)] * 60 + [(alone, False)] * 40)
    calibration = Calibration(agreement=weights)
    assert calibration.confidence(both) == pytest.approx(0.95, abs=0.03)
    assert calibration.confidence(alone) == pytest.approx(0.6, abs=0.03)


def test_a_rival_lowers_the_confidence_when_rivals_were_often_right():
    rivalled, alone = (Claim("Brand", "a", {"catalog": 0.7}, in_title=True, rival=rival) for rival in (0.7, 0.0))
    weights = learn_agreement(
        [(rivalled, True)] * 20 + [(rivalled, False)] * 80 + [(alone, True)] * 90 + [(alone, False)] * 10
    )
    assert (
        Calibration(agreement=weights).confidence(rivalled)
        < 0.3
        < 0.8
        < Calibration(agreement=weights).confidence(alone)
    )


@pytest.mark.parametrize("trait", ["covered", "foreign"])
def test_what_is_seldom_meant_is_trusted_less(trait):
    plain, seldom = (Claim("Color", "grey", {"catalog": 0.8}, in_title=True, **{trait: said}) for said in (False, True))
    weights = learn_agreement(
        [(plain, True)] * 80 + [(plain, False)] * 20 + [(seldom, True)] * 5 + [(seldom, False)] * 45
    )
    assert (
        Calibration(agreement=weights).confidence(seldom) < 0.3 < 0.7 < Calibration(agreement=weights).confidence(plain)
    )


def test_a_value_is_foreign_to_a_known_category_that_does_not_have_it():
    calibration = Calibration(usage={"Shoes": {"Color": {"red": 1}}})
    assert calibration.is_foreign("Shoes", "Color", "dry") and calibration.is_foreign("Shoes", "Form", "dry")
    assert not calibration.is_foreign("Shoes", "Color", "red") and not calibration.is_foreign("New", "Color", "dry")


def test_without_learned_weights_the_most_certain_extractor_speaks():
    assert Calibration().confidence(Claim("Brand", "a", {"catalog": 0.4, "rule": 0.7}, in_title=True)) == 0.7


def test_a_calibration_comes_back_from_its_file_as_it_was(tmp_path):
    claim = Claim("Brand", "a", {"catalog": 0.7}, in_title=True)
    calibration = Calibration(
        learn_rates(answers("Brand", "Acme", 3, 1), 0.6),
        learn_rates(answers("Weight", "cued", 3, 1), 0.6),
        {"tagger": {"": Curve((0.1, 0.9), (0.2, 0.8))}, "clue": {"Brand": Curve((0.1, 0.9), (0.1, 0.4))}},
        learn_agreement([(claim, True)] * 40 + [(claim, False)] * 20),
        {"Shoes": {"Color": {"red": 2, "blue": 1}}},
        {"tagger": ({"": Curve((0.1, 0.9), (0.3, 0.7))},)},
    )
    write_calibration(calibration, tmp_path / "calibration.json")
    back = read_calibration(tmp_path / "calibration.json")
    found = Found("title", 0, 1, "Brand", "Acme", "catalog", "Acme")
    assert back.probability(found) == calibration.probability(found)
    assert back.confidence(claim) == calibration.confidence(claim)
    assert (back.curves, back.usage, back.folds) == (calibration.curves, calibration.usage, calibration.folds)


def test_without_a_file_nothing_was_learned(tmp_path):
    assert read_calibration(tmp_path / "calibration.json") == Calibration()


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"format": 99})])
def test_a_broken_file_is_named_with_what_to_do(tmp_path, content):
    path = tmp_path / "calibration.json"
    path.write_text(content)
    with pytest.raises(WorkspaceError, match=r"calibration\.json.*--fresh"):
        read_calibration(path)


def test_of_two_values_that_cannot_both_be_right_neither_is_sure_and_the_title_weighs_more():
    rival, in_title, alone = (
        Calibration().confidence(Claim("Weight", "5 g", {"rule": 0.9}, in_title=title, rival=rival))
        for title, rival in ((False, 0.9), (True, 0.9), (False, 0.0))
    )
    assert rival < 0.5 < in_title < alone == 0.9


def test_a_tagger_a_reader_and_words_that_only_go_with_a_value_are_weighed_apart():
    curves = {source: {"": Curve((0.1, 0.9), (0.1, worth))} for source, worth in (("tagger", 0.99), ("clue", 0.4))}
    calibration = Calibration(
        curves=curves,
        agreement=learn_agreement([(Claim("Brand", "a", {"tagger": 0.9}, in_title=True), right)
                                   for right in [True] * 95 + [False] * 5]),
    )  # fmt: skip
    found = [Found("title", 0, 1, "Brand", "a", extractor, score=0.9) for extractor in ("tagger", "column", "clue")]
    assert [calibration.probability(one) for one in found] == [0.99, 0.9, 0.4]
    assert calibration.confidence(Claim("Brand", "a", {"clue": 0.4}, in_title=True)) == 0.4


def test_a_labelled_line_is_as_sure_as_such_lines_are_right():
    claim = Claim("Weight", "5 g", {"rule": 0.97}, in_title=False, rival=0.9, labelled=0.97)
    assert Calibration().confidence(claim) == 0.97
