"""Hosted zones of Route 53 as CreateHostedZone makes them.

A zone that names a VPC is private, whether or not the request says so once more; and ids begin with a Z.
"""

from __future__ import annotations


def install() -> None:
    """Let moto use the backend and the answers of this package. State that an earlier backend had is dropped."""
    from moto.route53.models import route53_backends

    from mwaa_tf.local_aws.services.route53 import responses
    from mwaa_tf.local_aws.services.route53.models import HostedZonesBackend

    responses.install()
    route53_backends.backend = HostedZonesBackend
    route53_backends.clear()
