"""AWS STS, where moto answers differently from AWS.

A role can be assumed only by those whom it trusts, and the credentials of users and federated users are valid.
"""

from __future__ import annotations


def install() -> None:
    """Apply the checks of this package to moto's STS."""
    from mwaa_tf.local_aws.services.sts import sessions, trust

    sessions.install()
    trust.install()
