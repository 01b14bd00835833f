"""Hosted zones, with ids as AWS has them."""

from __future__ import annotations

from typing import Any

from moto.route53.models import FakeZone, Route53Backend


class HostedZonesBackend(Route53Backend):
    """The hosted zones of an account. Ids of moto's begin with any letter."""

    def create_hosted_zone(self, *arguments: Any, **options: Any) -> FakeZone:
        zone = super().create_hosted_zone(*arguments, **options)
        del self.zones[zone.resource_id]
        zone.resource_id = f"Z{zone.resource_id[1:]}"
        self.zones[zone.resource_id] = zone
        return zone
