"""Application Load Balancers with their network interfaces and the refusals of AWS.

moto's balancers are not connected to a VPC. Here they have network interfaces in their subnets, so that subnets and
security groups cannot be deleted while a balancer uses them. Requests are refused where AWS refuses them: invalid
names, subnets of one zone only, public addresses in a VPC without an internet gateway, logs to a bucket whose policy
does not allow them, deletion of a protected balancer.
"""

from __future__ import annotations


def install() -> None:
    """Have moto use the backend of this package for Elastic Load Balancing. Balancers created before are lost."""
    from moto.elbv2.models import elbv2_backends

    from mwaa_tf.local_aws.services.elbv2.models import LoadBalancersBackend

    elbv2_backends.backend = LoadBalancersBackend
    elbv2_backends.clear()
