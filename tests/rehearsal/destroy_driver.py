"""`destroy` as a process, with all workspaces of the deployment of mwaa.yaml below the folder `out`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from mwaa_tf import load
from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.lifecycle import Lifecycle, Outcome
from mwaa_tf.lifecycle.order import stages
from mwaa_tf.lifecycle.selection import select_among
from mwaa_tf.signals import handled_by, interrupt
from mwaa_tf.terraform import RootModule, Terraform
from mwaa_tf.terraform.root_module import OnEvent


def _destroy(module: RootModule, on_event: OnEvent) -> Outcome:
    return Outcome("", 0, "destroy", summary=module.destroy(on_event=on_event))


def main() -> int:
    deployment = load(Path("mwaa.yaml"))
    blueprint = build_blueprint(deployment)
    with Terraform(grace=86_400.0) as terraform:
        lifecycle = Lifecycle(terraform, blueprint, Path("out") / blueprint.deployment, jobs=2, attempts=3)
        chosen = select_among({blueprint.deployment: blueprint}, sys.argv[1:], ())[blueprint.deployment]
        outcomes = [
            outcome
            for stage in reversed(stages(blueprint))
            for outcome in lifecycle.run("destroy", [one for one in stage if one.path in chosen], _destroy)
        ]
    shutil.rmtree(Path("out") / blueprint.deployment / ".mwaa_tf" / "plans", ignore_errors=True)
    for outcome in outcomes:
        print(outcome.workspace, outcome.result, *outcome.failures, flush=True)
        if outcome.error:
            print(outcome.error, flush=True)
    return int(any(not outcome.ok for outcome in outcomes))


if __name__ == "__main__":
    try:
        with handled_by(interrupt):
            sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
