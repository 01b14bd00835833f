"""Web servers and load balancers that can be reached from the internet."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.review.changes import values_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview
from mwaa_tf.review.risks import RiskFinding, risk

_PUBLIC = tuple(mode for mode in AccessMode if mode.is_public)
_BALANCERS = ("aws_lb", "aws_alb")


@risk(
    "webserver-public",
    severity="high",
    title="Airflow web server is public",
    remediation="Keep PRIVATE_ONLY, and reach it through a load balancer, a Client VPN or a bastion.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html",
)
def webserver_public(plan: PlanReview) -> Iterator[RiskFinding]:
    """The web server of an environment becomes reachable from the internet.

    Then IAM alone stands between the internet and the UI. For a new environment, where it may be meant, that is a
    medium risk.
    """
    for change in environments(plan, Action.CREATE, Action.UPDATE, Action.REPLACE):
        before, after = values_of(change)
        old, new = before.get("webserver_access_mode"), after.get("webserver_access_mode")
        if new not in _PUBLIC or old in _PUBLIC:
            continue
        if before:
            reason = f"From {old or AccessMode.PRIVATE_ONLY} to {new}: the internet reaches the login page."
            yield RiskFinding(change, reason)
        else:
            reason = f"It is created with {new}: the internet reaches the login page, and IAM alone protects it."
            yield RiskFinding(change, reason, severity="medium")


@risk(
    "load-balancer-public",
    severity="high",
    title="Load balancer is public",
    remediation="Make it internal, or name the networks that it is for in `allowed_cidrs`.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
)
def load_balancer_public(plan: PlanReview) -> Iterator[RiskFinding]:
    """A load balancer becomes internet-facing, or one is created so in front of Airflow.

    Only its security group and its web ACL decide who is let in. A new one is a medium risk.
    """
    workspace = Stage.parse(plan.workspace)
    is_access = workspace is not None and workspace.stage is Stage.ACCESS
    for change in plan.changes:
        if change.type not in _BALANCERS or change.action in (Action.DELETE, Action.FORGET, Action.MOVE, Action.IMPORT):
            continue
        before, after = values_of(change)
        if after.get("internal") is not False or before.get("internal") is False:
            continue
        if before or is_access:
            reason = "The load balancer faces the internet: its security group and its web ACL decide who is let in."
            yield RiskFinding(change, reason, severity=None if before else "medium")
