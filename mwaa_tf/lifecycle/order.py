"""The order of workspaces: their stages, and what each one depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import UsageError
from mwaa_tf.text import did_you_mean


def parse_stage(text: str) -> Stage:
    """The stage that ``2`` or ``environments`` names. Raises :class:`UsageError` for any other text."""
    by_text = {stage.label: stage for stage in Stage} | {str(stage.value): stage for stage in Stage}
    if text in by_text:
        return by_text[text]
    allowed = ", ".join(f"{stage.value} or {stage.label}" for stage in Stage)
    hint = did_you_mean(text, [stage.label for stage in Stage])
    raise UsageError(f"unknown stage {text!r}{hint}; allowed is one of {allowed}")


def stages(
    blueprint: Blueprint, *, since: Stage = Stage.STATE, until: Stage | None = None
) -> tuple[tuple[Workspace, ...], ...]:
    """The workspaces of each stage from ``since`` to ``until``, both included, in the order of applying."""
    ordered = sorted(blueprint.workspaces, key=lambda workspace: workspace.stage)
    return tuple(
        tuple(workspaces)
        for stage, workspaces in groupby(ordered, key=lambda workspace: workspace.stage)
        if since <= stage and (until is None or stage <= until)
    )


def ordered(blueprint: Blueprint) -> Iterator[Workspace]:
    """The workspaces of ``blueprint`` in the order of applying."""
    return (workspace for stage in stages(blueprint) for workspace in stage)


def dependencies(blueprint: Blueprint) -> Mapping[str, frozenset[str]]:
    """By path, the workspaces that must be applied before: those it reads, and the one with the bucket of its state."""
    state_buckets = frozenset(workspace.path for workspace in blueprint.workspaces if workspace.owns_state_bucket)
    return {
        workspace.path: frozenset(read.workspace for read in workspace.reads) | state_buckets - {workspace.path}
        for workspace in blueprint.workspaces
    }


def dependents(blueprint: Blueprint) -> Mapping[str, frozenset[str]]:
    """By path, the workspaces that must be destroyed before: those that depend on it."""
    by_path = dependencies(blueprint)
    return {path: frozenset(other for other, needed in by_path.items() if path in needed) for path in by_path}
