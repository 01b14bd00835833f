"""Commands without AWS share one process of the provider, and have the same results as without."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from mwaa_tf.terraform import Terraform, shared_provider
from mwaa_tf.terraform.process import Result
from mwaa_tf.terraform.product import TERRAFORM
from mwaa_tf.terraform.provider import LOCK_FILE
from mwaa_tf.terraform.provider_process import VARIABLE, ProviderProcess
from mwaa_tf.terraform.shared_provider import SharedProvider
from tests.terraform.support import MakeWorkspace

pytestmark = pytest.mark.terraform

TOPIC = """\
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}
"""
WRONG = TOPIC.replace('  name = "alarms"', "  fifo_topic = 7\n  colour     = 1")
PASSED = Result(0, "", "")


class Recorded:
    """Commands, and the variables for sharing that each was run with."""

    def __init__(self, *results: Result) -> None:
        self.variables: list[Mapping[str, str]] = []
        self._results = list(results)

    def __call__(self, variables: Mapping[str, str]) -> Result:
        self.variables.append(variables)
        return self._results.pop(0) if self._results else PASSED


def pid_in(variables: Mapping[str, str]) -> int:
    return int(json.loads(variables[VARIABLE])[TERRAFORM.aws_provider]["Pid"])


@pytest.fixture
def topic(terraform: Terraform, make_workspace: MakeWorkspace) -> Path:
    """An initialised root module with the provider."""
    workspace = make_workspace("topic", TOPIC)
    terraform.init(workspace, backend=False)
    return workspace


def test_the_second_command_shares_the_provider_that_it_starts(topic: Path) -> None:
    with Terraform() as own:
        recorded = Recorded()
        for _ in range(3):
            own._shared.run(recorded, topic)
        first, second, third = recorded.variables
    assert first == {}
    assert pid_in(second) == pid_in(third)


def test_diagnostics_are_those_without_sharing(terraform: Terraform, make_workspace: MakeWorkspace) -> None:
    wrong = make_workspace("wrong", WRONG)
    terraform.init(wrong, backend=False)
    with Terraform() as own:
        alone, shared, again = (own.validate(wrong) for _ in range(3))
    assert "Unsupported argument" in {each.summary for each in alone}
    assert alone == shared == again


def test_the_provider_ends_with_terraform(topic: Path) -> None:
    with Terraform() as own:
        recorded = Recorded()
        own._shared.run(recorded, topic)
        own._shared.run(recorded, topic)
        pid = pid_in(recorded.variables[1])
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_provider_gets_no_credentials(topic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cr3t")
    monkeypatch.setenv("TF_VAR_password", "s3cr3t")
    with Terraform() as own:
        recorded = Recorded()
        own._shared.run(recorded, topic)
        own._shared.run(recorded, topic)
        environ = Path(f"/proc/{pid_in(recorded.variables[1])}/environ").read_bytes()
    assert b"PATH=" in environ
    assert b"s3cr3t" not in environ


def test_a_provider_that_died_is_replaced_by_one_of_each_command(topic: Path) -> None:
    with Terraform() as own:
        assert own.validate(topic) == own.validate(topic) == []
        recorded = Recorded()
        own._shared.run(recorded, topic)
        os.kill(pid_in(recorded.variables[0]), signal.SIGKILL)
        assert own.validate(topic) == []


def test_a_provider_that_dies_during_a_command_costs_a_second_try(topic: Path) -> None:
    def dying(variables: Mapping[str, str]) -> Result:
        tried.append(variables)
        if variables:
            os.kill(pid_in(variables), signal.SIGKILL)
            return own.run(topic, ["validate", "-json"], variables)
        return PASSED

    tried: list[Mapping[str, str]] = []
    with Terraform() as own:
        own._shared.run(dying, topic)
        assert own._shared.run(dying, topic) == PASSED
    assert [bool(variables) for variables in tried] == [False, True, False]


def test_a_provider_that_hangs_is_ended(topic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_provider, "_LONGEST", 3.0)
    with Terraform() as own:
        assert own.validate(topic) == []
        recorded = Recorded()
        own._shared.run(recorded, topic)
        pid = pid_in(recorded.variables[0])
        os.kill(pid, signal.SIGSTOP)
        assert own.validate(topic) == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_error_of_the_configuration_is_not_tried_again() -> None:
    provider = object.__new__(ProviderProcess)
    provider._ended = threading.Event()
    assert not provider.may_have_failed(Result(1, '{"valid":false}', ""))
    assert provider.may_have_failed(Result(1, '{"summary":"Failed to load plugin schemas"}', ""))


def test_a_program_in_a_users_folder_is_never_started(tmp_path: Path) -> None:
    folder = tmp_path / "workspace/.terraform/providers" / TERRAFORM.aws_provider / "5.100.0/linux_amd64"
    folder.mkdir(parents=True)
    program = folder / "terraform-provider-aws_v5.100.0_x5"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    program.chmod(0o755)
    lock_file = tmp_path / "workspace" / LOCK_FILE
    lock_file.write_text(f'provider "{TERRAFORM.aws_provider}" {{\n  version = "5.100.0"\n}}\n')
    provider = SharedProvider({}, (tmp_path / "cache",), tmp_path)
    recorded = Recorded()
    for _ in range(3):
        provider.run(recorded, tmp_path / "workspace")
    provider.close()
    assert recorded.variables == [{}, {}, {}]
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("name", ["TF_LOG", "TF_LOG_PROVIDER", VARIABLE])
def test_a_user_who_debugs_providers_gets_those_of_each_command(topic: Path, name: str) -> None:
    environ = {**os.environ, name: "" if name == VARIABLE else "ERROR"}
    with Terraform(environ) as own:
        recorded = Recorded()
        for _ in range(3):
            own._shared.run(recorded, topic)
    assert recorded.variables == [{}, {}, {}]
