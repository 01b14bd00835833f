"""What AWS or Terraform would refuse to delete until the configuration is changed and applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mwaa_tf.blueprint import Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle.recorded_state import RecordedResource


def delete_obstacles(workspace: Workspace, resources: Iterable[RecordedResource]) -> Iterator[str]:
    """A sentence for each resource of ``workspace`` that is protected: what to change before it can be destroyed."""
    resources = tuple(resources)
    for resource in resources:
        if resource.resource_type == "aws_lb" and resource.attributes.get("enable_deletion_protection"):
            yield (
                f"{workspace.path}: the load balancer {resource.text('name')} is protected against deletion; set "
                f"access.alb.deletion_protection to false for {_environment(workspace)}, render, and run "
                f"`mwaa_tf apply {workspace.path}`"
            )
    if workspace.owns_state_bucket and resources:
        yield from _state_bucket_obstacles(workspace, resources)


def _state_bucket_obstacles(workspace: Workspace, resources: Iterable[RecordedResource]) -> Iterator[str]:
    """The bucket of all states, which Terraform empties only if it was applied with `force_destroy`."""
    bucket = next((resource for resource in resources if resource.resource_type == "aws_s3_bucket"), None)
    if workspace.protected:
        yield (
            f"{workspace.path}: the bucket of all states is protected; set state.force_destroy to true, render, and "
            f"run `mwaa_tf apply {workspace.path}`"
        )
    elif bucket and not bucket.attributes.get("force_destroy"):
        yield (
            f"{workspace.path}: state.force_destroy is not applied to the bucket of all states yet; run "
            f"`mwaa_tf apply {workspace.path}`"
        )


def _environment(workspace: Workspace) -> str:
    reference = Stage.parse(workspace.path)
    return f"environment {reference.key}" if reference and reference.key else "the environment"
