"""What was applied from HCL is planned again from the synthesized JSON: Terraform sees one and the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import load, render_deployment
from mwaa_tf.blueprint import Workspace, build_blueprint
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.rehearsable import rehearsable
from mwaa_tf.rehearsal.run import PausedRehearsal, rehearse
from mwaa_tf.rehearsal.variables import environ_of, init_environ
from mwaa_tf.render import Job
from mwaa_tf.terraform import RootModule, Terraform
from tests.support import EXAMPLES

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.terraform]

#: What a plan comes to: every resource with its arguments, every output, and what each would do.
PARTS = ("planned_values", "resource_changes", "output_changes")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_plan_of_either_form_says_the_same(example: Path) -> None:
    deployment = rehearsable(load(example / "mwaa.yaml")).deployment
    plan = build_blueprint(deployment)
    compared: list[str] = []

    def compare(kept: PausedRehearsal) -> None:
        environ = environ_of(kept.local)
        with Terraform(without_aws(os.environ), local_aws=True) as terraform:

            def planned(workspace: Workspace) -> dict[str, Any]:
                module = RootModule(terraform, kept.folder / workspace.path, environ(workspace))
                module.init(init_environ(os.environ))
                out = kept.folder / workspace.path / "compared.tfplan"
                assert module.plan(out=out).changes == ()
                return module.show(out)

            written = {workspace.path: planned(workspace) for workspace in plan.workspaces}
            render_deployment(deployment, kept.folder.parent, config_folder=example, format="cdktf")
            for workspace in plan.workspaces:
                folder = kept.folder / workspace.path
                assert (folder / "cdk.tf.json").is_file()
                assert not (folder / "main.tf").exists()
                synthesized = planned(workspace)
                for part in PARTS:
                    assert synthesized[part] == written[workspace.path][part], (workspace.path, part)
                compared.append(workspace.path)

    report = rehearse(Job(load(example / "mwaa.yaml"), example), keep=compare)

    assert [check for check in report.checks if not check.ok] == []
    assert compared == [workspace.path for workspace in plan.workspaces]
