"""Questions in both directions, with all their answers."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from kgtag.embed.link_prediction.questions import LinkQuestions

TRIPLES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=20)


def asked_by_hand(triples: list[tuple[int, int, int]]) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for head, relation, tail in triples:
        found.setdefault((head, 2 * relation), []).append(tail)
        found.setdefault((tail, 2 * relation + 1), []).append(head)
    return found


@given(TRIPLES)
def test_every_triple_asks_for_its_tail_and_for_its_head(triples: list[tuple[int, int, int]]) -> None:
    questions = LinkQuestions.of(np.array(triples))
    rows = torch.arange(len(questions))
    owners, places = questions.answers_of(rows)
    found: dict[tuple[int, int], list[int]] = {}
    for owner, place in zip(owners.tolist(), places.tolist(), strict=True):
        question = int(questions.entities[owner]), int(questions.relations[owner])
        found.setdefault(question, []).append(int(questions.answers[place]))
        head, relation, tail = triples[int(questions.triples[place])]
        assert question in {(head, 2 * relation), (tail, 2 * relation + 1)}
    assert {question: sorted(answers) for question, answers in found.items()} == {
        question: sorted(answers) for question, answers in asked_by_hand(triples).items()
    }


@given(TRIPLES, TRIPLES)
def test_a_question_is_found_among_others_or_not_at_all(
    some: list[tuple[int, int, int]], others: list[tuple[int, int, int]]
) -> None:
    mine, theirs = LinkQuestions.of(np.array(some)), LinkQuestions.of(np.array(others))
    names = [list(zip(part.entities.tolist(), part.relations.tolist(), strict=True)) for part in (mine, theirs)]
    expected = [names[1].index(name) if name in names[1] else -1 for name in names[0]]
    assert mine.same_in(theirs).tolist() == expected


def test_answers_of_chosen_questions_come_in_the_order_of_the_choice() -> None:
    questions = LinkQuestions.of(np.array([(0, 0, 1), (0, 0, 2), (3, 0, 4)]))
    names = list(zip(questions.entities.tolist(), questions.relations.tolist(), strict=True))
    rows = torch.tensor([names.index((3, 0)), names.index((0, 0))])
    owners, places = questions.answers_of(rows)
    assert owners.tolist() == [0, 1, 1]
    assert questions.answers[places].tolist() == [4, 1, 2]
