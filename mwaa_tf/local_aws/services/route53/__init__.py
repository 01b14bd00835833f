"""Hosted zones of Route 53 as CreateHostedZone creates them: private if the request names a VPC, ids begin with Z."""

from __future__ import annotations


def install() -> None:
    """Have moto use the backend of this package for Route 53, and apply the patches. Zones created before are lost."""
    from moto.route53.models import route53_backends

    from mwaa_tf.local_aws.services.route53 import patches
    from mwaa_tf.local_aws.services.route53.models import HostedZonesBackend

    patches.install()
    route53_backends.backend = HostedZonesBackend
    route53_backends.clear()
