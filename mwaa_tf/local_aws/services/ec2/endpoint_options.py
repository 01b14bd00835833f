"""Options of interface endpoints that moto drops: type of addresses, DNS options, addresses chosen by the client."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from moto.ec2.exceptions import InvalidParameter
from moto.ec2.models import EC2Backend

_ADDRESS_TYPE = "ipv4"
"""The default of interface endpoints, for addresses and DNS records (EC2 API reference, DnsOptionsSpecification)."""


@dataclass(frozen=True)
class EndpointOptions:
    """What a request to create or modify an endpoint says about its addresses and names."""

    address_type: str | None = None
    dns: Mapping[str, Any] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    """IPv4 addresses by subnet."""

    @classmethod
    def of_request(cls, params: Mapping[str, Any]) -> EndpointOptions:
        """The options in the parameters of CreateVpcEndpoint or ModifyVpcEndpoint."""
        configurations: Iterable[Mapping[str, str]] = params.get("SubnetConfigurations") or ()
        addresses = {item["SubnetId"]: item["Ipv4"] for item in configurations if item.get("Ipv4")}
        return cls(params.get("IpAddressType"), params.get("DnsOptions") or {}, addresses)

    def check(self, backend: EC2Backend) -> None:
        """Raise InvalidParameter for an address that its subnet does not have. The code is inferred."""
        for subnet_id, address in self.addresses.items():
            subnet = backend.get_subnet(subnet_id)
            if ipaddress.ip_address(address) not in subnet.cidr:
                raise InvalidParameter(f"Address {address} is not in the range of subnet {subnet_id}")

    def address_type_after(self, before: str | None) -> str:
        """The type of addresses of an endpoint that had ``before``."""
        return self.address_type or before or _ADDRESS_TYPE

    def dns_after(self, before: Mapping[str, Any] | None) -> dict[str, Any]:
        """The DNS options of an endpoint that had ``before``."""
        return {"DnsRecordIpType": _ADDRESS_TYPE, **(before or {}), **self.dns}
