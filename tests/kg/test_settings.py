"""Flag before environment before kgtag.toml before default; nothing unknown passes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from kgtag.kg.errors import SettingsError
from kgtag.kg.settings import Settings, default_settings_file, load_settings, settable


def test_a_flag_goes_before_the_environment_before_the_file_before_the_default(tmp_path, monkeypatch):
    (tmp_path / "kgtag.toml").write_text("seed = 1\ntop = 1\ndevice = 'cpu'\n", encoding="utf-8")
    monkeypatch.setenv("KGTAG_SEED", "2")
    monkeypatch.setenv("KGTAG_TOP", "2")
    settings = load_settings({"seed": 3, "top": None}, folder=tmp_path)
    assert (settings.seed, settings.top, settings.device, settings.encoder) == (3, 2, "cpu", Settings().encoder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sed = 1", "did you mean seed"),
        ("colour = 1", "known settings"),
        ("seed = 'x'", "setting seed cannot be 'x'"),
        ("top = true", "setting top cannot be True"),
        ("seed = ", "not valid TOML"),
        ("map = 1", "setting map cannot be 1"),
    ],
)
def test_a_wrong_file_is_one_clear_error(tmp_path: Path, text: str, says: str):
    (tmp_path / "kgtag.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=says):
        load_settings({}, folder=tmp_path)


def test_the_commented_file_is_the_reference_of_every_default():
    keys = [line.removeprefix("#") for line in default_settings_file().splitlines() if re.match(r"#\w+ = ", line)]
    written = tomllib.loads("\n".join(key for key in keys if not key.startswith("title")))
    assert {name: str(value) for name, value in written.items()} == {
        name: str(getattr(Settings(), name)) for name in settable() if name != "map"
    }
