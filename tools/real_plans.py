"""Rewrite tests/review/plans/real: what Terraform plans for the examples on a local AWS.

``python -m tools.real_plans`` plans all examples, which takes a while; with names of examples, only those. Each one is
applied as a whole and planned again: updated, replaced, changed by hand, destroyed. Plans with nothing to do are kept
only of the examples in ``WHOLE``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from mwaa_tf import Deployment, load, render_deployment
from mwaa_tf.arn import Arn
from mwaa_tf.blueprint import Blueprint, Workspace, build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle.order import stages
from mwaa_tf.lifecycle.state_bucket import StateBucketModule
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.environments import prepare_environments
from mwaa_tf.rehearsal.prepare.existing import create_existing
from mwaa_tf.rehearsal.prepare.network_users import NetworkUsers
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.rehearsal.rehearsable import rehearsable
from mwaa_tf.rehearsal.update import updated
from mwaa_tf.rehearsal.variables import environ_of, init_environ
from mwaa_tf.terraform import Plan, RootModule, Terraform
from tools.documents import REPOSITORY

REAL = REPOSITORY / "tests/review/plans/real"

#: The plans of every example once it is applied.
STORIES = ("update", "replacement", "drift", "destroy")

#: Further plans of some examples.
MORE: Mapping[str, tuple[str, ...]] = {
    "smallest": ("pending", "nothing-to-do", "larger", "public"),
    "private-vpc": ("public",),
}

#: Examples of which every plan is kept, also one that changes nothing.
WHOLE = ("smallest",)

#: Bytes of a plan beyond which parts that a review does not read are left out, in this order.
_LARGEST = 40_000
_UNREAD = ("configuration", "prior_state", "planned_values")

_MOMENT = re.compile(r"\b20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


class Life:
    """An example on a local AWS, from its first apply to its end."""

    def __init__(self, example: str, local: LocalAws, terraform: Terraform, deployment: Deployment, root: Path) -> None:
        self.example = example
        self.local = local
        self.deployment = deployment
        self.blueprint: Blueprint = build_blueprint(deployment)
        self._terraform = terraform
        self.root = root
        self._environ = environ_of(local)
        self._folder = root
        self.render(deployment)

    def render(self, deployment: Deployment) -> None:
        """Render ``deployment`` in the place of what was rendered before."""
        self._folder = render_deployment(
            deployment, self.root, config_folder=REPOSITORY / "examples" / self.example
        ).folder

    def save(self, story: str, *, destroy: bool = False, until: Stage = Stage.ACCESS) -> None:
        """Plan every workspace, up to stage ``until``, and keep the plans as those of ``story``."""
        for workspace in self.blueprint.workspaces:
            # The bucket of all states is protected, and not destroyed with the rest.
            if workspace.stage <= until and not (destroy and workspace.owns_state_bucket):
                self.save_workspace(story, workspace, destroy=destroy)

    def save_workspace(self, story: str, workspace: Workspace, *, destroy: bool = False) -> None:
        """Plan a workspace and keep the plan."""
        planned, shown = self._planned(workspace, destroy=destroy)
        if story == "first-apply" or self.example in WHOLE or not planned.is_empty:
            target = REAL / self.example / story / workspace.path / "plan.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(stripped(shown, str(self.root)), "utf-8")
            print(f"{target.relative_to(REPOSITORY)}: {target.stat().st_size:,} bytes", flush=True)

    def plan(self, workspace: Workspace) -> Mapping[str, Any]:
        """Plan a workspace, and return the whole plan."""
        return self._planned(workspace, destroy=False)[1]

    def apply(self, workspace: Workspace) -> None:
        """Apply a workspace."""
        self._module(workspace).apply()

    def wait_for_endpoints(self) -> None:
        """Let an hour pass, in which MWAA finds the endpoints, and refresh the environments."""
        clock.advance(timedelta(hours=1))
        for workspace in self.blueprint.workspaces:
            if workspace.stage == Stage.ENVIRONMENTS:
                self._module(workspace).refresh()

    def _planned(self, workspace: Workspace, *, destroy: bool) -> tuple[Plan, Mapping[str, Any]]:
        module = self._module(workspace)
        out = self.root / "plan.tfplan"
        return module.plan(destroy=destroy, out=out), module.show(out)

    def _module(self, workspace: Workspace) -> RootModule:
        environ, init_variables = self._environ(workspace), init_environ(os.environ)
        folder = self._folder / workspace.path
        module = (
            StateBucketModule(self._terraform, folder, environ, init_environ=init_variables)
            if workspace.owns_state_bucket
            else RootModule(self._terraform, folder, environ)
        )
        if not (folder / ".terraform").exists():
            module.init(init_variables)
        return module


def stripped(plan: Mapping[str, Any], root: str) -> str:
    """``plan`` as JSON without what differs each time: folders and times."""
    kept = dict(plan)
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    for name in _UNREAD:
        if len(text.encode()) > _LARGEST:
            kept.pop(name, None)
            text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return without_moments(text.replace(root, "/workspaces")) + "\n"


def without_moments(text: str) -> str:
    """``text`` with the same moment in the place of every one."""
    return _MOMENT.sub("2026-01-01T00:00:00Z", text)


@contextmanager
def life(example: str) -> Iterator[Life]:
    """``example`` on an empty local AWS."""
    deployment = rehearsable(load(REPOSITORY / "examples" / example / "mwaa.yaml")).deployment
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mwaa_tf-plans-")))
        terraform = stack.enter_context(
            Terraform(without_aws(os.environ), aws_provider=build_blueprint(deployment).aws_provider)
        )
        local = stack.enter_context(local_aws_for(deployment))
        prepare_for(local, deployment)
        create_existing(local, deployment)
        prepare_environments(local, deployment)
        yield Life(example, local, terraform, deployment, root)


def whole_life(example: Life) -> None:
    """Plan and apply an example from its first apply to its end."""
    stories = {*STORIES, *MORE.get(example.example, ())}
    network_users = NetworkUsers(example.local, example.deployment)
    for workspaces in stages(example.blueprint):
        stage = workspaces[0].stage
        if stage == Stage.ACCESS:
            example.wait_for_endpoints()
        for workspace in workspaces:
            example.save_workspace("first-apply", workspace)
            example.apply(workspace)
        if stage == Stage.NETWORK:
            network_users.create()
        if stage == Stage.ENVIRONMENTS and "pending" in stories:
            # Somebody changes the environments while they wait for their endpoints.
            example.render(_larger(example.deployment))
            example.save("pending", until=Stage.ENVIRONMENTS)
            example.render(example.deployment)
    clock.advance(timedelta(hours=1))
    if "nothing-to-do" in stories:
        example.save("nothing-to-do")
    for story, change in _CHANGES.items():
        if story in stories:
            example.render(change(example.deployment))
            example.save(story)
    example.render(example.deployment)
    _change_by_hand(example)
    example.save("drift")
    example.save("destroy", destroy=True)


def _each_environment(deployment: Deployment, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Deployment:
    data: dict[str, Any] = deployment.model_dump(exclude_unset=True)
    for participant in data["participants"]:
        participant["environments"] = [
            environment if environment.get("existing") else {**environment, **change(environment)}
            for environment in participant.get("environments", [])
        ]
    return Deployment.model_validate(data)


def _larger(deployment: Deployment) -> Deployment:
    return _each_environment(deployment, lambda _: {"environment_class": "mw1.medium", "max_workers": 20})


def _public(deployment: Deployment) -> Deployment:
    return _each_environment(deployment, lambda _: {"webserver_access_mode": "PUBLIC_ONLY", "airflow_version": "2.9.2"})


def _another_key(deployment: Deployment) -> Deployment:
    return _each_environment(deployment, lambda environment: {"kms_key": {"create": not environment.get("kms_key")}})


_CHANGES: Mapping[str, Callable[[Deployment], Deployment]] = {
    "update": updated,
    "larger": _larger,
    "public": _public,
    "replacement": _another_key,
}


def _change_by_hand(example: Life) -> None:
    """Do what people do in a console: another size, a rule for all the world, a bucket without versions."""
    resolved = example.deployment.environments[0]
    account_id = resolved.participant.account_id
    mwaa, ec2, s3 = (example.local.client(name, account_id) for name in ("mwaa", "ec2", "s3"))
    environment = mwaa.get_environment(Name=resolved.name)["Environment"]
    mwaa.update_environment(Name=resolved.name, MaxWorkers=17)
    clock.advance(timedelta(hours=1))
    ec2.authorize_security_group_ingress(
        GroupId=environment["NetworkConfiguration"]["SecurityGroupIds"][0],
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    )
    s3.put_bucket_versioning(
        Bucket=Arn.parse(environment["SourceBucketArn"]).resource, VersioningConfiguration={"Status": "Suspended"}
    )


def main(arguments: list[str]) -> int:
    """Plan the examples in ``arguments``, or all of them."""
    examples = arguments or sorted(path.parent.name for path in REPOSITORY.glob("examples/*/mwaa.yaml"))
    for example in examples:
        shutil.rmtree(REAL / example, ignore_errors=True)
        with life(example) as rehearsed:
            whole_life(rehearsed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
