"""A model of HCP Terraform: one run of each workspace, started by the applies of others.

Built from https://developer.hashicorp.com/terraform/cloud-docs/workspaces/settings/run-triggers.
"""

from __future__ import annotations

from typing import Any

import hcl2

from tools.scale.schedule import Job, LimitError

#: Workspaces whose applies start a run of one workspace.
MAX_SOURCES = 20
#: Characters of a workspace's name.
MAX_NAME = 90
#: Runs at the same time in the edition Standard (https://www.ibm.com/support/pages/hcp-terraform-limits); Free: one.
CONCURRENCY = 3


def jobs(workspaces_tf: bytes) -> list[Job]:
    """A run of each workspace, after those that trigger it. Raises :class:`LimitError` beyond a limit."""
    (local_values, *_) = hcl2.loads(workspaces_tf.decode())["locals"]
    workspaces: dict[str, Any] = {_text(path): value for path, value in local_values["workspaces"].items()}
    result = []
    for path, workspace in workspaces.items():
        after = frozenset(map(_text, workspace["after"]))
        if len(after) > MAX_SOURCES:
            raise LimitError(f"{path} has {len(after)} sources, more than {MAX_SOURCES}")
        if len(_text(workspace["name"])) > MAX_NAME:
            raise LimitError(f"{workspace['name']} has more than {MAX_NAME} characters")
        result.append(Job(path, "apply", (path,), after))
    return result


def _text(value: str) -> str:
    return value.strip('"')
