"""Rewrite tests/doctor/plans: what Terraform plans for an example before each of its first applies, and after the last.

``python -m tools.doctor_plans`` plans what has been planned before; with names of examples, or of root modules in
tests/doctor/deployments, only those. Unlike the plans of the reviews they have everything that `terraform show -json`
prints, since the doctor reads all of it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mwaa_tf.blueprint import Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle.order import stages
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.network_users import NetworkUsers
from mwaa_tf.rehearsal.variables import init_environ
from mwaa_tf.terraform import RootModule, Terraform
from tools.documents import REPOSITORY
from tools.real_plans import Life, life, without_moments

PLANS = REPOSITORY / "tests/doctor/plans"
DEPLOYMENTS = REPOSITORY / "tests/doctor/deployments"

#: Where root modules are planned that say nothing about it.
ACCOUNT, REGION = "111111111111", "us-east-1"

#: The plans before anything exists, and those of a deployment that is complete, which change nothing.
FIRST, COMPLETE = "first-apply", "complete"


def save(example: Life, folder: Path, workspace: Workspace) -> None:
    """Plan a workspace and keep the plan in ``folder``."""
    target = folder / workspace.path / "plan.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_text(example.plan(workspace), example.root), "utf-8")
    print(f"{target}: {target.stat().st_size:,} bytes", flush=True)


def whole_life(example: Life, folder: Path) -> None:
    """Plan and apply an example, and plan it again; the plans are kept in folders of ``folder``."""
    network_users = NetworkUsers(example.local, example.deployment)
    for workspaces in stages(example.blueprint):
        if workspaces[0].stage == Stage.ACCESS:
            example.wait_for_endpoints()
        for workspace in workspaces:
            save(example, folder / FIRST, workspace)
            example.apply(workspace)
        if workspaces[0].stage == Stage.NETWORK:
            network_users.create()
    example.wait_for_endpoints()
    for workspace in example.blueprint.workspaces:
        save(example, folder / COMPLETE, workspace)


@dataclass(frozen=True)
class PlannedRoot:
    """A root module of its own, initialised, whose files may be edited between plans."""

    module: RootModule

    @property
    def folder(self) -> Path:
        """The folder of its files."""
        return self.module.folder

    def plan(self) -> str:
        """What Terraform plans in an account in which nothing exists."""
        file = self.folder / "plan.tfplan"
        self.module.plan(out=file)
        return _text(self.module.show(file), self.folder.parent)


@contextmanager
def planned_root(folder: Path) -> Iterator[PlannedRoot]:
    """A copy of the root module in ``folder``, and a local AWS for it, until the end of the block."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mwaa_tf-plans-"))) / "root"
        shutil.copytree(folder, root)
        terraform = stack.enter_context(Terraform(without_aws(os.environ), local_aws=True))
        local = stack.enter_context(LocalAws([ACCOUNT], region=REGION))
        module = RootModule(terraform, root, local.environment(ACCOUNT))
        module.init(init_environ(os.environ))
        yield PlannedRoot(module)


def _text(plan: Any, root: Path) -> str:
    text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
    return without_moments(text.replace(str(root), "/workspaces")) + "\n"


def main(arguments: list[str]) -> int:
    """Plan the examples in ``arguments``, or all that have been planned before."""
    for name in arguments or sorted(folder.name for folder in PLANS.iterdir()):
        shutil.rmtree(PLANS / name, ignore_errors=True)
        if (DEPLOYMENTS / name / "main.tf").exists():
            (PLANS / name).mkdir(parents=True)
            with planned_root(DEPLOYMENTS / name) as root:
                (PLANS / name / "plan.json").write_text(root.plan(), "utf-8")
            continue
        with life(name) as example:
            whole_life(example, PLANS / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
