"""Which environment `doctor`, `login` and `dags bisect` are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.cli import run
from mwaa_tf.cli._targets import Named, find_target, find_targets
from mwaa_tf.errors import UsageError
from tests.support import REPOSITORY

UNNAMED = Named(None, None, None, None)


@pytest.fixture
def configs(tmp_path: Path) -> tuple[Path, Path]:
    """The configurations of two deployments with the same keys."""
    text = (REPOSITORY / "examples/smallest/mwaa.yaml").read_text("utf-8")
    assert "name: analytics\n" in text
    first, second = tmp_path / "analytics.yaml", tmp_path / "portal.yaml"
    first.write_text(text, "utf-8")
    second.write_text(text.replace("name: analytics\n", "name: portal\n", 1), "utf-8")
    return first, second


def test_a_key_of_several_configurations_is_each_of_these_environments(configs: tuple[Path, Path]) -> None:
    found = find_targets(configs, ("data-etl",), UNNAMED)
    assert [target.name for target in found] == ["analytics-data-etl", "portal-data-etl"]


@pytest.mark.parametrize("key", ["data-etl", None])
def test_a_command_for_one_environment_says_that_several_have_the_key(
    configs: tuple[Path, Path], key: str | None
) -> None:
    with pytest.raises(UsageError, match=r"^several configurations have an environment data-etl; choose one with -c$"):
        find_target(configs, key, UNNAMED)
    assert find_target(configs[:1], key, UNNAMED).name == "analytics-data-etl"


NAMED = ("--name", "etl", "--region", "us-east-1")


BISECT = ("dags", "bisect", "--yes", "--probe", "health")


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (("doctor", *NAMED), "--principal"),
        (("doctor", *NAMED), "--profile"),
        (("doctor", *NAMED), "--owner-profile"),
        (("doctor", "--name", "etl"), "--region"),
        (("doctor", "--region", "us-east-1"), "--name"),
        (("login", *NAMED), "--profile"),
        ((*BISECT, *NAMED), "--profile"),
    ],
)
@pytest.mark.parametrize("value", ["", " "])
def test_an_option_of_a_script_whose_variable_is_unset_is_not_left_out(
    command: tuple[str, ...], option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the credentials of another profile, or without a principal, the answer would be about something else."""
    assert run([*command, option, value]) == 2
    assert f"{option} is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (("login", *NAMED), "--wait"),
        (("dags", "bisect", *NAMED), "--settle"),
        (("status",), "--interval"),
        (("rehearse",), "--speed"),
    ],
)
@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_time_without_an_end_is_refused(
    command: tuple[str, ...], option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, option, value]) == 2
    assert f"Invalid value for '{option}'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arn", ["ada", "arn:aws:iam::222222222222:role/a b", "arn:aws:iam::222222222222:user/\x1b[31m"]
)
def test_what_no_principal_is_called_is_refused(arn: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", *NAMED, "--principal", arn]) == 2
    message = capsys.readouterr().err
    assert "is not the ARN of a user or role" in message
    assert "\x1b" not in message
