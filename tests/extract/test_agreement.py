"""What extractors say together: it starts from their own word, and known cells correct it."""

import pytest
from kgtag.extract.agreement import MIN_ANSWERS, Claim, learn_agreement


def claim(attribute="Brand", *, title=True, rival=0.0, **said):
    return Claim(attribute, "a", said, in_title=title, rival=rival)


def judged(one, right, wrong):
    return [(one, True)] * right + [(one, False)] * wrong


def test_a_plain_statement_stays_as_sure_as_it_is_where_no_answer_speaks_of_its_kind():
    in_titles = judged(claim(catalog=0.95, tagger=0.95), 60, 1)
    weights = learn_agreement([*in_titles, *judged(claim(title=False, catalog=0.5, rival=0.9), 2, 10)])
    assert weights[""].confidence(claim(catalog=0.9, title=False)) > 0.85


def test_many_answers_overrule_what_the_extractors_say():
    weights = learn_agreement(judged(claim(catalog=0.9, title=False), 50, 150))
    assert weights[""].confidence(claim(catalog=0.9, title=False)) == pytest.approx(0.25, abs=0.05)


def test_an_attribute_departs_from_all_the_others_as_its_own_answers_come_in():
    others = judged(claim(catalog=0.8), 160, 40)
    few = learn_agreement([*others, *judged(claim("Tag", catalog=0.8), 0, 2)])["Tag"]
    many = learn_agreement([*others, *judged(claim("Tag", catalog=0.8), 0, 60)])["Tag"]
    assert many.confidence(claim(catalog=0.8)) < 0.2 < 0.5 < few.confidence(claim(catalog=0.8))


def test_an_attribute_without_answers_has_no_weights_of_its_own():
    assert learn_agreement(judged(claim(catalog=0.8), 80, 20)).keys() == {"", "Brand"}


def test_a_handful_of_answers_teaches_nothing():
    assert learn_agreement(judged(claim(catalog=0.8), MIN_ANSWERS - 1, 0)) == {}


def test_answers_of_one_kind_make_nobody_certain():
    sure = learn_agreement(judged(claim(catalog=0.8), 100, 0))[""]
    assert 0.9 < sure.confidence(claim(catalog=0.8)) < 0.999


def test_readers_of_the_same_words_are_averaged_and_what_only_goes_with_a_value_reads_nothing():
    assert claim(catalog=0.9, tagger=0.5).opinion() == pytest.approx(0.75)
    assert claim(catalog=0.9, clue=0.1).opinion() == pytest.approx(0.9)
    assert claim(clue=0.4).opinion() == pytest.approx(0.4)


def test_a_rival_takes_from_the_opinion_and_less_of_what_the_title_says():
    alone, titled, below = (claim(catalog=0.9, rival=rival, title=title).opinion()
                            for rival, title in ((0.0, True), (0.9, True), (0.9, False)))  # fmt: skip
    assert below == pytest.approx(0.09 / 0.19) and below < titled < alone


def test_beside_a_surer_rival_little_is_left_wherever_the_value_stands():
    outdone, tied = claim(catalog=0.9, rival=0.99), claim(catalog=0.9, rival=0.9)
    assert outdone.limit() < 0.1 and tied.limit() == 1.0
    assert claim(catalog=0.6, clue=0.99, rival=0.9).limit() < 0.95


def test_of_what_only_rules_read_a_rival_as_sure_leaves_but_its_word():
    one = claim(rule=0.9, rival=0.9)
    assert one.limit() == one.word() < 0.9
