"""The text encoder without PyTorch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from kgtag.embed.text_encoder_onnx import MODEL, stored_text_encoder, write_text_encoder
from kgtag.embed.text_vectors import text_vectors
from kgtag.kg.progress import silent
from kgtag.kg.settings import NO_ENCODER

TEXTS = ["red shoe", "blue bags by zeno", "a black and white shoe by acme " * 30, "shoe", ""]


@pytest.fixture(scope="module")
def written(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_text_encoder(str(tiny_encoder), tmp_path_factory.mktemp("text-encoder"), pytest.fail)


def encode(texts: list[str], encoder: str) -> np.ndarray:
    return text_vectors(texts, encoder, "cpu", silent)


def test_int8_points_where_pytorch_points(written: str, tiny_encoder: Path) -> None:
    small, exact = encode(TEXTS, written), encode(TEXTS, str(tiny_encoder))
    assert small.shape == exact.shape
    assert (small * exact).sum(axis=1)[:-1].min() > 0.98
    assert not small[-1].any()


def test_a_vector_is_the_same_whatever_else_is_encoded(written: str) -> None:
    together = encode(TEXTS, written)
    for row, text in enumerate(TEXTS):
        np.testing.assert_array_equal(encode([text], written)[0], together[row])


def test_equal_encoders_are_written_as_equal_files(written: str, tiny_encoder: Path, tmp_path: Path) -> None:
    again = write_text_encoder(str(tiny_encoder), tmp_path, pytest.fail)
    assert (Path(again) / MODEL).read_bytes() == (Path(written) / MODEL).read_bytes()


def test_a_written_encoder_is_used_in_place_of_its_name(written: str, tmp_path: Path) -> None:
    assert stored_text_encoder(Path(written), "some/encoder") == written
    assert stored_text_encoder(tmp_path / "none", "some/encoder") == "some/encoder"


def test_without_an_encoder_nothing_is_written(tmp_path: Path) -> None:
    assert write_text_encoder(NO_ENCODER, tmp_path / "folder", pytest.fail) == NO_ENCODER
    assert not (tmp_path / "folder").exists()


def test_reading_it_imports_no_pytorch(written: str) -> None:
    program = """
import sys
from kgtag.embed.text_vectors import text_vectors
from kgtag.kg.progress import silent
text_vectors(["red shoe"], sys.argv[1], "auto", silent)
print(sorted({"torch", "transformers", "scipy"} & sys.modules.keys()))
"""
    answer = subprocess.run([sys.executable, "-c", program, written], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
