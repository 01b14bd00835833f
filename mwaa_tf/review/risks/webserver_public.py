"""A web server that can be reached over the internet."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.changes import sides_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.risks import Found, risk

_PUBLIC = ("PUBLIC_ONLY", "PUBLIC_AND_PRIVATE")
_BALANCERS = ("aws_lb", "aws_alb")


@risk(
    "webserver-public",
    severity="high",
    title="Airflow's web server becomes public",
    way_out="Keep PRIVATE_ONLY, and reach it by a load balancer, a Client VPN or a bastion.",
    source="Amazon MWAA user guide, configuring-networking",
)
def webserver_public(plan: PlanReview) -> Iterator[Found]:
    """Only IAM stands between the internet and the UI, and whoever holds a token is in."""
    for change in environments(plan, Action.CREATE, Action.UPDATE, Action.REPLACE):
        before, after = sides_of(change)
        mode, had = after.get("webserver_access_mode"), before.get("webserver_access_mode")
        if mode in _PUBLIC and had not in _PUBLIC:
            if before:
                yield Found(change, f"From {had or 'PRIVATE_ONLY'} to {mode}: the internet reaches the login page.")
            else:
                yield Found(
                    change,
                    f"It is made with {mode}: the internet reaches the login page, with IAM alone in front of it.",
                    severity="medium",
                    title="Airflow's web server is public",
                )
    workspace = Stage.parse(plan.workspace)
    ours = workspace is not None and workspace.stage is Stage.ACCESS
    for change in plan.changes:
        if change.type not in _BALANCERS or change.action in (Action.DELETE, Action.FORGET, Action.MOVE, Action.IMPORT):
            continue
        before, after = sides_of(change)
        if after.get("internal") is not False or before.get("internal") is False:
            continue
        if before or ours:
            yield Found(
                change,
                "The load balancer faces the internet: who is let in is up to its security group and its web ACL.",
                way_out="Make it internal, or name the networks that it is for in `allowed_cidrs`.",
                severity=None if before else "medium",
                title="A load balancer becomes public" if before else "Airflow is behind a public load balancer",
            )
