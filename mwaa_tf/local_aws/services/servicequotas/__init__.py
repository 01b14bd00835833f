"""Service Quotas, where moto has those of VPC alone, and no list of an account's own quotas."""

from __future__ import annotations


def install() -> None:
    """Give moto's Service Quotas the quotas of MWAA, values by account, and ListServiceQuotas."""
    from mwaa_tf.local_aws.services.servicequotas import quotas

    quotas.install()


def reset() -> None:
    """Forget all values that differ from what AWS grants to everyone."""
    from mwaa_tf.local_aws.services.servicequotas import quotas

    quotas.applied.clear()
