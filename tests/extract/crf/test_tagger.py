"""The CRF tagger: it needs no encoder, learns the obvious, leaves the unknown alone, and reads any length."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from kgtag.extract.crf.tagger import CrfTagger
from kgtag.extract.crf.training import CrfReport, train_crf
from kgtag.extract.labelled_text import LabelledText, Span, TooFewTextsError
from kgtag.extract.tagger.decoding import best_values
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out

COLORS, BRANDS = ["red", "blue", "green", "black", "white"], ["Acme", "Zeno"]


def shop(products: int = 160) -> list[LabelledText]:
    """Every fourth product has no colour; of every third one no colour is known, though it is there."""
    texts = []
    for number in range(products):
        color, brand, kind = COLORS[number % 5], BRANDS[number % 7 % 2], ["shoe", "bag"][number % 2]
        text = f"new {color} {kind} by {brand}" if number % 4 else f"{kind} by {brand} and nothing"
        spans = [Span(text.index(brand), text.index(brand) + len(brand), "Brand")]
        if number % 4 and number % 3:
            spans.append(Span(text.index(color), text.index(color) + len(color), "Color"))
        absent = frozenset() if number % 4 else frozenset({"Color"})
        texts.append(LabelledText(f"p{number}", text, kind + "s", tuple(spans), absent))
    return texts


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[CrfReport, Path]:
    folder = tmp_path_factory.mktemp("models") / "tagger"
    return train_crf(shop(), Settings(), folder), folder


@pytest.fixture(scope="module")
def tagger(trained: tuple[CrfReport, Path]) -> CrfTagger:
    return CrfTagger.load(trained[1])


def answers(tagger: CrfTagger, text: str, category: str = "shoes") -> dict[str, str]:
    (found,) = best_values([text], tagger.tag([(text, category)]), tagger.threshold)
    return found


def test_the_obvious_is_learned_and_the_absent_left_out(tagger: CrfTagger):
    assert answers(tagger, "new green shoe by Zeno") == {"Color": "green", "Brand": "Zeno"}
    assert answers(tagger, "shoe by Acme and nothing") == {"Brand": "Acme"}


def test_a_value_never_seen_is_read_from_what_stands_around_it(tagger: CrfTagger):
    assert answers(tagger, "new mauve shoe by Zeno")["Color"] == "mauve"


def test_values_of_unknown_cells_are_found_not_learned_as_nothing(tagger: CrfTagger):
    unknown = [text for text in shop() if not text.absent and len(text.spans) == 1]
    found = tagger.tag([(text.text, text.category) for text in unknown])
    filled = best_values([text.text for text in unknown], found, tagger.threshold)
    assert len(unknown) > 20
    assert all("Color" in slots for slots in filled)


def test_candidates_are_sorted_probable_and_point_into_the_original_text(tagger: CrfTagger):
    text = "  NEW\u00a0Red\tshoe by Acme… \u200f"
    (found,) = tagger.tag([(text, "shoes")])
    assert {text[one.start : one.end] for one in found} >= {"Red", "Acme"}
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(0.05 <= one.score <= 1 for one in found)


@pytest.mark.parametrize("place", [0, 94, 95, 96, 111, 112, 113, 127, 128, 350, 395])
def test_a_value_anywhere_in_a_long_text_is_found_whole(place: int, tmp_path: Path):
    texts = [
        LabelledText(f"p{number}", f"new very {color} shoe", "", (Span(4, 9 + len(color), "Color"),))
        for number, color in enumerate(COLORS * 30)
    ]
    train_crf(texts, Settings(), tmp_path)
    words = ["nothing"] * 400
    words[place : place + 4] = ["new", "very", "green", "shoe"]
    text = " ".join(words)
    (found,) = CrfTagger.load(tmp_path).tag([(text, "")])
    best = max(found, key=lambda one: one.score)
    assert text[best.start : best.end] == "very green"


@pytest.mark.parametrize("text", ["x" * 1_000_000, "", " ", "\x00\x01", "水" * 1000, "🇩🇪👩‍👩‍👧", "e\u0301" * 1000])
def test_any_text_is_read_without_complaint(tagger: CrfTagger, text: str):
    (found,) = tagger.tag([(text, "shoes")])
    assert all(0 <= one.start < one.end <= len(text) for one in found)


def test_values_in_text_without_spaces_are_found_by_their_characters(tmp_path: Path):
    materials, things = ["不锈钢", "陶瓷", "玻璃", "塑料"], ["保温杯", "水壶", "饭盒", "盘子"]
    texts = [
        LabelledText(f"p{number}", text, "", (Span(2, 2 + len(material), "Material"),))
        for number in range(120)
        for material in [materials[number % 4]]
        for text in [f"新款{material}{things[number // 4 % 4]}多少钱"]
    ]
    train_crf(texts, Settings(), tmp_path)
    assert answers(CrfTagger.load(tmp_path), "想买不锈钢饭盒多少钱", "") == {"Material": "不锈钢"}


def test_a_category_never_seen_is_read_with_all_attributes(tagger: CrfTagger):
    assert answers(tagger, "new green shoe by Zeno", "never heard of") == {"Color": "green", "Brand": "Zeno"}


def test_an_attribute_is_only_looked_for_where_its_category_can_have_it(tmp_path: Path):
    texts = [
        replace(text, absent=frozenset(), spans=tuple(span for span in text.spans if span.attribute == "Brand"))
        if text.category == "bags"
        else text
        for text in shop()
    ]
    train_crf(texts, Settings(), tmp_path)
    assert answers(CrfTagger.load(tmp_path), "new green bag by Zeno", "bags") == {"Brand": "Zeno"}


def test_the_same_seed_gives_the_same_models(tmp_path: Path):
    first, second = (train_crf(shop(), Settings(), tmp_path / name) for name in ("first", "second"))
    assert first.version == second.version
    assert (tmp_path / "first/crf.json").read_bytes() == (tmp_path / "second/crf.json").read_bytes()


def test_held_out_products_are_not_learned_from(tmp_path: Path):
    lies = [replace(text, spans=(Span(0, 3, "Lie"),)) if is_held_out(text.product) else text for text in shop()]
    train_crf(lies, Settings(), tmp_path)
    assert "Lie" not in CrfTagger.load(tmp_path).chains


def test_the_report_says_what_was_learned_from_how_much(trained: tuple[CrfReport, Path]):
    report, folder = trained
    assert report.held_out_f1 > 0.95
    assert report.texts + report.held_out_texts == len(shop())
    assert report.attributes == 2
    card = json.loads((folder / "crf.json").read_text())
    assert (card["version"], card["threshold"]) == (report.version, report.threshold)
    assert card["training"]["texts"] == report.texts


def test_too_little_to_learn_from_is_said(tmp_path: Path):
    with pytest.raises(TooFewTextsError, match=r"needs 60 texts .* not \d+"):
        train_crf(shop(30), Settings(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_models_that_do_not_belong_to_the_card_are_refused(trained: tuple[CrfReport, Path], tmp_path: Path):
    models = bytearray((trained[1] / "crf.safetensors").read_bytes())
    models[-1] ^= 1
    (tmp_path / "crf.safetensors").write_bytes(models)
    (tmp_path / "crf.json").write_bytes((trained[1] / "crf.json").read_bytes())
    with pytest.raises(WorkspaceError, match="does not belong"):
        CrfTagger.load(tmp_path)


@pytest.mark.parametrize("change", [{"format": 99}, {"unheard": "of"}])
def test_a_card_that_does_not_fit_is_refused(
    trained: tuple[CrfReport, Path], tmp_path: Path, change: dict[str, object]
):
    card = json.loads((trained[1] / "crf.json").read_text())
    (tmp_path / "crf.json").write_text(json.dumps(card | change))
    with pytest.raises(WorkspaceError, match="card"):
        CrfTagger.load(tmp_path)


def test_there_is_no_crf_in_an_empty_folder(tmp_path: Path):
    with pytest.raises(WorkspaceError, match="--encoder none"):
        CrfTagger.load(tmp_path)
