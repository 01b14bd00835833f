"""The permissions as Markdown tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from mwaa_tf.iam.actions import resource_kinds
from mwaa_tf.permissions.model import Evidence, TerraformRole
from mwaa_tf.permissions.policy import PermissionStatement

_INTRODUCTION = """\
A rehearsal applied these workspaces, planned them again, changed all tags and maintenance windows in place and back,
and destroyed them. Each action below was **observed** in a call of Terraform, or is **documented** by AWS as required
by such a call; the names of documented statements begin with `Documented`. `sts:GetCallerIdentity`, which Terraform
also calls, needs no permission.

Each account has a role that applies, and one that **only plans**: it reads the resources and the states, and writes
nothing, no lock either: `plan -lock=false`.
"""


def heading(deployment: str, region: str) -> str:
    """The first line of the page, by which it is known to be about the deployment."""
    return f"# Permissions of Terraform's roles: {deployment} in {region}"


def markdown(
    deployment: str,
    region: str,
    roles: Iterable[tuple[TerraformRole, Sequence[PermissionStatement], Sequence[str], str | None]],
) -> str:
    """A page with a table for each role; ``roles`` have their statements and the names of their files.

    These are the policies and, if it was asked for, the trust policy.
    """
    lines = [heading(deployment, region), "", _INTRODUCTION]
    for role, statements, files, trust_file in roles:
        section = f"## {_plain(role.title)}, account {role.account_id}" + (": only plans" if role.plans_only else "")
        lines += [section, "", _about(role, files, trust_file), ""]
        lines += ["| statement | actions | resources | reason |", "| --- | --- | --- | --- |"]
        lines += [_row(statement) for statement in statements]
        lines.append("")
    return "\n".join(lines)


def _about(role: TerraformRole, files: Sequence[str], trust_file: str | None) -> str:
    listed = ", ".join(f"`{file}`" for file in files)
    text = f"Policy: {listed}." if len(files) == 1 else f"Policies; attach all of them: {listed}."
    if len(files) > 1:
        text += " A single one would be longer than IAM allows for a managed policy (6,144 characters)."
    if role.role_arn and not role.plans_only:
        text += f" For the role `{role.role_arn}`; the identity that runs Terraform needs `sts:AssumeRole` on it."
    return text + (f" Trust policy: `{trust_file}`." if trust_file else "")


def _row(statement: PermissionStatement) -> str:
    cells = (
        f"`{statement.sid}`",
        "<br>".join(f"`{action}`" for action in statement.actions),
        _resources(statement),
        _observed(statement) if statement.observed else _documented(statement),
    )
    return f"| {' | '.join(cells)} |"


def _resources(statement: PermissionStatement) -> str:
    lines = [f"`{_cell(resource)}`" for resource in statement.resources]
    if statement.resources == ("*",):
        unlimited = all(resource_kinds(action) == () for action in statement.actions)
        lines.append(
            "(no resource-level permissions in AWS)" if unlimited else "(resource types of these actions unknown)"
        )
    if statement.condition:
        operator, key, *values = statement.condition
        lines.append(f"if `{key}` {operator} " + " or ".join(f"`{value}`" for value in values))
    return "<br>".join(lines)


def _observed(statement: PermissionStatement) -> str:
    """The workspaces, each with its operations whose names differ from those of the actions."""
    names = {action.split(":", 1)[1] for action in statement.actions}
    operations: dict[str, set[str]] = defaultdict(set)
    for evidence in _all_evidence(statement):
        operations[evidence.workspace].add(evidence.operation)
    lines = []
    for workspace, called in sorted(operations.items()):
        others = sorted(called - names)
        lines.append(f"`{_cell(workspace)}`" + (f" ({', '.join(others)})" if others else ""))
    return "observed in " + "<br>".join(lines)


def _documented(statement: PermissionStatement) -> str:
    sources = sorted({permission.source for permission in statement.evidence})
    operations = sorted({evidence.operation for evidence in _all_evidence(statement)})
    workspaces = sorted({evidence.workspace for evidence in _all_evidence(statement)})
    listed = ", ".join(f"`{_cell(workspace)}`" for workspace in workspaces)
    return f"documented: {'; '.join(sources)}<br>required by {', '.join(operations)} in {listed}"


def _all_evidence(statement: PermissionStatement) -> set[Evidence]:
    return {evidence for by_permission in statement.evidence.values() for evidence in by_permission}


def _plain(text: str) -> str:
    return text.replace("_", r"\_").replace("*", r"\*")


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
