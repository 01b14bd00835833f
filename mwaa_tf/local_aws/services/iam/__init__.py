"""IAM, where moto answers differently from AWS: access keys, service-linked roles, AWS's policies, simulations."""

from __future__ import annotations


def install() -> None:
    """Apply the patches of this package to moto's IAM, which STS shares."""
    from mwaa_tf.local_aws.services.iam import aws_policies, patches, simulation

    patches.install()
    aws_policies.install()
    simulation.install()
