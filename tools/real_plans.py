"""Write anew tests/review/plans/real: what Terraform plans for the examples on a local AWS.

``python -m tools.real_plans`` makes all of it, which takes a while; with the names of examples, theirs alone. Each
example is applied as a whole, and planned again: updated, replaced, changed by somebody else, destroyed. Of the
examples in ``WHOLE`` the plans with nothing to do are kept too, of the others only those that say something.
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
from mwaa_tf.blueprint import Blueprint, Workspace, build_blueprint
from mwaa_tf.lifecycle.order import stages
from mwaa_tf.lifecycle.state_bucket import StateBucketModule
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.calls import user_agent_token
from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.environments import make_environments, prepare_environments
from mwaa_tf.rehearsal.prepare.existing import make_existing, make_groups
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.rehearsal.rehearsable import rehearsable
from mwaa_tf.rehearsal.update import updated
from mwaa_tf.terraform import RootModule, Terraform
from tools.documents import REPOSITORY

REAL = REPOSITORY / "tests/review/plans/real"

#: What is planned of every example once it is applied.
STORIES = ("update", "replacement", "drift", "destroy")

#: What is planned of some, besides.
MORE: Mapping[str, tuple[str, ...]] = {
    "smallest": ("pending", "nothing-to-do", "larger", "public"),
    "private-vpc": ("public",),
}

#: Examples of which every plan is kept, also one that changes nothing.
WHOLE = ("smallest",)

#: Bytes of a plan beyond which what a review does not read is left out, in this order.
_LARGEST = 40_000
_UNREAD = ("configuration", "prior_state", "planned_values")

_MOMENT = re.compile(r"\b20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


class Life:
    """An example on a local AWS, and the plans that were made of it."""

    def __init__(self, example: str, local: LocalAws, terraform: Terraform, deployment: Deployment, root: Path) -> None:
        self.example = example
        self.local = local
        self.deployment = deployment
        self.blueprint: Blueprint = build_blueprint(deployment)
        self._terraform = terraform
        self._root = root
        self._folder = root
        self.render(deployment)

    def render(self, deployment: Deployment) -> None:
        """The workspaces of ``deployment``, in the place of those before."""
        self._folder = render_deployment(
            deployment, self._root, config_folder=REPOSITORY / "examples" / self.example
        ).folder

    def save(self, story: str, *, destroy: bool = False, until: int = 9) -> None:
        """Plan every workspace, up to stage ``until``, and keep the plans as those of ``story``."""
        for workspace in self.blueprint.workspaces:
            # The bucket of all states is protected, and not destroyed with the rest.
            if workspace.stage <= until and not (destroy and workspace.owns_state_bucket):
                self.save_one(story, workspace, destroy=destroy)

    def save_one(self, story: str, workspace: Workspace, *, destroy: bool = False) -> None:
        """Plan a workspace and keep the plan."""
        module = self._module(workspace)
        out = self._root / "plan.tfplan"
        planned = module.plan(destroy=destroy, out=out)
        if story == "first-apply" or self.example in WHOLE or not planned.is_empty:
            target = REAL / self.example / story / workspace.path / "plan.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(stripped(module.show(out), str(self._root)), "utf-8")
            print(f"{target.relative_to(REPOSITORY)}: {target.stat().st_size:,} bytes", flush=True)

    def apply(self, workspace: Workspace) -> None:
        """Apply a workspace."""
        self._module(workspace).apply()

    def shake_hands(self) -> None:
        """Let an hour pass, in which MWAA finds the endpoints, and look at the environments again."""
        clock.advance(timedelta(hours=1))
        for workspace in self.blueprint.workspaces:
            if workspace.stage == 2:
                self._module(workspace).refresh()

    def _module(self, workspace: Workspace) -> RootModule:
        environ = self.local.environment(workspace.account.account_id)
        if workspace.account.profile:
            environ |= {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
        environ["TF_APPEND_USER_AGENT"] = user_agent_token(workspace.path)
        # `init` may have to reach a registry, which has TLS; the local AWS has none.
        installing = {name: os.environ.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")}
        folder = self._folder / workspace.path
        module = (
            StateBucketModule(self._terraform, folder, environ, installing)
            if workspace.keeps_states
            else RootModule(self._terraform, folder, environ)
        )
        if not (folder / ".terraform").exists():
            module.init(installing)
        return module


def stripped(plan: Mapping[str, Any], root: str) -> str:
    """``plan`` as JSON without what is another one each time: folders and moments."""
    kept = dict(plan)
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    for name in _UNREAD:
        if len(text.encode()) > _LARGEST:
            kept.pop(name, None)
            text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return _MOMENT.sub("2026-01-01T00:00:00Z", text.replace(root, "/workspaces")) + "\n"


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
        make_existing(local, deployment)
        prepare_environments(local, deployment)
        yield Life(example, local, terraform, deployment, root)


def whole_life(one: Life) -> None:
    """An example from its first apply to its end."""
    stories = {*STORIES, *MORE.get(one.example, ())}
    for stage in stages(one.blueprint):
        if stage[0].stage == 4:
            one.shake_hands()
        for workspace in stage:
            one.save_one("first-apply", workspace)
            one.apply(workspace)
        if stage[0].stage == 1:
            # What others make once the subnets are shared with them.
            make_groups(one.local, one.deployment)
            make_environments(one.local, one.deployment)
        if stage[0].stage == 2 and "pending" in stories:
            # Somebody is in a hurry: the environments wait for their endpoints.
            one.render(_larger(one.deployment))
            one.save("pending", until=2)
            one.render(one.deployment)
    clock.advance(timedelta(hours=1))
    if "nothing-to-do" in stories:
        one.save("nothing-to-do")
    for story, change in _CHANGES.items():
        if story in stories:
            one.render(change(one.deployment))
            one.save(story)
    one.render(one.deployment)
    _somebody_else(one)
    one.save("drift")
    one.save("destroy", destroy=True)


def _each_environment(deployment: Deployment, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Deployment:
    data: dict[str, Any] = deployment.model_dump(exclude_unset=True)
    for participant in data["participants"]:
        given = participant.get("environments", [])
        participant["environments"] = [item if item.get("existing") else {**item, **change(item)} for item in given]
    return Deployment.model_validate(data)


def _larger(deployment: Deployment) -> Deployment:
    return _each_environment(deployment, lambda _: {"environment_class": "mw1.medium", "max_workers": 20})


def _public(deployment: Deployment) -> Deployment:
    return _each_environment(deployment, lambda _: {"webserver_access_mode": "PUBLIC_ONLY", "airflow_version": "2.9.2"})


def _another_key(deployment: Deployment) -> Deployment:
    return _each_environment(deployment, lambda given: {"kms_key": {"create": not given.get("kms_key")}})


_CHANGES: Mapping[str, Callable[[Deployment], Deployment]] = {
    "update": updated,
    "larger": _larger,
    "public": _public,
    "replacement": _another_key,
}


def _somebody_else(one: Life) -> None:
    """What people do in a console: another size, a rule for all the world, a bucket without versions."""
    member = one.deployment.environments[0]
    account = member.participant.account_id
    mwaa, ec2, s3 = (one.local.client(name, account) for name in ("mwaa", "ec2", "s3"))
    environment = mwaa.get_environment(Name=member.name)["Environment"]
    mwaa.update_environment(Name=member.name, MaxWorkers=17)
    clock.advance(timedelta(hours=1))
    ec2.authorize_security_group_ingress(
        GroupId=environment["NetworkConfiguration"]["SecurityGroupIds"][0],
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    )
    s3.put_bucket_versioning(
        Bucket=environment["SourceBucketArn"].rpartition(":")[2], VersioningConfiguration={"Status": "Suspended"}
    )


def main(arguments: list[str]) -> int:
    """Make the plans of the examples in ``arguments``, or of all."""
    examples = arguments or sorted(path.parent.name for path in REPOSITORY.glob("examples/*/mwaa.yaml"))
    for example in examples:
        shutil.rmtree(REAL / example, ignore_errors=True)
        with life(example) as one:
            whole_life(one)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
