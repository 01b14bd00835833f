"""Rewrite tests/doctor/plans: what Terraform plans for an example before each of its first applies, and after the last.

``python -m tools.doctor_plans`` plans the examples that are there already; with names of examples, only those. Unlike
the plans of the reviews they have everything that `terraform show -json` prints, since the doctor reads all of it.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle.order import stages
from mwaa_tf.rehearsal.prepare.network_users import NetworkUsers
from tools.documents import REPOSITORY
from tools.real_plans import Life, life, without_moments

PLANS = REPOSITORY / "tests/doctor/plans"

#: The plans before anything exists, and those of a deployment that is complete, which change nothing.
FIRST, COMPLETE = "first-apply", "complete"


def save(example: Life, story: str, workspace: Workspace) -> None:
    """Plan a workspace and keep the plan as one of ``story``."""
    target = PLANS / example.example / story / workspace.path / "plan.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_text(example.plan(workspace), example.root), "utf-8")
    print(f"{target.relative_to(REPOSITORY)}: {target.stat().st_size:,} bytes", flush=True)


def whole_life(example: Life) -> None:
    """Plan and apply an example, and plan it again."""
    network_users = NetworkUsers(example.local, example.deployment)
    for workspaces in stages(example.blueprint):
        if workspaces[0].stage == Stage.ACCESS:
            example.wait_for_endpoints()
        for workspace in workspaces:
            save(example, FIRST, workspace)
            example.apply(workspace)
        if workspaces[0].stage == Stage.NETWORK:
            network_users.create()
    example.wait_for_endpoints()
    for workspace in example.blueprint.workspaces:
        save(example, COMPLETE, workspace)


def _text(plan: Any, root: Path) -> str:
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
    return without_moments(text.replace(str(root), "/workspaces")) + "\n"


def main(arguments: list[str]) -> int:
    """Plan the examples in ``arguments``, or all that have been planned before."""
    for name in arguments or sorted(folder.name for folder in PLANS.iterdir()):
        shutil.rmtree(PLANS / name, ignore_errors=True)
        with life(name) as example:
            whole_life(example)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
