"""VPC endpoints that go while an environment needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.review.changes import after_of, before_of, sides_of
from mwaa_tf.review.dependents import above, environments
from mwaa_tf.review.model import Action, Change, PlanReview, Severity
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risks import Found, risk_across

#: Services that AWS offers to one customer: an environment's database and web server among them.
_OF_AN_ENVIRONMENT = re.compile(r"(?:com|cn\.com)\.amazonaws\.vpce\.[\w-]+\.vpce-svc-\w+")

#: Services that every environment calls (Amazon MWAA user guide, vpc-vpe-create-access).
_CALLED = re.compile(
    r"amazonaws\.[\w-]+\.(s3|monitoring|logs|sqs|kms|airflow(?:-fips)?\.(?:api|env|ops)|ecr\.(?:api|dkr))$"
)

_RULES = ("aws_vpc_security_group_ingress_rule", "aws_security_group_rule")


@risk_across(
    "endpoints-removed",
    severity="high",
    title="Endpoints go from under a living environment",
    way_out="Destroy the environment in the same change, and apply in the order that this review gives.",
    source="Amazon MWAA user guide, vpc-endpoint-management and vpc-vpe-create-access",
)
def endpoints_removed(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[Found]:
    """Without them schedulers and workers lose the database, and nobody reaches the web server."""
    types = {change.type for change in plan.changes}
    if types.isdisjoint(("aws_vpc_endpoint", *_RULES)):
        return
    standing = above(plan, plans)
    gone = _services_let_go(plans) if "aws_vpc_endpoint" in types else set()
    workspace = Stage.parse(plan.workspace)
    is_endpoints = workspace is not None and workspace.stage is Stage.ENDPOINTS
    closes = standing if standing and standing.stays and is_endpoints else None
    for change in plan.changes:
        # A deposed one has been replaced already.
        if change.deposed:
            continue
        if change.type == "aws_vpc_endpoint" and change.action in (Action.DELETE, Action.REPLACE, Action.UPDATE):
            before = before_of(change)
            service = str(before.get("service_name") or "")
            needed = bool(_OF_AN_ENVIRONMENT.match(service))
            if not needed and not (standing and _CALLED.search(service)):
                continue
            if service in gone or (standing and not standing.stays):
                continue
            who = standing.words() if standing else "no plan of this review removes the environment that needs it"
            yield from _endpoint(change, service, who, needed=needed)
        elif change.type in _RULES and change.action is Action.DELETE and closes:
            yield Found(
                change,
                f"The environment reaches its endpoints by this rule of their group, and {closes.words()}.",
                title="The way to an environment's endpoints is closed",
            )


def _endpoint(change: Change, service: str, who: str, *, needed: bool) -> Iterator[Found]:
    severity: Severity | None = None if needed else "medium"
    if change.action is Action.DELETE:
        yield Found(change, f"The endpoint of {quoted(service)} is deleted, and {who}.", severity=severity)
    elif change.action is Action.REPLACE:
        yield Found(
            change,
            f"The endpoint of {quoted(service)} is replaced, and until the new one is there the environment "
            f"is cut off: {who}.",
            way_out="Put back what forces it, or apply when nothing runs.",
            severity=severity,
        )
    elif lost := _lost(change, "subnet_ids"):
        yield Found(
            change,
            f"The endpoint of {quoted(service)} leaves {listed(map(quoted, lost))}, and {who}.",
            way_out="Keep the endpoint in the environment's own subnets.",
            severity=severity,
        )


def _lost(change: Change, name: str) -> list[str]:
    before, after = (side.get(name) for side in sides_of(change))
    if not isinstance(before, list) or not isinstance(after, list):
        return []
    return [str(item) for item in before if item not in after]


def _services_let_go(plans: Sequence[PlanReview]) -> set[str]:
    """Services of environments that go, and of web servers that lose their private side."""
    found = set()
    for plan in plans:
        for change in environments(plan, Action.DELETE, Action.UPDATE):
            before = before_of(change)
            if change.action is Action.DELETE:
                found.add(str(before.get("database_vpc_endpoint_service")))
            elif after_of(change).get("webserver_access_mode") != "PUBLIC_ONLY":
                continue
            found.add(str(before.get("webserver_vpc_endpoint_service")))
    return found
