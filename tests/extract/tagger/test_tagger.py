"""The tagger as a whole: it learns the obvious, leaves the unknown alone, reads any length and comes back from disk."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from kgtag.extract.labelled_text import LabelledText, Span, TooFewTextsError
from kgtag.extract.tagger import backends as tagger_backends
from kgtag.extract.tagger import training as tagger_training
from kgtag.extract.tagger.checkpoint import write_checkpoint
from kgtag.extract.tagger.decoding import best_values
from kgtag.extract.tagger.files import read_card
from kgtag.extract.tagger.inputs import collate, text_windows
from kgtag.extract.tagger.onnx_network import OnnxBackend
from kgtag.extract.tagger.tagger import Tagger
from kgtag.extract.tagger.torch_network import TorchBackend, read_torch_backend
from kgtag.extract.tagger.training import TrainingReport, train_tagger, training_budget
from kgtag.kg.errors import SettingsError, WorkspaceError
from kgtag.kg.settings import Settings
from kgtag.kg.splits import is_held_out
from safetensors.torch import save_file

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
    return Settings(encoder=str(tiny_encoder), training_epochs=18, device="cpu")


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


HOSTILE = {
    "one word of a megabyte": "x" * 1_000_000,
    "nothing": "",
    "white space": " \n\u3000\u2028",
    "NUL and control characters": "\x00\x01 \x1b[31m \x85",
    "a script without spaces": "水" * 1000,
    "mixed scripts": "red 水 สีแดง أحمر \u202eкрасный\u202c κόκκινο " * 200,
    "joiners": "👩\u200d" * 10_000,
    "flags and families": "🇩🇪👩‍👩‍👧",
    "combining marks": "e" + "\u0301" * 10_000,
    "a mark alone": "\u0301",
    "noncharacters": "\ufffe\uffff\U0010ffff",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_read_to_its_end_without_complaint(tagger: Tagger, text: str):
    text += " nothing" * 60 + " new green shoe by Zeno"
    (found,) = tagger.tag([(text, "shoes")])
    assert all(0 <= candidate.start < candidate.end <= len(text) for candidate in found)
    assert {text[candidate.start : candidate.end] for candidate in found} >= {"green", "Zeno"}


def test_a_text_of_200_000_words_is_read_to_its_end_in_little_memory(trained: tuple[TrainingReport, Path]):
    script = (
        "import resource; from pathlib import Path; from kgtag.extract.tagger.tagger import Tagger; "
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024; "
        f"tagger = Tagger.load(Path({str(trained[1])!r}), 'cpu'); "
        "tagger.tag([('new red shoe', 'shoes')]); before = peak(); "
        "text = 'nothing ' * 199_995 + 'new green shoe by Zeno'; "
        "print(*(text[one.start:one.end] for one in tagger.tag([(text, 'shoes')])[0]), peak() - before)"
    )
    *found, megabytes = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.split()
    assert {"green", "Zeno"} <= set(found)
    assert int(megabytes) < 400


def test_no_text_gives_no_candidates(tagger: Tagger):
    assert tagger.tag([]) == []


def test_a_text_is_read_alike_alone_and_among_others(tagger: Tagger):
    texts = [(text.text, text.category) for text in shop(50)]
    together = tagger.tag([*texts, ("nothing at all " * 300, "shoes")])
    for text, found in zip(texts, together[:-1], strict=True):
        (alone,) = tagger.tag([text])
        assert [(c.start, c.end, c.attribute) for c in alone] == [(c.start, c.end, c.attribute) for c in found]
        assert [c.score for c in alone] == pytest.approx([c.score for c in found], abs=0.02)


def test_on_a_processor_a_text_is_read_exactly_alike_alone_and_among_others_on_any_number_of_threads(
    tagger: Tagger, trained: tuple[TrainingReport, Path]
):
    texts = [(text.text, text.category) for text in shop(50)]
    three_threads = replace(tagger, backend=OnnxBackend(trained[1] / "model-1.int8.onnx", 3))
    together = three_threads.tag([*texts, ("nothing at all " * 300, "shoes")])
    assert [tagger.tag([text])[0] for text in texts] == together[:-1]


def test_int8_and_full_precision_answer_alike(tagger: Tagger, trained: tuple[TrainingReport, Path]):
    full_precision = read_torch_backend(trained[1], read_card(trained[1]), "cpu")
    texts = [(text.text, text.category) for text in shop(60)]
    answers = [
        best_values([text for text, _ in texts], reader.tag(texts), reader.threshold)
        for reader in (tagger, replace(tagger, backend=full_precision))
    ]
    assert answers[0] == answers[1]


def test_an_encoder_that_cannot_be_traced_is_read_by_pytorch_and_that_is_said(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*arguments: object, **options: object) -> None:
        raise RuntimeError("no such operator")

    monkeypatch.setattr("torch.onnx.export", refuse)
    report = train_tagger(shop(), replace(settings, training_epochs=1), tmp_path)
    assert len(report.warnings) == 1 and "PyTorch will read in its place" in report.warnings[0]
    assert isinstance(Tagger.load(tmp_path, "cpu").backend, TorchBackend)


def test_a_driver_without_a_gpu_that_pytorch_can_use_is_no_gpu(
    trained: tuple[TrainingReport, Path], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tagger_backends, "_has_gpu_driver", lambda: True)
    monkeypatch.setattr(tagger_backends, "resolve_device", lambda device: "cpu")
    assert isinstance(Tagger.load(trained[1], "auto").backend, OnnxBackend)


def test_reading_on_a_processor_loads_neither_pytorch_nor_the_encoder(trained: tuple[TrainingReport, Path]):
    script = (
        "import sys; from pathlib import Path; from kgtag.extract.tagger.tagger import Tagger; "
        f"tagger = Tagger.load(Path({str(trained[1])!r}), 'cpu'); "
        "assert tagger.tag([('new red shoe by Acme', 'shoes')])[0]; "
        "print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"


def test_a_category_never_seen_is_read_with_all_attributes(tagger: Tagger):
    assert answers(tagger, "new green shoe by Zeno", "never heard of") == {"Color": "green", "Brand": "Zeno"}


def test_an_attribute_is_only_looked_for_where_its_category_can_have_it(settings: Settings, tmp_path: Path):
    texts = [
        replace(text, absent=frozenset(), spans=tuple(span for span in text.spans if span.attribute == "Brand"))
        if text.category == "bags"
        else text
        for text in shop()
    ]
    train_tagger(texts, replace(settings, training_epochs=9), tmp_path)
    found = answers(Tagger.load(tmp_path, "cpu"), "new green bag by Zeno", "bags")
    assert found == {"Brand": "Zeno"}


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(settings: Settings, tmp_path: Path):
    short = replace(settings, training_epochs=1)
    first = train_tagger(shop(), short, tmp_path / "first")
    second = train_tagger(shop(), short, tmp_path / "second")
    other = train_tagger(shop(), replace(short, seed=14), tmp_path / "other")
    assert first.version == second.version
    assert first.losses == second.losses
    assert other.version != first.version


def test_several_seeds_make_one_tagger_that_answers_with_their_mean(settings: Settings, tmp_path: Path):
    short = replace(settings, training_epochs=1)
    report = train_tagger(shop(), replace(short, training_seeds=2), tmp_path / "both")
    alone = [train_tagger(shop(), replace(short, seed=seed), tmp_path / str(seed)) for seed in (13, 14)]
    assert report.losses == alone[0].losses + alone[1].losses
    both, *single = (Tagger.load(tmp_path / name, "cpu") for name in ("both", "13", "14"))
    assert both.version not in {one.version for one in single}
    batch = collate(
        [(window, ()) for window in text_windows(0, "new red shoe", "", both.vocabulary, 90)], both.vocabulary
    )
    ours, (first, second) = both.backend.scores(batch), (one.backend.scores(batch) for one in single)
    np.testing.assert_allclose(ours.slots, (first.slots + second.slots) / 2, rtol=1e-5)
    np.testing.assert_allclose(ours.bio, (first.bio + second.bio) / 2, rtol=1e-5)


def test_a_training_that_was_killed_goes_on_to_the_same_weights_and_a_finished_one_is_not_done_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rounds = []

    def kill_in_the_third_round(*arguments: object) -> None:
        rounds.append(arguments)
        if len(rounds) == 3:
            raise KeyboardInterrupt
        write_checkpoint(*arguments)  # type: ignore[arg-type]

    short, checkpoint = replace(settings, training_epochs=1), tmp_path / "checkpoint"
    whole = train_tagger(shop(), short, tmp_path / "whole")
    monkeypatch.setattr(tagger_training, "_CHECKPOINT_SECONDS", 0)
    monkeypatch.setattr(tagger_training, "write_checkpoint", kill_in_the_third_round)
    with pytest.raises(KeyboardInterrupt):
        train_tagger(shop(), short, tmp_path / "killed", checkpoint=checkpoint)
    assert [path.name for path in tmp_path.glob("checkpoint*")] == ["checkpoint-1"]
    resumed = train_tagger(shop(), short, tmp_path / "killed", checkpoint=checkpoint)
    assert (resumed.version, resumed.losses) == (whole.version, whole.losses)
    monkeypatch.setattr(tagger_training, "_step", lambda *arguments: pytest.fail("trained again"))
    again = train_tagger(shop(), short, tmp_path / "again", checkpoint=checkpoint)
    assert (again.version, again.losses) == (whole.version, whole.losses)


def test_a_checkpoint_of_another_training_is_not_used(settings: Settings, tmp_path: Path):
    short, checkpoint = replace(settings, training_epochs=1), tmp_path / "checkpoint"
    save_file({}, checkpoint.with_name("checkpoint-1"), metadata={"key": "of another training", "losses": "[1.0]"})
    assert train_tagger(shop(), short, tmp_path / "one", checkpoint=checkpoint).version == (
        train_tagger(shop(), short, tmp_path / "two").version
    )


def test_with_a_threshold_chosen_before_all_texts_are_learned_from(settings: Settings, tmp_path: Path):
    report = train_tagger(shop(), replace(settings, training_epochs=1), tmp_path, threshold=0.3)
    assert (report.texts, report.held_out_texts, report.held_out_f1) == (len(shop()), 0, None)
    assert Tagger.load(tmp_path, "cpu").threshold == 0.3


def test_held_out_products_are_not_learned_from(settings: Settings, tmp_path: Path):
    lies = [replace(text, spans=(Span(0, 3, "Lie"),)) if is_held_out(text.product) else text for text in shop()]
    train_tagger(lies, replace(settings, training_epochs=1), tmp_path)
    assert "Lie" not in Tagger.load(tmp_path, "cpu").numbers.attributes


def test_too_little_to_learn_from_is_said(settings: Settings, tmp_path: Path):
    learned = sum(not is_held_out(text.product) for text in shop(30))
    with pytest.raises(TooFewTextsError, match=f"needs 60 texts .*, not {learned}:"):
        train_tagger(shop(30), settings, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_text_the_encoder_cannot_read_is_warned_of(settings: Settings, tmp_path: Path):
    chinese = [replace(text, text=text.text + "防水蓝牙耳机" * 3) for text in shop()]
    report = train_tagger(chinese, replace(settings, training_epochs=1), tmp_path)
    assert len(report.warnings) == 1 and "--encoder" in report.warnings[0]


def test_the_budget_is_fourteen_passes_within_what_a_processor_can_bear():
    assert training_budget(100, Settings(), "cpu") == 3_000
    assert training_budget(1_000, Settings(), "cpu") == 14_000
    assert training_budget(10_000, Settings(), "cpu") == 25_000
    assert training_budget(10_000, Settings(), "cuda") == 140_000
    assert training_budget(10_000, Settings(training_epochs=7), "cpu") == 70_000


def test_there_is_no_tagger_in_an_empty_folder(tmp_path: Path):
    with pytest.raises(WorkspaceError, match=r"tagger.json is missing: .*`kgtag train tagger`"):
        Tagger.load(tmp_path)


@pytest.fixture
def copied(trained: tuple[TrainingReport, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained[1], tmp_path / "tagger"))


READERS = {"model-1.safetensors": read_torch_backend, "config.json": read_torch_backend}


@pytest.mark.parametrize("name", [*READERS, "model-1.int8.onnx", "tokenizer.json"])
def test_files_that_do_not_belong_to_the_card_are_refused(copied: Path, name: str):
    read: Callable[..., object] = READERS.get(name, Tagger.of)
    content = bytearray((copied / name).read_bytes())
    content[-1] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(WorkspaceError, match="does not belong"):
        read(copied, read_card(copied), "cpu")
    (copied / name).unlink()
    with pytest.raises(WorkspaceError, match="does not belong"):
        read(copied, read_card(copied), "cpu")


@pytest.mark.parametrize(
    ("change", "message"),
    [({"format": 1}, "format 1"), ({"special_pieces": {}}, "card"), ({"threshold": "high"}, "card")],
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


def test_a_model_card_for_people_lies_beside_the_weights(trained: tuple[TrainingReport, Path]):
    report, folder = trained
    written = (folder / "README.md").read_text()
    for fact in (report.version, report.data, f"{report.threshold:.3f}", "- shoes: Brand, Color", "SHA-256"):
        assert fact in written


def test_the_curves_of_every_network_are_written_for_tensorboard(settings: Settings, tmp_path: Path):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    watched = replace(settings, training_epochs=1, training_seeds=2, tensorboard=str(tmp_path / "curves"))
    report = train_tagger(shop(), watched, tmp_path / "watched")
    alone = train_tagger(shop(), replace(watched, tensorboard=""), tmp_path / "alone")
    assert report.version == alone.version
    read = []
    for seed in (13, 14):
        curves = EventAccumulator(str(tmp_path / "curves" / f"tagger-{seed}"))
        curves.Reload()
        read += [point.value for point in curves.Scalars("loss")]
        assert all(0 <= point.value <= 1 for point in curves.Scalars("held-out F1"))
    assert read == pytest.approx(list(report.losses))


def test_without_tensorboard_the_command_that_installs_it_is_named(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(SettingsError, match="pip install tensorboard"):
        train_tagger(shop(), replace(settings, tensorboard=str(tmp_path)), tmp_path / "tagger")
