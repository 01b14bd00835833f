"""AWS STS, where moto answers differently from AWS: a role can be assumed only by those whom it trusts."""

from __future__ import annotations


def install() -> None:
    """Apply the checks of this package to moto's STS."""
    from mwaa_tf.local_aws.services.sts import trust

    trust.install()
