"""S3 where moto answers otherwise than AWS."""

from __future__ import annotations


def install() -> None:
    """Teach moto's S3 what the modules of this package say."""
    from mwaa_tf.local_aws.services.s3 import delete_markers, lifecycle, tls

    for module in (delete_markers, lifecycle, tls):
        module.install()
