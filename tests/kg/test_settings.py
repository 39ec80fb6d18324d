"""Flag before environment before kgtag.toml before default; nothing unknown passes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from kgtag.kg.errors import SettingsError
from kgtag.kg.settings import Settings, default_settings_file, load_settings, settable


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_flag_goes_before_the_environment_before_the_file_before_the_default(tmp_path, monkeypatch):
    (tmp_path / "kgtag.toml").write_text("seed = 1\ntop = 1\ndevice = 'cpu'\n", encoding="utf-8")
    monkeypatch.setenv("KGTAG_SEED", "2")
    monkeypatch.setenv("KGTAG_TOP", "2")
    settings = load_settings({"seed": 3, "top": None})
    assert (settings.seed, settings.top, settings.device, settings.encoder) == (3, 2, "cpu", Settings().encoder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sed = 1", "did you mean 'seed'"),
        ("colour = 1", "there are: "),
        ("seed = 'x'", "seed must be a whole number from 0 to 2147483647, not 'x'"),
        ("top = true", "top must be a whole number of at least 1, not True"),
        ("top = 2.5", "top must be a whole number of at least 1, not 2.5"),
        ("top = -3", "top must be a whole number of at least 1, not -3"),
        ("graph_probability = 90", "graph_probability must be a number from 0 to 1, not 90"),
        ("assert_confidence = nan", "assert_confidence must be a number from 0 to 1, not nan"),
        ("max_removed_share = -0.1", "max_removed_share must be a number from 0 to 1, not -0.1"),
        ("write_vectors = 'perhaps'", "write_vectors must be true or false, not 'perhaps'"),
        ("encoder = 5", "encoder must be text, not 5"),
        ("embedding_model = 'Foo'", "embedding_model must be one of TransE, "),
        ("seed = ", "not valid TOML"),
        ("map = 1", "map must be a table of columns"),
        ("map.title = 1", "map must be a table of columns"),
    ],
)
def test_a_wrong_file_is_one_clear_error(tmp_path: Path, text: str, says: str):
    (tmp_path / "kgtag.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=says) as raised:
        load_settings({})
    assert str(raised.value).startswith(str(tmp_path / "kgtag.toml"))


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("KGTAG_SED", "5", "KGTAG_SED: unknown setting 'sed': did you mean 'seed'?"),
        ("KGTAG_SEED", "x", "KGTAG_SEED: seed must be a whole number from 0 to 2147483647, not 'x'"),
        ("KGTAG_TOP", "0", "KGTAG_TOP: top must be a whole number of at least 1, not '0'"),
        ("KGTAG_MAP", "title=Artikel", "KGTAG_MAP: map must be a table of columns"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as raised:
        load_settings({})
    assert str(raised.value).startswith(says)


def test_variables_that_are_empty_or_for_something_else_set_nothing(monkeypatch: pytest.MonkeyPatch):
    for name, value in {"KGTAG_SEED": "", "KGTAG_DEBUG": "1", "KGTAG_BENCH_DATA": "data"}.items():
        monkeypatch.setenv(name, value)
    assert load_settings({}) == Settings()


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("seed", -1, "--seed: seed must be"),
        ("max_rejects", -1, "--max-rejects: max_rejects must be a whole number of at least 0, not -1"),
        ("embedding_model", "Foo", "--model: embedding_model must be one of TransE"),
    ],
)
def test_a_wrong_option_is_named(setting: str, value: object, says: str):
    with pytest.raises(SettingsError) as raised:
        load_settings({setting: value})
    assert str(raised.value).startswith(says)


def test_every_number_has_bounds_that_its_default_keeps():
    for name, entry in settable().items():
        if entry.type in ("int", "float"):
            assert "range" in entry.metadata, name
            assert load_settings({name: entry.default}).named == {name}


def test_the_commented_file_is_the_reference_of_every_default():
    keys = [line.removeprefix("#") for line in default_settings_file().splitlines() if re.match(r"#\w+ = ", line)]
    written = tomllib.loads("\n".join(key for key in keys if not key.startswith("title")))
    assert {name: str(value) for name, value in written.items()} == {
        name: str(getattr(Settings(), name)) for name in settable() if name != "map"
    }
