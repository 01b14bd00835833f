"""VPC endpoints that are removed while an environment needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.mwaa.endpoint_services import REQUIRED
from mwaa_tf.review.changes import values_after, values_before, values_of
from mwaa_tf.review.dependents import dependents_of, environments
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risk import Severity
from mwaa_tf.review.risks import RiskFinding, risk_across

#: Services that AWS offers to one customer: an environment's database and web server among them.
_OF_AN_ENVIRONMENT = re.compile(r"(?:com|cn\.com)\.amazonaws\.vpce\.[\w-]+\.vpce-svc-\w+")

_CALLED = re.compile(
    rf"amazonaws\.[\w-]+\.(?:{'|'.join(map(re.escape, REQUIRED))})$".replace("airflow", "airflow(?:-fips)?")
)

_RULES = ("aws_vpc_security_group_ingress_rule", "aws_security_group_rule")


@risk_across(
    "endpoints-removed",
    severity="high",
    title="VPC endpoints are removed while environments still use them",
    remediation="Destroy the environment in the same change, and apply in the order that this review gives.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-endpoint-management.html",
)
def endpoints_removed(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[RiskFinding]:
    """A VPC endpoint of an environment is deleted or replaced, or leaves a subnet, and the environment stays.

    Without the endpoints of its database and web server, schedulers and workers lose the database, and the UI cannot
    be reached. Endpoints of the AWS services that every environment calls are a medium risk (MWAA user guide,
    vpc-vpe-create-access).
    """
    endpoints = [change for change in plan.changes if change.type == "aws_vpc_endpoint" and not change.deposed]
    if not endpoints:
        return
    dependents = dependents_of(plan, plans)
    if dependents and not dependents.survive:
        return
    released = _released_services(plans)
    kept = dependents.phrase() if dependents else "no plan of this review removes the environment that needs it"
    for change in endpoints:
        if change.action not in (Action.DELETE, Action.REPLACE, Action.UPDATE):
            continue
        service = str(values_before(change).get("service_name") or "")
        is_own = bool(_OF_AN_ENVIRONMENT.match(service))
        if service not in released and (is_own or (dependents and _CALLED.search(service))):
            yield from _endpoint(change, service, kept, "high" if is_own else "medium")


@risk_across(
    "endpoint-access-removed",
    severity="high",
    title="Access to an environment's endpoints is removed",
    remediation="Keep the rule for as long as the environment exists.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html",
)
def endpoint_access_removed(plan: PlanReview, plans: Sequence[PlanReview]) -> Iterator[RiskFinding]:
    """A rule of the endpoints' security group is deleted, and the environment stays.

    The environment reaches its database and its web server by way of that rule.
    """
    workspace = Stage.parse(plan.workspace)
    if workspace is None or workspace.stage is not Stage.ENDPOINTS:
        return
    dependents = dependents_of(plan, plans)
    if dependents is None or not dependents.survive:
        return
    for change in plan.changes:
        if change.type in _RULES and change.action is Action.DELETE and not change.deposed:
            reason = f"The environment reaches its endpoints by this rule of their group, and {dependents.phrase()}."
            yield RiskFinding(change, reason)


def _endpoint(change: ReviewedChange, service: str, kept: str, severity: Severity) -> Iterator[RiskFinding]:
    if change.action is Action.DELETE:
        yield RiskFinding(change, f"The endpoint of {quoted(service)} is deleted, and {kept}.", severity=severity)
    elif change.action is Action.REPLACE:
        yield RiskFinding(
            change,
            f"The endpoint of {quoted(service)} is replaced, and until the new one exists the environment is cut off: "
            f"{kept}.",
            remediation="Put back the attribute that forces it, or apply when nothing runs.",
            severity=severity,
        )
    elif lost := _lost_subnets(change):
        yield RiskFinding(
            change,
            f"The endpoint of {quoted(service)} leaves {listed(map(quoted, lost))}, and {kept}.",
            remediation="Keep the endpoint in the environment's own subnets.",
            severity=severity,
        )


def _lost_subnets(change: ReviewedChange) -> list[str]:
    before, after = (values.get("subnet_ids") for values in values_of(change))
    if not isinstance(before, list) or not isinstance(after, list):
        return []
    return [str(subnet) for subnet in before if subnet not in after]


def _released_services(plans: Sequence[PlanReview]) -> set[str]:
    """Services of environments that are deleted, and of web servers that become public only."""
    services = set()
    for plan in plans:
        for change in environments(plan, Action.DELETE, Action.UPDATE):
            before = values_before(change)
            if change.action is Action.DELETE:
                services.add(str(before.get("database_vpc_endpoint_service")))
            elif values_after(change).get("webserver_access_mode") != AccessMode.PUBLIC_ONLY:
                continue
            services.add(str(before.get("webserver_vpc_endpoint_service")))
    return services
