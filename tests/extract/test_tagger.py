"""The tagger as a whole: it learns the obvious, leaves the unknown alone, reads any length and comes back from disk."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from kgtag.extract.labelled_text import LabelledText, Span
from kgtag.extract.tagger import Tagger
from kgtag.extract.tagger_decoding import best_values
from kgtag.extract.tagger_training import TooFewTextsError, TrainingReport, train_tagger, training_budget
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.settings import Settings

COLORS, BRANDS = ["red", "blue", "green", "black", "white"], ["Acme", "Zeno"]


def shop(products: int = 120) -> list[LabelledText]:
    """Every fourth product has no colour; of every third one no colour is known, though it is there. Some talk long."""
    texts = []
    for number in range(products):
        color, brand = COLORS[number % 5], BRANDS[number % 7 % 2]
        kind = ["shoe", "bag"][number % 2]
        talk = "nothing " * (number * 7 % 60 if number % 6 == 1 else 0)
        text = talk + (f"new {color} {kind} by {brand}" if number % 4 else f"{kind} by {brand} and nothing")
        spans = [Span(text.index(brand), text.index(brand) + len(brand), "Brand")]
        if number % 4 and number % 3:
            spans.append(Span(text.index(color), text.index(color) + len(color), "Color"))
        absent = frozenset() if number % 4 else frozenset({"Color"})
        texts.append(LabelledText(f"p{number}", text, kind + "s", tuple(spans), absent))
    return texts


@pytest.fixture(scope="module")
def settings(tiny_encoder: Path) -> Settings:
    return Settings(encoder=str(tiny_encoder), training_titles=2000, device="cpu")


@pytest.fixture(scope="module")
def trained(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainingReport, Path]:
    folder = tmp_path_factory.mktemp("models") / "tagger"
    return train_tagger(shop(), settings, folder), folder


@pytest.fixture(scope="module")
def tagger(trained: tuple[TrainingReport, Path]) -> Tagger:
    return Tagger.load(trained[1], "cpu")


def answers(tagger: Tagger, text: str, category: str = "shoes") -> dict[str, str]:
    (found,) = best_values([text], tagger.tag([(text, category)]), tagger.threshold)
    return found


def test_the_obvious_is_learned_and_the_absent_left_out(tagger: Tagger):
    assert answers(tagger, "new green shoe by Zeno") == {"Color": "green", "Brand": "Zeno"}
    assert answers(tagger, "shoe by Acme and nothing") == {"Brand": "Acme"}


def test_values_of_unknown_cells_are_found_not_learned_as_nothing(tagger: Tagger):
    unknown = [text for text in shop() if not text.absent and len(text.spans) == 1]
    found = tagger.tag([(text.text, text.category) for text in unknown])
    filled = best_values([text.text for text in unknown], found, tagger.threshold)
    assert len(unknown) > 20
    assert sum("Color" in slots for slots in filled) >= 0.9 * len(unknown)


def test_an_attribute_whose_absence_nobody_states_is_not_found_everywhere(settings: Settings, tmp_path: Path):
    train_tagger([replace(text, absent=frozenset()) for text in shop()], settings, tmp_path)
    tagger = Tagger.load(tmp_path, "cpu")
    for kind, brand, end in product(["shoe", "bag"], BRANDS, ["", " and nothing"]):
        assert answers(tagger, f"{kind} by {brand}{end}", f"{kind}s") == {"Brand": brand}
    assert answers(tagger, "new green shoe by Zeno") == {"Color": "green", "Brand": "Zeno"}


def test_the_report_says_what_was_learned_from_how_much(trained: tuple[TrainingReport, Path]):
    report, _ = trained
    assert report.held_out_f1 > 0.95
    assert report.texts + report.held_out_texts == len(shop())
    assert report.attributes == 2
    assert report.losses[-1] < report.losses[0]
    assert report.warnings == ()


def test_candidates_are_sorted_scored_and_point_into_the_original_text(tagger: Tagger):
    text = "  NEW\u00a0Red\tshoe by Acme… \u200f"
    (found,) = tagger.tag([(text, "shoes")])
    assert {text[candidate.start : candidate.end] for candidate in found} >= {"Red", "Acme"}
    assert [candidate.start for candidate in found] == sorted(candidate.start for candidate in found)
    assert all(0.05 <= candidate.score <= 1 for candidate in found)


@pytest.mark.parametrize("place", [0, 40, 66, 67, 350, 395])
def test_a_value_anywhere_in_a_long_text_is_found(tagger: Tagger, place: int):
    words = ["nothing"] * 400
    words[place : place + 5] = ["new", "green", "shoe", "by", "Zeno"]
    text = " ".join(words)
    (found,) = tagger.tag([(text, "shoes")])
    colors = {text[candidate.start : candidate.end] for candidate in found if candidate.attribute == "Color"}
    assert "green" in colors


@pytest.mark.parametrize("text", ["x" * 1_000_000, "", " ", "\x00\x01", "水" * 1000, "🇩🇪👩‍👩‍👧"])
def test_any_text_is_read_without_complaint(tagger: Tagger, text: str):
    (found,) = tagger.tag([(text, "shoes")])
    assert all(0 <= candidate.start < candidate.end <= len(text) for candidate in found)


def test_no_text_gives_no_candidates(tagger: Tagger):
    assert tagger.tag([]) == []


def test_a_text_is_read_alike_alone_and_among_others(tagger: Tagger):
    texts = [(text.text, text.category) for text in shop(50)]
    together = tagger.tag([*texts, ("nothing at all " * 300, "shoes")])
    for text, found in zip(texts, together[:-1], strict=True):
        (alone,) = tagger.tag([text])
        assert [(c.start, c.end, c.attribute) for c in alone] == [(c.start, c.end, c.attribute) for c in found]
        assert [c.score for c in alone] == pytest.approx([c.score for c in found], abs=0.02)


def test_a_category_never_seen_is_read_with_all_attributes(tagger: Tagger):
    assert answers(tagger, "new green shoe by Zeno", "never heard of") == {"Color": "green", "Brand": "Zeno"}


def test_an_attribute_is_only_looked_for_where_its_category_can_have_it(settings: Settings, tmp_path: Path):
    texts = [
        replace(text, absent=frozenset(), spans=tuple(span for span in text.spans if span.attribute == "Brand"))
        if text.category == "bags"
        else text
        for text in shop()
    ]
    train_tagger(texts, replace(settings, training_titles=1000), tmp_path)
    found = answers(Tagger.load(tmp_path, "cpu"), "new green bag by Zeno", "bags")
    assert found == {"Brand": "Zeno"}


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(settings: Settings, tmp_path: Path):
    short = replace(settings, training_titles=100)
    first = train_tagger(shop(), short, tmp_path / "first")
    second = train_tagger(shop(), short, tmp_path / "second")
    other = train_tagger(shop(), replace(short, seed=14), tmp_path / "other")
    assert first.version == second.version
    assert first.losses == second.losses
    assert other.version != first.version


def test_held_out_products_are_not_learned_from(settings: Settings, tmp_path: Path):
    from kgtag.kg.types import is_held_out

    lies = [replace(text, spans=(Span(0, 3, "Lie"),)) if is_held_out(text.product) else text for text in shop()]
    train_tagger(lies, replace(settings, training_titles=100), tmp_path)
    assert "Lie" not in Tagger.load(tmp_path, "cpu").labels.attributes


def test_too_little_to_learn_from_is_said(settings: Settings, tmp_path: Path):
    with pytest.raises(TooFewTextsError, match="only 30 texts"):
        train_tagger(shop(30), settings, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_text_the_encoder_cannot_read_is_warned_of(settings: Settings, tmp_path: Path):
    chinese = [replace(text, text=text.text + "防水蓝牙耳机" * 3) for text in shop()]
    report = train_tagger(chinese, replace(settings, training_titles=100), tmp_path)
    assert len(report.warnings) == 1 and "--encoder" in report.warnings[0]


def test_the_budget_is_fourteen_passes_within_what_a_processor_can_bear():
    assert training_budget(100, Settings(), "cpu") == 3_000
    assert training_budget(1_000, Settings(), "cpu") == 14_000
    assert training_budget(10_000, Settings(), "cpu") == 25_000
    assert training_budget(10_000, Settings(), "cuda") == 140_000
    assert training_budget(10_000, Settings(training_titles=7), "cpu") == 7


def test_there_is_no_tagger_in_an_empty_folder(tmp_path: Path):
    with pytest.raises(WorkspaceError, match=r"no tagger in .*`kgtag train tagger`"):
        Tagger.load(tmp_path)


@pytest.fixture
def copied(trained: tuple[TrainingReport, Path], tmp_path: Path) -> Path:
    for name in ("model.safetensors", "tagger.json"):
        (tmp_path / name).write_bytes((trained[1] / name).read_bytes())
    return tmp_path


def test_weights_that_do_not_belong_to_the_card_are_refused(copied: Path):
    weights = bytearray((copied / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copied / "model.safetensors").write_bytes(weights)
    with pytest.raises(WorkspaceError, match="does not belong"):
        Tagger.load(copied)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"format": 99}, "format 99"), ({"vocabulary": "other"}, "another vocabulary"), ({"threshold": "high"}, "card")],
)
def test_a_card_that_does_not_fit_is_refused(copied: Path, change: dict[str, object], message: str):
    card = json.loads((copied / "tagger.json").read_text())
    (copied / "tagger.json").write_text(json.dumps(card | change))
    with pytest.raises(WorkspaceError, match=message):
        Tagger.load(copied)


def test_the_card_says_how_the_tagger_was_trained(trained: tuple[TrainingReport, Path]):
    report, folder = trained
    card = json.loads((folder / "tagger.json").read_text())
    assert card["version"] == report.version
    assert card["threshold"] == report.threshold
    assert card["training"]["texts"] == report.texts
