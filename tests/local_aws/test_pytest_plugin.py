"""The fixtures for other projects, in a project of their own."""

from __future__ import annotations

import os

import boto3  # type: ignore[import-untyped]
import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.pytest_plugin import LocalAwsSettings

OWNER, DATA = "111111111111", "222222222222"

_CONFTEST = 'pytest_plugins = ["mwaa_tf.local_aws.pytest_plugin"]'


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """The tests of a project that uses the fixtures, with strict markers."""
    pytester.makeconftest(_CONFTEST)
    pytester.makeini("[pytest]\naddopts = --strict-markers -p no:cacheprovider\n")
    return pytester


def run(project: pytest.Pytester, test: str) -> pytest.RunResult:
    project.makepyfile(test)
    return project.runpytest_subprocess("-q")


def test_a_test_gets_empty_accounts(local_aws: LocalAws) -> None:
    assert local_aws.accounts[:2] == (OWNER, DATA)
    assert local_aws.client("sns", OWNER).list_topics()["Topics"] == []
    local_aws.client("sns", OWNER).create_topic(Name="left")


def test_another_test_gets_others(local_aws: LocalAws) -> None:
    assert local_aws.client("sns", OWNER).list_topics()["Topics"] == []


@pytest.mark.local_aws(accounts=["333333333333"], region="cn-north-1", faults=["slow=1"], seed=7)
class TestMarkedClass:
    def test_a_marker_sets_what_it_names(self, local_aws: LocalAws) -> None:
        assert (local_aws.accounts[0], local_aws.partition) == ("333333333333", "aws-cn")
        assert (local_aws.seed, local_aws.faults.plan.slow, local_aws.clock.speed) == (7, 1.0, 0.0)

    @pytest.mark.local_aws(seed=8)
    def test_the_closest_marker_counts(self, local_aws: LocalAws) -> None:
        assert (local_aws.seed, local_aws.region) == (8, "cn-north-1")


def test_boto3_calls_it_instead_of_aws(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, local_aws: LocalAws
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    environment = request.getfixturevalue("local_aws_environment")
    assert boto3.Session().client("sts").get_caller_identity()["Account"] == OWNER
    assert os.environ["AWS_ENDPOINT_URL"] == environment["AWS_ENDPOINT_URL"] == local_aws.endpoint
    assert "AWS_PROFILE" not in os.environ


def test_defaults_are_those_of_a_clock_that_tests_move() -> None:
    assert LocalAwsSettings() == LocalAwsSettings(accounts=(OWNER, DATA), region="us-east-1", speed=0.0)


@pytest.mark.slow
def test_a_project_uses_the_fixtures_with_settings_of_its_own(project: pytest.Pytester) -> None:
    ran = run(
        project,
        """
        import pytest
        from mwaa_tf.local_aws.pytest_plugin import LocalAwsSettings

        @pytest.fixture(scope="module")
        def local_aws_settings():
            return LocalAwsSettings(accounts=("333333333333",), region="eu-west-1")

        @pytest.mark.parametrize("number", [1, 2])
        def test_shared(module_local_aws, number):
            sns = module_local_aws.client("sns", "333333333333")
            sns.create_topic(Name=f"t{number}")
            assert len(sns.list_topics()["Topics"]) == number
            assert module_local_aws.region == "eu-west-1"
        """,
    )
    ran.assert_outcomes(passed=2)


@pytest.mark.slow
def test_a_failure_inside_fails_the_test(project: pytest.Pytester) -> None:
    ran = run(
        project,
        """
        from botocore.exceptions import ClientError
        from moto.sns.models import SNSBackend
        import pytest

        def test_it(local_aws, monkeypatch):
            monkeypatch.setattr(SNSBackend, "create_topic", lambda *_, **__: 1 / 0)
            with pytest.raises(ClientError):
                local_aws.client("sns", "111111111111").create_topic(Name="t")
        """,
    )
    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines(["*the local AWS failed:", "*ZeroDivisionError*"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ('local_aws(acounts=["333333333333"])', "*unknown settings acounts; known are accounts, *"),
        ('local_aws(["333333333333"])', "*settings without a name; known are accounts, *"),
    ],
)
def test_a_wrong_marker_says_what_is_known(project: pytest.Pytester, marker: str, message: str) -> None:
    ran = run(project, f"import pytest\n\n@pytest.mark.{marker}\ndef test_it(local_aws):\n    pass\n")
    assert ran.ret != 0
    (ran.stdout if "known are" in ran.stdout.str() else ran.stderr).fnmatch_lines([message])


@pytest.mark.slow
def test_loading_the_plugin_imports_neither_moto_nor_boto3(project: pytest.Pytester) -> None:
    ran = run(
        project,
        """
        import sys

        def test_it():
            assert not {"moto", "boto3", "botocore"} & sys.modules.keys()
        """,
    )
    ran.assert_outcomes(passed=1)
