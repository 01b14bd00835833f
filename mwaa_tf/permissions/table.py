"""The permissions as a table for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from mwaa_tf.iam.actions import resource_kinds
from mwaa_tf.permissions.model import Role, Seen
from mwaa_tf.permissions.policy import Statement

_INTRODUCTION = """\
A rehearsal applied these workspaces, planned them again, changed every tag and the maintenance windows and changed them
back, and destroyed them. Each action below was **observed** there in a call of Terraform, or is **documented** by AWS
as needed by such a call; statements of the latter begin with `Documented`. `sts:GetCallerIdentity`, which Terraform
calls too, needs no permission.
"""


def markdown(deployment: str, region: str, roles: Iterable[tuple[Role, Sequence[Statement], Sequence[str]]]) -> str:
    """The table of each role with its statements and the names of its policy files."""
    lines = [f"# Permissions of Terraform's roles: {deployment} in {region}", "", _INTRODUCTION]
    for role, statements, files in roles:
        lines += [f"## {_plain(role.title)}, account {role.account_id}", "", _about(role, files), ""]
        lines += ["| statement | actions | on | why |", "| --- | --- | --- | --- |"]
        lines += [_row(statement) for statement in statements]
        lines.append("")
    return "\n".join(lines)


def _about(role: Role, files: Sequence[str]) -> str:
    listed = ", ".join(f"`{file}`" for file in files)
    text = f"Policy: {listed}." if len(files) == 1 else f"Policies, all of them to be attached: {listed}."
    if len(files) > 1:
        text += " One alone would be longer than IAM allows a managed policy to be (6,144 characters)."
    if role.role_arn:
        text += f" For the role `{role.role_arn}`; whoever starts Terraform needs `sts:AssumeRole` on it."
    return text


def _row(statement: Statement) -> str:
    cells = (
        f"`{statement.sid}`",
        "<br>".join(f"`{action}`" for action in statement.actions),
        _on(statement),
        _observed(statement) if statement.observed else _documented(statement),
    )
    return f"| {' | '.join(cells)} |"


def _on(statement: Statement) -> str:
    lines = [f"`{_cell(resource)}`" for resource in statement.resources]
    if statement.resources == ("*",):
        known = all(resource_kinds(action) == () for action in statement.actions)
        lines.append("(AWS knows no resources for these)" if known else "(what narrows these is not known)")
    if statement.condition:
        operator, key, *values = statement.condition
        lines.append(f"if `{key}` {operator} " + " or ".join(f"`{value}`" for value in values))
    return "<br>".join(lines)


def _observed(statement: Statement) -> str:
    """Workspaces, and what the operations are called where it is not like the actions."""
    own = {action.split(":", 1)[1] for action in statement.actions}
    operations: dict[str, set[str]] = defaultdict(set)
    for seen in _all(statement):
        operations[seen.workspace].add(seen.operation)
    lines = []
    for workspace, called in sorted(operations.items()):
        others = sorted(called - own)
        lines.append(f"`{_cell(workspace)}`" + (f" ({', '.join(others)})" if others else ""))
    return "observed in " + "<br>".join(lines)


def _documented(statement: Statement) -> str:
    sources = sorted({permission.source for permission in statement.reasons})
    brings = sorted({seen.operation for seen in _all(statement)})
    workspaces = sorted({seen.workspace for seen in _all(statement)})
    because = f"for {', '.join(brings)} in " + ", ".join(f"`{_cell(each)}`" for each in workspaces)
    return f"documented: {'; '.join(sources)}<br>{because}"


def _all(statement: Statement) -> set[Seen]:
    return {seen for each in statement.reasons.values() for seen in each}


def _plain(text: str) -> str:
    return text.replace("_", r"\_").replace("*", r"\*")


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
