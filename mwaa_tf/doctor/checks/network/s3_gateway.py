"""S3 is reached from both subnets."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.checks.network._services import INTERFACE, endpoints_of, subnets_without_internet
from mwaa_tf.doctor.finding import Issue, failure, warning
from mwaa_tf.doctor.view import EnvironmentView

S3 = "s3"


@check(
    "network.s3-gateway",
    title="The gateway endpoint of S3 serves both subnets",
    fix="Associate it with both route tables: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ENDPOINT "
    "--add-route-table-ids TABLE`",
    source="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html",
    reads=("network",),
    covers=("verify_env: check_service_vpc_endpoints", "guide: S3 gateway endpoint in the private route tables"),
)
def s3_gateway(view: EnvironmentView) -> Iterator[Issue]:
    """A gateway endpoint of S3 is associated with the route tables of both subnets.

    It only serves subnets whose route tables have its route: without internet, containers in the other one find neither
    DAGs nor requirements. With a NAT gateway they reach S3 through that, which costs, and which a bucket policy that
    demands the endpoint refuses.
    """
    endpoints = endpoints_of(view, S3)
    if any(endpoint.kind == INTERFACE and endpoint.private_dns for endpoint in endpoints):
        return
    gateways = [endpoint for endpoint in endpoints if endpoint.kind != INTERFACE]
    associated = {table_id for endpoint in gateways for table_id in endpoint.route_table_ids}
    tables = {subnet_id: view.network.route_table_of(subnet_id) for subnet_id in view.environment.value.subnet_ids}
    missing = {subnet_id: table.id for subnet_id, table in tables.items() if table and table.id not in associated}
    closed = subnets_without_internet(view)
    for subnet_id, table_id in missing.items():
        # That there is none at all is another check's.
        if not gateways or (subnet_id not in closed and len(missing) == len(tables)):
            continue
        report = failure if subnet_id in closed else warning
        yield report(
            f"The gateway endpoint {gateways[0].id} of S3 is not associated with {table_id}, the route table of "
            f"{subnet_id}.",
            fix=f"Associate it: `aws ec2 modify-vpc-endpoint --vpc-endpoint-id {gateways[0].id} --add-route-table-ids "
            f"{table_id}`",
            subject=gateways[0].id,
        )
