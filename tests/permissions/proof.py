"""The proof for a role that only plans: every plan of a living deployment works, every apply is denied."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.rehearsal.resources import list_resources
from mwaa_tf.rehearsal.session import RehearsalSession
from mwaa_tf.rehearsal.update import updated
from mwaa_tf.rehearsal.variables import init_environ
from mwaa_tf.terraform import RootModule, TerraformError

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
    problems = [problem for workspace in session.workspaces() for problem in _initialising(session, workspace)]
    for name, deployment in (("living", session.deployment), ("changed", updated(session.deployment))):
        session.render(deployment)
        for outcome in session.lifecycle.plan(lock=False):
            problems += [f"{outcome.workspace}: plan ({name}): {failure}" for failure in outcome.failures]
            if name == "living" and outcome.plan and not outcome.plan.is_empty:
                problems.append(f"{outcome.workspace}: the plan of the living deployment is not empty")
    # Terraform removes the outputs from a local state even if it may destroy nothing.
    states = {file: file.read_bytes() for file in session.folder.rglob("*.tfstate")}
    workspaces = list(session.workspaces())
    for workspace in workspaces:
        problems += [f"{workspace.path}: apply: {text}" for text in _not_denied(_module(session, workspace).apply)]
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


def _module(session: RehearsalSession, workspace: Workspace) -> RootModule:
    return RootModule(session.terraform, session.folder / workspace.path, session.environ(workspace))


def _initialising(session: RehearsalSession, workspace: Workspace) -> list[str]:
    try:
        _module(session, workspace).init(init_environ(os.environ))
    except TerraformError as error:
        return [f"{workspace.path}: init: {error}"]
    return []


def _not_denied(operation: Callable[[], object]) -> list[str]:
    try:
        operation()
    except TerraformError as error:
        text = " ".join(str(error).split())
        return [] if "not authorized to perform" in text else [f"failed for another reason: {text}"]
    return ["was not denied"]
