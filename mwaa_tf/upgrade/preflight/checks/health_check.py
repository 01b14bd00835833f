"""The health check of the load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

#: What Airflow 2 serves and Airflow 3 does not; there it is /api/v2/monitor/health.
_GONE = ("/health", "/api/v1/")


@upgrade_check(
    "upgrade.health-check",
    title="The load balancer's health check asks for a path that the version serves",
    fix="check `/` with the codes 200 and 302, which both versions answer",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-access.html",
    reads=("load_balancer",),
)
def health_check(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """The target group does not ask for `/health` or `/api/v1/…`, unless it takes code 404 for healthy.

    Airflow 3 answers 404 there: every target becomes unhealthy, and the load balancer serves no UI.
    """
    section = upgrade.view.load_balancer
    if not upgrade.crosses_to_3 or section.balancer.value is None:
        yield passed("no load balancer stands in front of a web server that changes")
        return
    group = section.target_group.value
    if group and group.health_path.startswith(_GONE) and not _takes_404(group.success_codes):
        yield failure(
            f"The target group {group.name} checks {group.health_path}, which Airflow 3 does not serve.",
            subject=group.arn,
        )


def _takes_404(codes: str) -> bool:
    """Whether ``200,302`` or ``200-499`` has 404."""
    for part in codes.split(","):
        first, _, last = part.strip().partition("-")
        if first.isdecimal() and int(first) <= 404 <= int(last if last.isdecimal() else first):
            return True
    return False
