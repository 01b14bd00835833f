"""Client VPN endpoints of EC2, which moto lacks altogether.

Endpoints with their states, target networks that have a network interface in their subnets, authorization rules,
routes, tags. Nobody connects to them: there are no client connections and no revoked certificates.
"""

from __future__ import annotations

PREFIX = "cvpn-endpoint"
"""What ids of Client VPN endpoints begin with."""


def install() -> None:
    """Teach moto's EC2 the operations, and that such endpoints have tags. A second call changes nothing."""
    from moto.ec2 import utils
    from moto.ec2.responses import EC2Response

    from mwaa_tf.local_aws.services.ec2.client_vpn.responses import ClientVpnResponse

    for name, operation in vars(ClientVpnResponse).items():
        if not name.startswith("_"):
            setattr(EC2Response, name, operation)
    if PREFIX not in utils.EC2_PREFIX_TO_RESOURCE:
        utils.EC2_RESOURCE_TO_PREFIX["client-vpn-endpoint"] = PREFIX
        utils.EC2_PREFIX_TO_RESOURCE[PREFIX] = "client-vpn-endpoint"
        _know_prefix()


def _know_prefix() -> None:
    """moto takes what stands before the first hyphen for the kind of a resource."""
    import moto.ec2.models as models
    from moto.ec2 import utils
    from moto.ec2.models import tags

    original = utils.get_prefix

    def get_prefix(resource_id: str) -> str:
        return PREFIX if resource_id.startswith(f"{PREFIX}-") else original(resource_id)

    for module in (utils, tags, models):
        module.get_prefix = get_prefix  # type: ignore[attr-defined]
