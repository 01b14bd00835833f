"""What a destroy leaves behind, and the commands that remove it.

What the states recorded before the destroy tells where to look; AWS tells what is still there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mwaa_tf.aws_errors import aws_error
from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.private_folder import NAME as PRIVATE_FOLDER
from mwaa_tf.lifecycle.recorded_state import RecordedResource
from mwaa_tf.mwaa.names import LogType, log_group
from mwaa_tf.text import shell_quoted

#: Creates a client of a service with the credentials of a workspace.
WorkspaceClient = Callable[[str, Workspace], Any]


@dataclass(frozen=True, slots=True)
class Remaining:
    """Something that still exists, or may, after its workspace was destroyed."""

    kind: str
    """As a person calls it: ``log group``."""
    name: str
    account_id: str = ""
    """Empty for what is on this machine."""
    region: str = ""
    reason: str = ""
    """Why it is still there, and until when."""
    command: str = ""
    """What removes it; empty where nothing has to be done, or nothing can be."""


def remaining_resources(
    workspace: Workspace, resources: tuple[RecordedResource, ...], client: WorkspaceClient
) -> Iterator[Remaining]:
    """What AWS still has of ``workspace``, which was destroyed; its state had ``resources`` before."""
    yield from _log_groups(workspace, resources, client)
    yield from _keys(workspace, resources, client)


def remaining_states(
    blueprint: Blueprint, destroyed: Collection[str], folder: Path, *, is_whole: bool = True
) -> Iterator[Remaining]:
    """The states of the workspaces at the paths ``destroyed``, below ``folder``: Terraform empties and keeps them.

    ``is_whole`` says that the deployment has no states besides those of ``blueprint``. Those in a bucket that the
    deployment creates itself stay as long as that bucket.
    """
    workspaces = [workspace for workspace in blueprint.workspaces if workspace.path in destroyed]
    if any(workspace.owns_state_bucket for workspace in blueprint.workspaces):
        return
    kinds = {workspace.backend.kind for workspace in workspaces}
    if is_whole and len(workspaces) == len(blueprint.workspaces) and kinds == {"s3"}:
        yield _all_states(workspaces[0])
        return
    for workspace in workspaces:
        yield from _states(workspace, folder)


def remaining_files(folder: Path) -> Iterator[Remaining]:
    """Saved plans and logs of the deployment in ``folder``."""
    private = folder / PRIVATE_FOLDER
    if private.is_dir():
        yield Remaining(
            "folder",
            str(private),
            reason="saved plans and logs, which may hold secrets",
            command=f"rm -r {shell_quoted(private)}",
        )


def state_bucket_remains(workspace: Workspace) -> Remaining:
    """The bucket of all states, which ``workspace`` creates."""
    return Remaining(
        "bucket",
        str(workspace.backend.settings.get("bucket", "")),
        workspace.account.account_id,
        str(workspace.backend.settings.get("region", workspace.region)),
        "holds all versions of all states; to delete it, set state.force_destroy to true and render, then",
        f"mwaa_tf apply {workspace.path} && mwaa_tf destroy {workspace.path}",
    )


def _log_groups(
    workspace: Workspace, resources: Iterable[RecordedResource], client: WorkspaceClient
) -> Iterator[Remaining]:
    resources = tuple(resources)
    prefixes: dict[str, set[str]] = {}
    for resource in resources:
        if resource.resource_type == "aws_mwaa_environment" and (name := resource.text("name")):
            prefixes[f"airflow-{name}-"] = {log_group(name, log) for log in LogType}
        elif resource.resource_type == "aws_cloudwatch_log_group" and (name := resource.text("name")):
            prefixes.setdefault(name, set()).add(name)
    found: dict[str, None] = {}
    for prefix, names in prefixes.items():
        try:
            pages = client("logs", workspace).get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
            found |= {
                group["logGroupName"]: None
                for page in pages
                for group in page["logGroups"]
                if group["logGroupName"] in names
            }
        except Exception as error:  # noqa: BLE001 - what is not known is reported, not raised
            yield _unknown("log groups", f"{prefix}*" if prefix not in names else prefix, workspace, error)
    for name in found:
        yield Remaining(
            "log group",
            name,
            workspace.account.account_id,
            workspace.region,
            "MWAA leaves the logs of an environment" if name.startswith("airflow-") else "was written to afterwards",
            f"{_aws(workspace)} logs delete-log-group --log-group-name {shell_quoted(name)}",
        )


def _keys(workspace: Workspace, resources: Iterable[RecordedResource], client: WorkspaceClient) -> Iterator[Remaining]:
    for resource in resources:
        if resource.resource_type != "aws_kms_key" or not (arn := resource.text("arn")):
            continue
        try:
            metadata = client("kms", workspace).describe_key(KeyId=arn)["KeyMetadata"]
        except Exception as error:  # noqa: BLE001 - what is not known is reported, not raised
            if _is_absent(error):
                continue
            yield _unknown("KMS key", arn, workspace, error)
            continue
        reason, command = f"is {metadata['KeyState']}", ""
        if date := metadata.get("DeletionDate"):
            reason = f"KMS deletes it on {date:%Y-%m-%d}, and with it what it encrypted; to keep it"
            command = f"{_aws(workspace)} kms cancel-key-deletion --key-id {shell_quoted(arn)}"
        yield Remaining("KMS key", arn, workspace.account.account_id, workspace.region, reason, command)


def _all_states(workspace: Workspace) -> Remaining:
    """The states of a deployment of which nothing else is left; ``workspace`` is any of its workspaces."""
    settings = workspace.backend.settings
    prefix = str(settings["key"]).removesuffix(f"{workspace.path}/terraform.tfstate")
    address = f"s3://{settings['bucket']}/{prefix}"
    command = f"{_aws(workspace, str(settings['region']))} s3 rm --recursive {shell_quoted(address)}"
    return Remaining("states", address, reason="are empty; their older versions are not", command=command)


def _states(workspace: Workspace, folder: Path) -> Iterator[Remaining]:
    settings = workspace.backend.settings
    match workspace.backend.kind:
        case "local":
            state = folder / workspace.path / str(settings.get("path", "terraform.tfstate"))
            files = [file for file in (state, state.with_name(f"{state.name}.backup")) if file.is_file()]
            if files:
                command = f"rm {' '.join(map(shell_quoted, files))}"
                yield Remaining("state", str(state), reason="is empty; its backup is not", command=command)
        case "s3":
            address = f"s3://{settings['bucket']}/{settings['key']}"
            command = f"{_aws(workspace, str(settings['region']))} s3 rm {shell_quoted(address)}"
            yield Remaining("state", address, reason="is empty; its older versions are not", command=command)
        case "cloud":
            name = f"{settings.get('organization')}/{_hcp_name(settings)}"
            yield Remaining("HCP Terraform workspace", name, reason="is empty; its older states are not")


def _hcp_name(settings: Mapping[str, Any]) -> str:
    workspaces = settings.get("workspaces")
    return str(workspaces.get("name", "")) if isinstance(workspaces, Mapping) else ""


def _aws(workspace: Workspace, region: str = "") -> str:
    """The beginning of a command of the AWS CLI, with the profile of the workspace's account."""
    profile = f" --profile {shell_quoted(workspace.account.profile)}" if workspace.account.profile else ""
    return f"aws{profile} --region {shell_quoted(region or workspace.region)}"


def _unknown(kind: str, name: str, workspace: Workspace, error: Exception) -> Remaining:
    reason = f"could not be looked up: {error if isinstance(error, MwaaTfError) else aws_error(error).reason}"
    return Remaining(kind, name, workspace.account.account_id, workspace.region, reason)


def _is_absent(error: Exception) -> bool:
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", "")) == "NotFoundException"
