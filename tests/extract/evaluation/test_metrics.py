"""The scoring rule: one slot, one answer, any accepted form."""

import pytest
from kgtag.extract.evaluation.metrics import Counts, calibration_error, evaluate_extraction, wilson_interval

GOLD = [
    {"Brand": frozenset({"Acme"}), "Size": frozenset({"9 M", "9M"}), "Color": frozenset()},
    {"Brand": frozenset({"Zeno"})},
]


def test_any_accepted_form_is_correct_and_case_counts():
    evaluation = evaluate_extraction(GOLD, [{"Brand": "acme", "Size": "9M"}, {"Brand": "Zeno"}])
    assert evaluation.lenient == Counts(correct=2, wrong=1)


def test_a_value_where_the_gold_says_nothing_is_invented():
    evaluation = evaluate_extraction(GOLD, [{"Brand": "Acme", "Color": "red"}, {}])
    assert evaluation.lenient == Counts(correct=1, missed=2, invented=1)


def test_only_the_strict_score_counts_answers_the_gold_does_not_list():
    evaluation = evaluate_extraction(GOLD, [{}, {"Brand": "Zeno", "Color": "red"}])
    assert evaluation.lenient == Counts(correct=1, missed=2)
    assert evaluation.strict == Counts(correct=1, missed=2, invented=1)
    assert evaluation.attributes["Color"] == Counts(invented=1)


def test_precision_recall_and_f1_follow_the_published_rule():
    counts = Counts(correct=6, wrong=2, missed=3, invented=1)
    assert counts.precision == pytest.approx(6 / 9)
    assert counts.recall == pytest.approx(6 / 11)
    assert counts.f1 == pytest.approx(2 * (6 / 9) * (6 / 11) / (6 / 9 + 6 / 11))


def test_nothing_to_find_and_nothing_found_scores_zero_without_failing():
    assert evaluate_extraction([{}], [{}]).lenient.f1 == 0.0


def test_slots_are_parted_by_whether_training_had_their_value():
    evaluation = evaluate_extraction(
        GOLD, [{"Brand": "Acme", "Color": "red"}, {}], [("Brand", "Acme"), ("Size", "Zeno")]
    )
    assert evaluation.seen == Counts(correct=1)
    assert evaluation.unseen == Counts(missed=2)


def test_gold_and_answers_of_different_length_are_refused():
    with pytest.raises(ValueError):
        evaluate_extraction(GOLD, [{}])


def test_coverage_is_the_share_of_filled_slots_that_are_answered():
    assert Counts(correct=3, wrong=1, missed=4, invented=9).coverage == 0.5


def test_confidence_that_says_how_often_it_is_right_has_no_calibration_error():
    answers = [(0.8, place % 5 != 0) for place in range(1000)] + [(0.2, place % 5 == 0) for place in range(1000)]
    found = calibration_error(answers)
    assert found.error == pytest.approx(0, abs=0.001)
    assert found.low <= found.high < 0.05
    assert found.answers == 2000


def test_confidence_that_is_always_too_high_shows_by_how_much():
    assert calibration_error([(0.9, place % 2 == 0) for place in range(100)]).error == pytest.approx(0.4)
    assert calibration_error([]).answers == 0


def test_the_interval_of_a_share_is_wilsons():
    assert wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson_interval(10, 10) == pytest.approx((0.7225, 1), abs=1e-4)
    assert wilson_interval(0, 0) == (0, 1)
