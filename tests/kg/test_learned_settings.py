"""What a workspace was learned with is kept, and only what nobody chose is taken from it."""

from pathlib import Path

import pytest
from kgtag.kg.errors import SettingsError
from kgtag.kg.learned_settings import as_learned, keep_learned, trains_models
from kgtag.kg.settings import Settings, load_settings
from kgtag.kg.workspace import Workspace


def test_a_new_workspace_changes_no_setting(tmp_path: Path):
    settings = Settings(workspace=tmp_path, seed=3)
    assert as_learned(settings, Workspace(tmp_path)) == settings


def test_what_is_at_its_default_is_as_it_was_learned_and_what_is_chosen_stays(tmp_path: Path):
    workspace = Workspace(tmp_path)
    keep_learned(Settings(encoder="none", seed=3, top=7), workspace, trains=True, fresh=False)
    chosen = as_learned(Settings(seed=5), workspace)
    assert (chosen.encoder, chosen.seed, chosen.top) == ("none", 5, Settings().top)


def test_a_new_workspace_trains_models_and_one_that_was_told_not_to_goes_on_so(tmp_path: Path):
    workspace = Workspace(tmp_path)
    assert trains_models(workspace)
    keep_learned(Settings(), workspace, trains=False, fresh=False)
    assert not trains_models(workspace)


def test_models_that_are_there_are_trained_again_unless_all_is_learned_anew_without(tmp_path: Path):
    workspace = Workspace(tmp_path)
    (workspace.models / "completion").mkdir(parents=True)
    keep_learned(Settings(), workspace, trains=False, fresh=False)
    assert trains_models(workspace)
    keep_learned(Settings(), workspace, trains=False, fresh=True)
    assert not trains_models(workspace)


def test_a_workspace_that_does_not_say_trains_if_it_has_models(tmp_path: Path):
    workspace = Workspace(tmp_path)
    workspace.models.mkdir()
    (workspace.models / "settings.json").write_text("{}")
    assert not trains_models(workspace)
    (workspace.models / "completion").mkdir()
    assert trains_models(workspace)


def test_who_names_the_default_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    workspace = Workspace(tmp_path)
    keep_learned(Settings(encoder="none"), workspace, trains=True, fresh=False)
    named = load_settings({"encoder": Settings().encoder})
    assert as_learned(named, workspace).encoder == Settings().encoder
    assert as_learned(load_settings({}), workspace).encoder == "none"


def test_what_settings_note_about_themselves_cannot_be_set():
    with pytest.raises(SettingsError, match="unknown setting 'named'"):
        Settings().with_overrides({"named": "encoder"})


def test_a_model_that_nobody_knows_is_refused_before_anything_is_kept():
    with pytest.raises(SettingsError, match=r"--model: embedding_model must be one of TransE, .*, not 'Foo'"):
        Settings().with_overrides({"embedding_model": "Foo"})
