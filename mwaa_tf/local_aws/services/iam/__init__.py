"""IAM, where moto answers differently from AWS: access keys that cannot be guessed."""

from __future__ import annotations


def install() -> None:
    """Apply the patches of this package to moto's IAM, which STS shares."""
    from mwaa_tf.local_aws.services.iam import patches

    patches.install()
