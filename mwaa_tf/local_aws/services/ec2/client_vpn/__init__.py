"""Client VPN endpoints of EC2, which moto does not have.

Endpoints with their states, target networks that have a network interface in their subnets, authorization rules,
routes, tags. Nothing connects to them: there are no client connections and no revoked certificates.
"""

from __future__ import annotations

PREFIX = "cvpn-endpoint"
"""What ids of Client VPN endpoints begin with."""
