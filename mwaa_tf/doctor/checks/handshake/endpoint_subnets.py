"""The endpoints are in the environment's own subnets."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.handshake._context import MANAGEMENT_PAGE, apply
from mwaa_tf.doctor.checks.handshake._endpoints import existing_endpoints
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import join_words


@check(
    "handshake.endpoint-subnets",
    title="The endpoints are in the environment's own subnets",
    fix="Put the endpoint into both subnets of the environment: `mwaa_tf apply 3-endpoints`",
    source=MANAGEMENT_PAGE,
    reads=("network",),
    covers=("guide: vpc-endpoint-management: subnets of the endpoints",),
)
def endpoint_subnets(view: EnvironmentView) -> Iterator[Issue]:
    """The endpoints of database and web server have an interface in each subnet of the environment.

    Other subnets are among the reasons for CREATE_FAILED after PENDING.
    """
    wanted = sorted(view.environment.value.subnet_ids)
    for needed, endpoint in existing_endpoints(view):
        missing = [subnet_id for subnet_id in wanted if subnet_id not in endpoint.subnet_ids]
        if not missing:
            continue
        others = sorted(set(endpoint.subnet_ids) - set(wanted))
        instead = f", but in {join_words(others)}" if others else ""
        command = apply(view, Stage.ENDPOINTS) or (
            f"`aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint.id} --add-subnet-ids {' '.join(missing)}`"
        )
        yield failure(
            f"{needed.subject} is not in {join_words(missing)}{instead}.",
            subject=endpoint.id,
            fix=f"Add {join_words(missing)} to {endpoint.id}: {command}",
        )
