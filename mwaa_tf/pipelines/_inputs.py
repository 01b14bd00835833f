"""What the files of every engine are rendered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from mwaa_tf.blueprint import Blueprint, Stage, Workspace
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.pipelines._jobs import JobEngine, RoleEngine
from mwaa_tf.mwaa.regions import partition_of
from mwaa_tf.text import shell_quoted

_DEFAULT_CONFIG, _DEFAULT_OUTPUT = "mwaa.yaml", "generated"


@dataclass(frozen=True)
class PipelineInputs:
    """A deployment, and where its files are."""

    deployment: Deployment
    blueprint: Blueprint
    config_file: str
    """The configuration, relative to its folder."""
    output: str
    """The folder with the deployments, relative to that of the configuration, with slashes."""

    @property
    def folder(self) -> str:
        """The deployment's folder, relative to that of the configuration."""
        return f"{self.output}/{self.deployment.name}".removeprefix("./")

    @property
    def options(self) -> str:
        """The options of commands that find the configuration and the folders, quoted for a shell; empty by default.

        With a space in front, so that they follow a command's name.
        """
        config = f" -c {shell_quoted(self.config_file)}" if self.config_file != _DEFAULT_CONFIG else ""
        return config + (f" -o {shell_quoted(self.output)}" if self.output != _DEFAULT_OUTPUT else "")

    @cached_property
    def stages(self) -> Mapping[Stage, tuple[Workspace, ...]]:
        """The workspaces of each stage that the deployment has, in the order in which they are applied."""
        stages = sorted({workspace.stage for workspace in self.blueprint.workspaces})
        return {
            stage: tuple(workspace for workspace in self.blueprint.workspaces if workspace.stage is stage)
            for stage in stages
        }

    def role_arn(self, engine: RoleEngine, account_id: str, *, plans_only: bool) -> str:
        """The role that jobs assume in an account."""
        partition = partition_of(self.deployment.region) or "aws"
        return f"arn:{partition}:iam::{account_id}:role/{engine.role_name(account_id, plans_only=plans_only)}"

    def requirement(self, engine: JobEngine) -> str:
        """What pip installs in a job, quoted for a shell."""
        if engine.install is None:
            raise AssertionError("the rule pipelines-install requires it")
        if engine.install.startswith("-r "):
            return f"--require-hashes -r {shell_quoted(engine.install.removeprefix('-r '))}"
        return shell_quoted(engine.install)
