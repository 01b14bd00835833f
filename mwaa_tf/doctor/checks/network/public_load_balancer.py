"""VPC Block Public Access lets people in to the load balancer."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa.vpc_states import PublicAccessMode
from mwaa_tf.text import join_words

_INTERNET_FACING, _ALLOW_BIDIRECTIONAL = "internet-facing", "allow-bidirectional"


@check(
    "network.public-load-balancer",
    title="VPC Block Public Access lets people in to the load balancer",
    fix="Exempt the load balancer's subnets: `aws ec2 create-vpc-block-public-access-exclusion --subnet-id SUBNET "
    "--internet-gateway-exclusion-mode allow-bidirectional`",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html",
    reads=("load_balancer", "network"),
)
def public_load_balancer(view: EnvironmentView) -> Iterator[Issue]:
    """Where a load balancer faces the internet, the VPC owner's account does not block that, or exempts its subnets.

    Both modes of VPC Block Public Access close it: browsers time out, while targets are healthy and nothing shows an
    error. An exclusion that only allows egress does not help.
    """
    balancer = view.load_balancer.balancer.value
    if balancer is None or balancer.scheme != _INTERNET_FACING:
        yield passed("no load balancer faces the internet")
        return
    public_access = view.network.block_public_access.value
    if public_access.mode not in (PublicAccessMode.BLOCK_BIDIRECTIONAL, PublicAccessMode.BLOCK_INGRESS):
        return
    exempted = {
        exclusion.resource_id for exclusion in public_access.exclusions if exclusion.mode == _ALLOW_BIDIRECTIONAL
    }
    closed = sorted(set(balancer.subnet_ids) - exempted)
    if balancer.vpc_id not in exempted and closed:
        yield failure(
            f"VPC Block Public Access ({public_access.mode}) closes {join_words(closed)} of the load balancer "
            f"{balancer.name} to the internet.",
            subject=balancer.arn,
        )
