"""Which commands of a test get a provider that already runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from mwaa_tf.terraform.provider_process import VARIABLE
from tests.shared_providers import terraform_with_providers, write_program

LOCAL = {"AWS_ENDPOINT_URL": "http://aws.test", "AWS_PROFILE": "owner"}
INSTALLED = ".terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws_v5"


class Workspace:
    """A workspace with an installed provider, and a Terraform that prints the provider that it was given."""

    def __init__(self, folder: Path) -> None:
        self.folder, programs = folder / "workspace", folder / "programs"
        self.provider = self.folder / INSTALLED
        self.provider.parent.mkdir(parents=True)
        self.provider.touch()
        (self.folder / "main.tf").write_text('provider "aws" {}\n')
        programs.mkdir()
        terraform = programs / "real"
        terraform.write_text(f'#!/bin/sh\nprintf %s "${VARIABLE}"\n')
        terraform.chmod(0o700)
        for number in range(2):
            (programs / f"provider-{number}").write_text(f"provider {number}")
        self._program = programs / "terraform"
        write_program(self._program, self.provider, terraform, LOCAL)

    def given(self, command: str, environ: Mapping[str, str] = LOCAL) -> str:
        variables = {"PATH": os.environ["PATH"], **environ}
        return subprocess.run(
            [self._program, command], cwd=self.folder, env=variables, capture_output=True, text=True, check=True
        ).stdout


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.mark.parametrize("command", ["plan", "apply", "destroy", "show", "state", "output", "validate"])
def test_a_command_with_the_same_environment_gets_one(workspace: Workspace, command: str) -> None:
    assert workspace.given(command) == "provider 0"


@pytest.mark.parametrize("command", ["init", "version", "test", "force-unlock"])
def test_a_command_that_needs_none_or_its_own_gets_none(workspace: Workspace, command: str) -> None:
    assert workspace.given(command) == ""


@pytest.mark.parametrize("command", ["apply", "show"])
@pytest.mark.parametrize("change", [{"AWS_PROFILE": "data"}, {"AWS_ENDPOINT_URL": ""}, {"TF_LOG": "debug"}])
def test_with_another_environment_it_gets_none(workspace: Workspace, command: str, change: dict[str, str]) -> None:
    assert workspace.given(command, {**LOCAL, **change}) == ""


def test_one_that_mwaa_tf_gives_stays(workspace: Workspace) -> None:
    assert workspace.given("show", {**LOCAL, VARIABLE: "another"}) == "another"


def test_another_version_of_the_provider_is_not_replaced(workspace: Workspace) -> None:
    workspace.provider.rename(workspace.provider.with_name("terraform-provider-aws_v6"))

    assert {workspace.given(command) for command in ("apply", "show")} == {""}


def test_two_configurations_are_not_one_of_a_provider(workspace: Workspace) -> None:
    (workspace.folder / "main.tf").write_text('provider "aws" {\n  alias = "other"\n}\n')

    assert workspace.given("apply") == ""
    assert workspace.given("show") == "provider 0"


@pytest.mark.parametrize(
    "environ",
    [
        {"AWS_ENDPOINT_URL": "https://sts.amazonaws.com", "HTTP_PROXY": "http://127.0.0.1:1"},
        {"AWS_ENDPOINT_URL": "http://aws.test", "HTTP_PROXY": "http://proxy.example.com:3128"},
    ],
)
def test_there_is_none_for_a_real_account(environ: dict[str, str]) -> None:
    with pytest.raises(AssertionError, match="only for a local AWS"), terraform_with_providers(environ):
        pass
