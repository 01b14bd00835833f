"""Application Load Balancers as a VPC feels them.

moto keeps a balancer as a record of its own. Here it has network interfaces in its subnets, so that these and its
groups cannot go while it is there; and it is refused where AWS refuses it: a name that does not fit, one zone only,
public addresses in a VPC without an internet gateway, logs to a bucket that does not admit them, its end while it is
protected.
"""

from __future__ import annotations


def install() -> None:
    """Let moto use the backend of this package for Elastic Load Balancing. State that an earlier one had is dropped."""
    from moto.elbv2.models import elbv2_backends

    from mwaa_tf.local_aws.services.elbv2.models import LoadBalancersBackend

    elbv2_backends.backend = LoadBalancersBackend
    elbv2_backends.clear()
