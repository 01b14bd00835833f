"""`doctor --name`: an environment that is only named, and may not exist."""

from __future__ import annotations

import pytest

from mwaa_tf.cli import run
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.pytest_plugin import LocalAwsSettings
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.local_aws.services.mwaa.support import DATA, OWNER, Place


@pytest.fixture(scope="module")
def local_aws_settings() -> LocalAwsSettings:
    return LocalAwsSettings(accounts=(OWNER, DATA))


@pytest.fixture(scope="module")
def place(module_local_aws: LocalAws) -> Place:
    prepare(module_local_aws, ram_sharing=True)
    surroundings = Place(module_local_aws)
    surroundings.available()
    return surroundings


@pytest.mark.parametrize("options", [[], ["--json"], ["--only", "load"]])
def test_a_name_that_no_environment_has_is_no_healthy_environment(
    place: Place, options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in place.aws.environment(DATA).items():
        monkeypatch.setenv(name, value)

    assert run(["doctor", "--name", f"{place.name}s", "--region", "us-east-1", *options]) == 2

    output, messages = capsys.readouterr()
    assert f"has no environment {place.name}s in us-east-1, did you mean {place.name}?" in output + messages
    assert "No problem found" not in output
