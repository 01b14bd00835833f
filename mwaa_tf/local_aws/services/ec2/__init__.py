"""EC2 in a VPC whose subnets are shared: what owner and participants see, may use, and may not.

moto keeps each account's EC2 to itself. Here a participant's backend also finds what RAM shares with it, security group
rules may reference groups of other accounts inside one VPC, and interface endpoints have network interfaces, states and
the services that only a VPC's owner can connect to. moto has neither Client VPN nor VPC Block Public Access.
The gaps of moto that Terraform meets in any VPC are closed too: descriptions and updates of rules, dependencies of what
is deleted, public addresses of subnets, the properties that CloudFormation sets.
"""

from __future__ import annotations


def install() -> None:
    """Have moto use the backend of this package for EC2, and apply the patches. Resources created before are lost."""
    from mwaa_tf.local_aws.services.ec2.quick_import import quick_import

    with quick_import():
        from moto.ec2.models import ec2_backends

    from mwaa_tf.local_aws.services.ec2 import patches, zones
    from mwaa_tf.local_aws.services.ec2.models import SharedVpcBackend

    patches.install()
    zones.add_missing()
    ec2_backends.backend = SharedVpcBackend
    ec2_backends.clear()


def reset() -> None:
    """Forget all endpoint services."""
    from mwaa_tf.local_aws.services.ec2 import endpoint_services

    endpoint_services.reset()
