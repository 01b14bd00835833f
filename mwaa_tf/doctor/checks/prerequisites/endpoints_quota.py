"""The VPC may have the endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config import Deployment
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.prerequisites._planned import is_planned
from mwaa_tf.doctor.checks.prerequisites._quota import limit
from mwaa_tf.doctor.finding import Issue, failure, passed, warning
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa import quotas
from mwaa_tf.mwaa.endpoint_services import GATEWAY
from mwaa_tf.text import plural


@check(
    "prerequisites.endpoints-quota",
    title="The VPC may have the endpoints",
    fix='Request an increase of "Interface VPC endpoints per VPC" in the Service Quotas console',
    source="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
    reads=("network", "quotas"),
)
def endpoints_quota(view: EnvironmentView) -> Iterator[Issue]:
    """The interface endpoints that the configuration will create in its VPC are no more than the quota.

    Each environment has one or two, beside those of AWS services. Of a VPC that exists those are counted that it has.
    """
    deployment = view.target.deployment
    if is_planned(view) and deployment:
        if deployment.owner.network.existing:
            yield passed("the endpoints of an existing VPC are counted once the environment exists")
            return
        wanted = _planned_endpoints(deployment)
        allowed = limit(view.quotas.interface_endpoints, quotas.INTERFACE_ENDPOINTS, wanted)
        if wanted > allowed:
            yield failure(
                f"The VPC would have {plural(wanted, 'interface endpoint')}, and the quota of account "
                f"{deployment.owner.account_id} is {allowed}."
            )
        return
    used = sum(endpoint.kind == "Interface" for endpoint in view.network.endpoints.value)
    allowed = limit(view.quotas.interface_endpoints, quotas.INTERFACE_ENDPOINTS, used)
    if used >= allowed:
        vpc_id = view.network.vpc.value.id
        yield warning(f"{vpc_id} has {plural(used, 'interface endpoint')}, which is its quota.", subject=vpc_id)


def _planned_endpoints(deployment: Deployment) -> int:
    owner = deployment.owner
    services = set(owner.service_endpoints.enabled_services) - GATEWAY if owner.has_service_endpoints else ()
    modes = [environment.settings.webserver_access_mode for environment in deployment.environments]
    return len(services) + len(modes) + sum(mode.has_private_endpoint for mode in modes)
