"""The encoder: the right weights or a clear word, and a warning about text it cannot read."""

import shutil
import sys
from pathlib import Path

import pytest
import torch
from kgtag.extract import encoder
from kgtag.extract.encoder import (
    encoder_source,
    load_body,
    load_word_pieces,
    resolve_device,
    unknown_share,
    unreadable_warning,
)
from kgtag.kg.errors import EncoderError, SettingsError
from kgtag.kg.settings import DEFAULT_ENCODER


def test_the_default_encoder_is_found_in_its_package_without_running_the_package():
    folder = Path(encoder_source(DEFAULT_ENCODER))
    assert (folder / "model.safetensors").is_file()
    assert encoder.WEIGHTS_PACKAGE not in sys.modules


def test_default_weights_that_are_not_the_official_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / encoder.WEIGHTS_PACKAGE
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('must not be run')")
    (package / "model" / "model.safetensors").write_bytes(b"something else")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EncoderError, match=r"not the official .* reinstall"):
        encoder_source(DEFAULT_ENCODER)


def test_a_folder_is_an_encoder(tiny_encoder: Path):
    assert load_body(str(tiny_encoder)).config.hidden_size == 32


def test_a_body_without_pretrained_weights_has_the_same_parameters(tiny_encoder: Path):
    pretrained, blank = load_body(str(tiny_encoder)), load_body(str(tiny_encoder), pretrained=False)
    assert pretrained.state_dict().keys() == blank.state_dict().keys()
    assert not torch.equal(next(pretrained.parameters()), next(blank.parameters()))


@pytest.mark.parametrize("missing", ["model.safetensors", "config.json"])
def test_a_folder_that_lacks_a_file_is_refused_with_the_fix(tiny_encoder: Path, tmp_path: Path, missing: str):
    folder = tmp_path / "broken"
    shutil.copytree(tiny_encoder, folder)
    (folder / missing).unlink()
    with pytest.raises(EncoderError, match=r"broken.*--encoder"):
        load_body(str(folder))


def test_weights_in_pickle_form_are_refused(tiny_encoder: Path, tmp_path: Path):
    folder = tmp_path / "pickled"
    shutil.copytree(tiny_encoder, folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(EncoderError, match="pickled"):
        load_body(str(folder))


def test_a_name_nobody_has_is_refused_with_the_fix(tmp_path: Path):
    with pytest.raises(EncoderError, match="--encoder"):
        load_word_pieces(str(tmp_path / "nowhere"))


def test_vocabularies_are_told_apart_by_their_fingerprint(tiny_encoder: Path):
    tiny, default = load_word_pieces(str(tiny_encoder)), load_word_pieces(DEFAULT_ENCODER)
    assert tiny.fingerprint != default.fingerprint
    assert tiny.fingerprint == load_word_pieces(str(tiny_encoder)).fingerprint


def test_text_the_encoder_cannot_read_gets_a_warning_that_names_the_fix():
    vocabulary = load_word_pieces(DEFAULT_ENCODER)
    chinese = unknown_share(vocabulary, ["防水蓝牙耳机", "黑色跑步鞋"])
    assert chinese > 0.3
    warning = unreadable_warning(DEFAULT_ENCODER, chinese)
    assert warning is not None and "--encoder bert-base-multilingual-cased" in warning


def test_text_the_encoder_reads_gets_no_warning():
    share = unknown_share(load_word_pieces(DEFAULT_ENCODER), ["Waterproof earphones, 30 h", ""])
    assert unreadable_warning(DEFAULT_ENCODER, share) is None


def test_no_text_is_read_without_complaint(tiny_encoder: Path):
    assert unknown_share(load_word_pieces(str(tiny_encoder)), []) == 0.0


def test_auto_is_a_device_that_is_here():
    assert resolve_device("auto") in {"cpu", "cuda", "mps"}
    assert resolve_device("cpu") == "cpu"


def test_a_device_that_is_not_here_is_refused():
    with pytest.raises(SettingsError, match="--device auto"):
        resolve_device("abacus")
