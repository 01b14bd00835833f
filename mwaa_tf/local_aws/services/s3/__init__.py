"""S3, where moto answers differently from AWS: bucket policies, defaults of new buckets, lifecycle rules, delete
markers.
"""

from __future__ import annotations


def install() -> None:
    """Apply the patches and checks of this package to moto's S3."""
    from mwaa_tf.local_aws.services.s3 import accounts, new_buckets, patches

    patches.install()
    new_buckets.install()
    accounts.install()
