"""Commands in fixes can be copied: they have the configuration and the region that they need, and no others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mwaa_tf.cli._targets import Named, find_target
from mwaa_tf.doctor import Target
from mwaa_tf.doctor.commands import command, runnable
from tests.support import REPOSITORY

SMALLEST = REPOSITORY / "examples/smallest/mwaa.yaml"
UNNAMED = Named(None, None, None, None)


@pytest.fixture
def configured() -> Target:
    return find_target((SMALLEST,), "data-etl", UNNAMED)


@pytest.fixture
def named() -> Target:
    return find_target((Path("mwaa.yaml"),), None, Named("my-airflow", "eu-west-1", "data team", None))


@pytest.mark.parametrize(
    ("fix", "without_configuration"),
    [
        ("Create its endpoints: `mwaa_tf apply 3-endpoints`", "Create its endpoints"),
        (
            "Register 10.0.0.9: `mwaa_tf apply 3-endpoints` and `mwaa_tf apply 4-access`, then wait",
            "Register 10.0.0.9, then wait",
        ),
    ],
)
def test_a_command_of_mwaa_tf_has_its_configuration_or_is_left_out(
    configured: Target, named: Target, fix: str, without_configuration: str
) -> None:
    assert runnable(fix, configured) == fix.replace("mwaa_tf apply", f"mwaa_tf apply -c {SMALLEST}")
    assert runnable(fix, replace(configured, options="")) == fix
    assert runnable(fix, named) == without_configuration


def test_a_command_of_the_aws_cli_has_the_region_of_the_environment(named: Target) -> None:
    fix = "Enable it: `aws kms enable-key --key-id 1-2` or look at `aws ec2 replace-route`"
    expected = "Enable it: `aws kms enable-key --key-id 1-2 --region eu-west-1` or look at `aws ec2 replace-route`"
    assert runnable(fix, named) == expected
    assert runnable(expected, named) == expected
    assert runnable(fix, replace(named, region="")) == fix, "a plan may not say its region"


def test_a_suggested_command_is_about_the_same_environment(configured: Target, named: Target) -> None:
    assert command("doctor", configured, "--only", "access") == f"mwaa_tf doctor -c {SMALLEST} data-etl --only access"
    assert command("doctor", named) == "mwaa_tf doctor --name my-airflow --region eu-west-1 --profile 'data team'"
