"""A model of GitHub Actions: which jobs a workflow has, in which order they run, and GitHub's limits.

Built from https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax and
https://docs.github.com/actions/reference/limits. ``if`` counts as true: everything has changed, and nothing fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tools.parsed_yaml import parsed_yaml
from tools.scale.schedule import Job, LimitError

#: Jobs of a matrix, and bytes of a workflow.
MAX_MATRIX, MAX_FILE = 256, 500_000

_COMMAND = re.compile(r"mwaa_tf (?P<action>plan|apply|review)(?P<arguments>[^\n]*)")
_PREFIX = re.compile(r"\$\{workspaces\[@\]/#/(?P<prefix>[^}]+)\}")


def jobs(workflow: bytes) -> list[Job]:
    """The jobs of a workflow, one for each entry of a matrix. Raises :class:`LimitError` beyond a limit."""
    if len(workflow) > MAX_FILE:
        raise LimitError(f"{len(workflow)} bytes, more than {MAX_FILE}")
    definitions: Mapping[str, Any] = parsed_yaml(workflow)["jobs"]
    entries = {name: _entries(name, definition) for name, definition in definitions.items()}
    return [
        _job(name, definition, entry, {needed for need in _needs(definition) for needed in entries[need]})
        for name, definition in definitions.items()
        for entry in entries[name].items()
    ]


def _entries(name: str, definition: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    rows = definition.get("strategy", {}).get("matrix", {}).get("include")
    if rows is None:
        return {name: {}}
    if len(rows) > MAX_MATRIX:
        raise LimitError(f"{name} has a matrix of {len(rows)}, more than {MAX_MATRIX}")
    return {f"{name} ({row['name']})": row for row in rows}


def _needs(definition: Mapping[str, Any]) -> list[str]:
    needs = definition.get("needs", [])
    return [needs] if isinstance(needs, str) else needs


def _job(name: str, definition: Mapping[str, Any], entry: tuple[str, Mapping[str, str]], needs: set[str]) -> Job:
    script = "\n".join(step.get("run", "") for step in definition["steps"])
    command = _COMMAND.search(script)
    if command is None:
        return Job(entry[0], "review" if "review" in name else "trigger", (), frozenset(needs))
    prefix = match["prefix"] if (match := _PREFIX.search(command["arguments"])) else ""
    keys = entry[1].get("workspaces") or entry[1].get("keys", "")
    action = "follow" if "--follow" in command["arguments"] else command["action"]
    workspaces = tuple(prefix + key for key in keys.split())
    return Job(entry[0], action, () if action == "review" else workspaces, frozenset(needs))
