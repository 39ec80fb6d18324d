"""What `kgtag extract` takes."""

import pytest
from click.testing import CliRunner
from kgtag.extract.commands import extract


@pytest.mark.parametrize("least", ["7", "-1", "sure"])
def test_a_confidence_that_is_none_is_refused(least: str):
    answer = CliRunner().invoke(extract, ["catalog.jsonl", "--min-confidence", least])
    assert answer.exit_code == 2
    assert "--min-confidence" in answer.output
