"""The actions that rehearsals of the examples call, as committed data: `make lint-permissions` judges them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.permissions.derive import plan_roles, roles
from mwaa_tf.permissions.model import TerraformRole
from tests.support import REPOSITORY

EXAMPLES = sorted(path.parent.name for path in REPOSITORY.glob("examples/*/mwaa.yaml"))


def recorded_file(example: str) -> str:
    """The golden file of an example, below this folder."""
    return f"golden/recorded/{example}.txt"


def recorded_text(calls: Iterable[Call], planning: Iterable[Call], blueprint: Blueprint) -> str:
    """The actions that ``calls`` show, one a line, with `plan` behind those that a role which only plans has too."""
    calls = list(calls)
    applying = observed(roles(calls, blueprint, "aws"))
    reading = observed(plan_roles(calls, planning, blueprint, "aws"))
    return "".join(f"{action}{' plan' if action in reading else ''}\n" for action in sorted(applying))


def observed(of: Iterable[TerraformRole]) -> set[str]:
    """The actions that calls showed."""
    return {permission.action for role in of for permission in role.permissions if permission.observed}


def committed(example: str) -> tuple[set[str], set[str]]:
    """All actions of an example, and those of plans, as they are committed."""
    lines = (Path(__file__).parent / recorded_file(example)).read_text("utf-8").splitlines()
    return {line.split()[0] for line in lines}, {line.split()[0] for line in lines if line.endswith(" plan")}
