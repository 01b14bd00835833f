"""The proof for a role that only plans: every plan of a living deployment works, every apply is denied."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.rehearsal.resources import list_resources
from mwaa_tf.rehearsal.session import RehearsalSession
from mwaa_tf.rehearsal.update import updated
from mwaa_tf.rehearsal.variables import init_environ
from mwaa_tf.terraform import RootModule, TerraformError
from mwaa_tf.terraform.events import Summary

_POLICY = re.compile(r".+-(?P<account>\d{12})(?P<plan>-plan)?(?:-\d+)?\.json")

Policies = Mapping[str, Sequence[Mapping[str, Any]]]


def read_policies(folder: Path, *, plans_only: bool) -> dict[str, list[dict[str, Any]]]:
    """By account the policies in ``folder``, read from the files as a security team would; of one kind of role."""
    policies: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(folder.glob("*.json")):
        match = _POLICY.fullmatch(file.name)
        if match and bool(match["plan"]) is plans_only:
            policies.setdefault(match["account"], []).append(json.loads(file.read_text()))
    return policies


def problems_of_planning(session: RehearsalSession, policies: Policies) -> list[str]:
    """What is wrong with roles that have ``policies`` and are to plan only; all accounts are limited to them."""
    local = session.local
    local.allow({account_id: policies.get(account_id, []) for account_id in local.accounts})
    before, first = list_resources(local, local.accounts), len(local.record)
    workspaces = list(session.workspaces())
    # Terraform removes the outputs from a local state even if it may destroy nothing.
    states = {file: file.read_bytes() for file in session.folder.rglob("*.tfstate")}
    problems = [*_of_plans(session, workspaces), *_of_applies(session, workspaces)]
    for workspace in reversed(workspaces):
        problems += [f"{workspace.path}: destroy: {text}" for text in _not_denied(_module(session, workspace).destroy)]
    for file, state in states.items():
        file.write_bytes(state)
    session.render(session.deployment)
    changes = [call for call in local.record.since(first) if call.workspace and call.mutating and not call.error]
    problems += [f"{call.workspace}: {call.service}:{call.action} changed something" for call in changes]
    if list_resources(local, local.accounts) != before:
        problems.append("resources were created or deleted")
    return problems


def _of_plans(session: RehearsalSession, workspaces: Sequence[Workspace]) -> Iterator[str]:
    """Of `init` and of the plans of what is applied: `init` calls AWS only where the state is in S3."""
    for workspace in workspaces:
        if workspace.backend.kind == "s3":
            yield from _initialising(session, workspace)
    for outcome in session.lifecycle.plan(lock=False):
        yield from (f"{outcome.workspace}: plan: {failure}" for failure in outcome.failures)
        if outcome.plan and not outcome.plan.is_empty:
            yield f"{outcome.workspace}: the plan of the living deployment is not empty"


def _of_applies(session: RehearsalSession, workspaces: Sequence[Workspace]) -> Iterator[str]:
    """Of applies that change something. Each plans first, unless the lock of a state in S3 is denied before that."""
    session.render(updated(session.deployment))
    first = len(session.local.record)
    for workspace in workspaces:
        module = _module(session, workspace)
        if workspace.backend.kind == "s3":
            yield from _planning(module, workspace)
        yield from (f"{workspace.path}: apply: {text}" for text in _not_denied(module.apply))
    if not any(call.workspace and call.mutating for call in session.local.record.since(first)):
        yield "no apply tried to change something"
    for call in session.local.record.since(first):
        denied = call.status == HTTPStatus.FORBIDDEN or "Denied" in call.error
        # Terraform looks whose lock it is, after its own was denied.
        if call.workspace and denied and not call.mutating and not call.resource.endswith(".tflock"):
            yield f"{call.workspace}: {call.service}:{call.action} was denied, which a plan calls"


def _module(session: RehearsalSession, workspace: Workspace) -> RootModule:
    return RootModule(session.terraform, session.folder / workspace.path, session.environ(workspace))


def _initialising(session: RehearsalSession, workspace: Workspace) -> list[str]:
    try:
        _module(session, workspace).init(init_environ(os.environ))
    except TerraformError as error:
        return [f"{workspace.path}: init: {error}"]
    return []


def _planning(module: RootModule, workspace: Workspace) -> list[str]:
    try:
        module.plan(lock=False)
    except TerraformError as error:
        return [f"{workspace.path}: plan of a change: {error}"]
    return []


def _not_denied(operation: Callable[[], Summary]) -> list[str]:
    """Why ``operation`` was not denied as it should be; a workspace that has nothing to change is no reason."""
    try:
        summary = operation()
    except TerraformError as error:
        text = " ".join(str(error).split())
        return [] if "not authorized to perform" in text else [f"failed for another reason: {text}"]
    return ["was not denied"] if summary.total else []
