"""The blueprint: a deployment as plain data. Every reader (HCL, constructs, graph) reads only this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct

from mwaa_tf.blueprint.stage import Stage


class RemoteValue(Struct, frozen=True):
    """An output of another workspace, read from its state."""

    read: str
    output: str


class ModuleValue(Struct, frozen=True):
    """An output of a module that the same workspace calls."""

    call: str
    output: str


class ConfigFile(Struct, frozen=True):
    """A local file that the configuration names, relative to the configuration."""

    path: str


#: What an argument may be: plain data, with references anywhere in it.
Value = str | int | bool | None | RemoteValue | ModuleValue | ConfigFile | Sequence["Value"] | Mapping[str, "Value"]


class Account(Struct, frozen=True):
    """An AWS account and the credentials that Terraform uses there."""

    title: str
    """``owner``, or the participant's name."""
    account_id: str
    role_arn: str | None
    profile: str | None


class Backend(Struct, frozen=True):
    """Where a workspace stores its state."""

    kind: Literal["local", "s3", "cloud"]
    settings: Mapping[str, Value]


class Encryption(Struct, frozen=True):
    """How OpenTofu encrypts the state and the plans of a workspace."""

    key_provider: Mapping[str, Value]
    """The arguments of its key provider ``aws_kms``."""
    migrate: bool
    """Whether it also reads what is not encrypted yet."""

    @property
    def kms_key_arn(self) -> str:
        """The key, which also decrypts the states that the workspace reads."""
        return str(self.key_provider["kms_key_id"])


class RemoteState(Struct, frozen=True):
    """A workspace whose outputs are read: ``local.<name>.<output>``."""

    name: str
    workspace: str
    """Path of the workspace that is read."""
    kind: Literal["local", "s3", "remote"]
    config: Mapping[str, Value]
    outputs: tuple[str, ...]
    """The outputs that are read from it, in alphabetical order."""


class ModuleCall(Struct, frozen=True):
    """A call of a module. Arguments come in groups, as a person would set them apart with blank lines."""

    name: str
    module: str
    groups: tuple[Mapping[str, Value], ...]

    @property
    def arguments(self) -> dict[str, Value]:
        """All arguments by name."""
        return {name: value for group in self.groups for name, value in group.items()}


class Output(Struct, frozen=True):
    """An output of a workspace."""

    name: str
    description: str
    value: Value


class Workspace(Struct, frozen=True):
    """A root module: one account, one state, one backend."""

    path: str
    """Its folder below the deployment's, such as ``2-environments/data-etl`` (see :class:`Stage`)."""
    stage: Stage
    title: str
    """What it creates, in one line, such as ``environment analytics-data-etl``."""
    account: Account
    region: str
    tags: Mapping[str, str]
    backend: Backend
    reads: tuple[RemoteState, ...]
    calls: tuple[ModuleCall, ...]
    outputs: tuple[Output, ...]
    owns_state_bucket: bool = False
    """Whether it creates the bucket of all states, its own included."""
    protected: bool = False
    """Whether Terraform refuses to destroy it."""
    encryption: Encryption | None = None
    """None where its state is stored as it is."""

    @property
    def depth(self) -> int:
        """How many folders it is below the deployment's."""
        return self.path.count("/") + 1


class Blueprint(Struct, frozen=True, dict=True):
    """All workspaces of a deployment, in the order in which they are applied."""

    deployment: str
    region: str
    required_version: str
    aws_provider: str
    modules: str
    """The source of the modules, as the configuration has it."""
    workspaces: tuple[Workspace, ...] = ()

    @cached_property
    def by_path(self) -> Mapping[str, Workspace]:
        """The workspaces by their folder."""
        return {workspace.path: workspace for workspace in self.workspaces}

    @property
    def is_encrypted(self) -> bool:
        """Whether OpenTofu encrypts its states, so that Terraform must not write them."""
        return any(workspace.encryption for workspace in self.workspaces)

    @cached_property
    def used_modules(self) -> tuple[str, ...]:
        """The modules that any workspace calls, in alphabetical order."""
        return tuple(sorted({call.module for workspace in self.workspaces for call in workspace.calls}))
