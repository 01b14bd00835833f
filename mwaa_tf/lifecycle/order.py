"""Which workspaces go when, and which cannot go without which."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.errors import UsageError

#: Names of the stages, beside their numbers.
STAGES = {"state": 0, "network": 1, "environments": 2, "endpoints": 3, "access": 4}


def stage_number(text: str) -> int:
    """The stage that a person means by ``2`` or ``environments``. Raises :class:`UsageError` for anything else."""
    if text in STAGES:
        return STAGES[text]
    if text.isascii() and text.isdigit() and int(text) in STAGES.values():
        return int(text)
    raise UsageError(
        f"there is no stage {text!r}; allowed is one of {', '.join(f'{n} or {name}' for name, n in STAGES.items())}"
    )


def stages(blueprint: Blueprint, *, since: int = 0, until: int | None = None) -> tuple[tuple[Workspace, ...], ...]:
    """The workspaces of each stage from ``since`` up to ``until``, stages in the order in which they are applied."""
    ordered = sorted(blueprint.workspaces, key=lambda workspace: workspace.stage)
    return tuple(
        tuple(workspaces)
        for stage, workspaces in groupby(ordered, key=lambda workspace: workspace.stage)
        if since <= stage and (until is None or stage <= until)
    )


def needs(blueprint: Blueprint) -> Mapping[str, frozenset[str]]:
    """The workspaces that each one reads, and the one that makes the place of its state: what is applied before it."""
    keepers = frozenset(workspace.path for workspace in blueprint.workspaces if workspace.owns_state_bucket)
    return {
        workspace.path: frozenset(read.workspace for read in workspace.reads) | keepers - {workspace.path}
        for workspace in blueprint.workspaces
    }


def needed_by(blueprint: Blueprint) -> Mapping[str, frozenset[str]]:
    """The workspaces that need each one: what must be destroyed before it."""
    before = needs(blueprint)
    return {path: frozenset(reader for reader, read in before.items() if path in read) for path in before}
