"""Two taggers as one: what both see is strong, and a CRF that harms is left out."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from kgtag.extract import joined_training
from kgtag.extract.extraction import load_tagger
from kgtag.extract.joined_tagger import JoinedTagger, joined
from kgtag.extract.joined_training import train_joined
from kgtag.extract.labelled_text import LabelledText, Span
from kgtag.extract.tagger.decoding import Candidate, best_values
from kgtag.extract.tagger.tagger import Tagger
from kgtag.extract.tagger.training import TrainingReport
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out

COLORS, BRANDS = ["red", "blue", "green", "black", "white"], ["Acme", "Zeno"]


def shop() -> list[LabelledText]:
    texts = []
    for number in range(160):
        color, brand, kind = COLORS[number % 5], BRANDS[number % 7 % 2], ["shoe", "bag"][number % 2]
        text = f"new {color} {kind} by {brand}"
        spans = [Span(text.index(value), text.index(value) + len(value), name)
                 for name, value in (("Color", color), ("Brand", brand))]  # fmt: skip
        texts.append(LabelledText(f"p{number}", text, f"{kind}s", tuple(spans)))
    return texts


@pytest.fixture(scope="module")
def settings(tiny_encoder: Path) -> Settings:
    return Settings(encoder=str(tiny_encoder), training_epochs=1, device="cpu")


@pytest.fixture(scope="module")
def trained(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainingReport, Path]:
    folder = tmp_path_factory.mktemp("models") / "tagger"
    return train_joined(shop(), settings, folder), folder


def test_what_both_see_is_stronger_than_what_one_sees():
    ours = [Candidate(0, 3, "Color", 0.6), Candidate(4, 8, "Brand", 0.9), Candidate(9, 12, "Color", 0.08)]
    theirs = [Candidate(13, 16, "Color", 0.8), Candidate(9, 12, "Style", 0.4)]
    (found,) = joined(["red Acme new RED"], [ours], [theirs])
    assert [(one.start, one.attribute, round(one.score, 3)) for one in found] == [
        (4, "Brand", 0.45),
        (9, "Style", 0.2),
        (13, "Color", 0.7),
    ]


def test_both_read_as_one(trained: tuple[TrainingReport, Path], settings: Settings):
    report, folder = trained
    tagger = load_tagger(folder, settings)
    assert isinstance(tagger, JoinedTagger)
    assert tagger.threshold == report.threshold
    assert tagger.version not in (tagger.bert.version, tagger.crf.version)
    text = "new mauve shoe by Zeno"
    assert best_values([text], tagger.tag([(text, "shoes")]), tagger.threshold) == [{"Color": "mauve", "Brand": "Zeno"}]


def test_a_crf_that_harms_is_left_out(
    trained: tuple[TrainingReport, Path], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.copytree(trained[1], tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(joined_training, "MOST_LOSS", -1.0)
    report = train_joined(shop(), settings, tmp_path)
    tagger = load_tagger(tmp_path, settings)
    assert isinstance(tagger, Tagger)
    assert tagger.threshold == report.threshold
    assert not {path.name for path in tmp_path.iterdir()} & {"joined.json", "crf.json", "crf.safetensors"}


def test_without_held_out_texts_nothing_is_joined(settings: Settings, tmp_path: Path):
    learned = next(product for product in map(str, range(99)) if not is_held_out(product))
    texts = [replace(text, product=learned) for text in shop()]
    assert train_joined(texts, settings, tmp_path).held_out_f1 is None
    assert isinstance(load_tagger(tmp_path, settings), Tagger)


@pytest.mark.parametrize(
    "content", ["{}", '{"format": 9, "threshold": 0.5}', '{"format": 1, "threshold": "high"}', "["]
)
def test_a_broken_card_is_refused(trained: tuple[TrainingReport, Path], tmp_path: Path, content: str):
    shutil.copytree(trained[1], tmp_path, dirs_exist_ok=True)
    (tmp_path / "joined.json").write_text(content)
    with pytest.raises(WorkspaceError, match=r"joined\.json .*`kgtag train tagger`"):
        JoinedTagger.load(tmp_path, "cpu")
