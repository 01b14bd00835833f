"""EC2 in a VPC whose subnets are shared: what owner and participants see, may use, and may not.

moto keeps each account's EC2 to itself. Here a participant's backend also finds what RAM shares with it, security group
rules reach over accounts inside one VPC, and interface endpoints have network interfaces, states and the services that
only a VPC's owner can connect to. Along with that go moto's gaps that Terraform trips over in any VPC: descriptions and
updates of rules, dependencies of what is deleted, public addresses of subnets, what CloudFormation makes of a VPC.
"""

from __future__ import annotations


def install() -> None:
    """Let moto use the backend of this package for EC2. State that an earlier one had is dropped."""
    from moto.ec2.models import ec2_backends

    from mwaa_tf.local_aws.services.ec2 import client_vpn, cloudformation, patches
    from mwaa_tf.local_aws.services.ec2.models import SharedVpcBackend

    client_vpn.install()
    cloudformation.install()
    patches.install()
    ec2_backends.backend = SharedVpcBackend
    ec2_backends.clear()


def reset() -> None:
    """Forget all endpoint services, whoever registered them."""
    from mwaa_tf.local_aws.services.ec2 import endpoint_services

    endpoint_services.reset()
