"""Where moto's EC2 answers differently from AWS and its backend offers no method to override."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import moto.ec2.models
import moto.ec2.models.security_groups
import moto.ec2.models.subnets
import moto.ec2.models.tags
import moto.ec2.models.vpcs
import moto.ec2.utils
from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend, ec2_backends
from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.instances import Instance
from moto.ec2.models.route_tables import Route
from moto.ec2.models.security_groups import SecurityGroup
from moto.ec2.models.subnets import SubnetRouteTableAssociation
from moto.ec2.models.tags import TagBackend
from moto.ec2.responses import EC2Response
from moto.ec2.responses.instances import InstanceResponse

from mwaa_tf.local_aws.patching import replace, wrap
from mwaa_tf.local_aws.services.ec2 import client_vpn, cloudformation, tags, template_rules
from mwaa_tf.local_aws.services.ec2.client_vpn.responses import ClientVpnResponse
from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpoint
from mwaa_tf.local_aws.services.ec2.routes import route_state
from mwaa_tf.local_aws.services.ec2.security_group_rules import VpcSecurityGroupRule
from mwaa_tf.local_aws.services.ec2.subnets import FilterableSubnet

_DEFAULT_ROOT_SIZE = 8
"""GiB of a root device whose image names no size; inferred."""


def install() -> None:
    """Apply all patches; once per process."""
    # moto's backend creates its own classes of these; the local AWS has complete ones.
    replace(moto.ec2.models.subnets, "Subnet", FilterableSubnet)
    replace(moto.ec2.models.security_groups, "SecurityGroupRule", VpcSecurityGroupRule)
    replace(moto.ec2.models.vpcs, "VPCEndPoint", VpcEndpoint)
    moto.ec2.utils.EC2_PREFIX_TO_RESOURCE.update(tags.RESOURCE_TYPES)
    wrap(TagBackend, "create_tags", tags.create_tags)
    for shared_type in tags.SHARED_TYPES:
        replace(shared_type, "get_tags", tags.visible_tags)
    wrap(InstanceResponse, "run_instances", _run_instances)
    # An attribute of instances until now, not of their class.
    Instance.security_groups = property(_security_groups, _set_security_groups)  # type: ignore[assignment]
    replace(NetworkInterface, "association", property(_association))
    replace(Route, "state", property(route_state))
    wrap(EBSBackend, "_create_default_encryption_key", _create_default_encryption_key)
    for resource_type, complete in cloudformation.COMPLETIONS.items():
        _complete(resource_type, complete)
    for resource_type, change in cloudformation.UPDATES.items():
        _update(resource_type, change)
    for resource_type, attributes in cloudformation.ATTRIBUTES.items():
        _add_attributes(resource_type, attributes)
    for resource_type, delete in cloudformation.DELETIONS.items():
        _delete(resource_type, delete)
    replace(SubnetRouteTableAssociation, "physical_resource_id", property(cloudformation.association_id))
    replace(SecurityGroup, "create_from_cloudformation_json", classmethod(template_rules.create_group))
    replace(SecurityGroup, "update_from_cloudformation_json", classmethod(template_rules.update_group))
    replace(SecurityGroup, "delete", template_rules.delete_group)
    _add_client_vpn()


def _run_instances(launch: Callable[..., ActionResult], response: InstanceResponse) -> ActionResult:
    """Disks without a size have that of their snapshot, and created network interfaces end with their instance.

    "If you specify a snapshot, the default is the snapshot size" (EC2 API reference, EbsBlockDevice), for the root
    device that of the image. A network interface that the launch creates is deleted with the instance (EC2 user guide,
    using-eni). moto knows neither.
    """
    _fill_in_sizes(response)
    for interface in response._get_param("NetworkInterfaces", []):
        if "NetworkInterfaceId" not in interface:
            interface.setdefault("DeleteOnTermination", True)
    return launch(response)


def _fill_in_sizes(response: InstanceResponse) -> None:
    mappings: list[dict[str, Any]] = response._get_param("BlockDeviceMappings", [])
    without_size = [
        mapping for mapping in mappings if "Ebs" in mapping and not {"SnapshotId", "VolumeSize"} & mapping["Ebs"].keys()
    ]
    image_id = response._get_param("ImageId")
    if not without_size or not image_id:
        return
    for image in response.ec2_backend.describe_images(ami_ids=[image_id]):
        for mapping in without_size:
            if mapping.get("DeviceName") == image.root_device_name:
                mapping["Ebs"]["VolumeSize"] = _root_device_size(image)


def _root_device_size(image: Any) -> int:
    for mapping in image.block_device_mappings:
        if mapping.get("DeviceName") == image.root_device_name and (size := mapping.get("Ebs", {}).get("VolumeSize")):
            return int(size)
    return _DEFAULT_ROOT_SIZE


def _security_groups(instance: Instance) -> list[SecurityGroup]:
    """The groups of the primary network interface, however they were set; moto keeps a list of its own. Inferred."""
    primary = vars(instance).get("nics", {}).get(0)
    return list(primary._group_set) if primary else vars(instance).get("_initial_groups", [])


def _set_security_groups(instance: Instance, groups: list[SecurityGroup]) -> None:
    primary = vars(instance).get("nics", {}).get(0)
    if primary:
        primary._group_set = list(groups)
    else:
        vars(instance)["_initial_groups"] = groups


_moto_association = NetworkInterface.association


def _association(interface: NetworkInterface) -> dict[str, Any] | None:
    """None without a public address, where moto has an empty association (EC2 API reference, NetworkInterface)."""
    return _moto_association.__get__(interface) or None


def _create_default_encryption_key(create: Callable[..., str], backend: EBSBackend) -> str:
    """The account's default key for EBS is managed by AWS (EBS user guide, how-ebs-encryption-works); moto's is not."""
    from moto.kms.models import kms_backends

    arn = create(backend)
    kms = kms_backends[backend.account_id][backend.region_name]  # type: ignore[attr-defined]
    kms.describe_key(arn).key_manager = "AWS"
    return arn


def _complete(resource_type: Any, complete: Callable[[EC2Backend, Any, dict[str, Any]], None]) -> None:
    """Have CloudFormation set what moto leaves out; see :mod:`mwaa_tf.local_aws.services.ec2.cloudformation`."""
    create = resource_type.create_from_cloudformation_json.__func__

    def create_completely(
        cls: type, /, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **kwargs: Any
    ) -> Any:
        resource = create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
        complete(ec2_backends[account_id][region_name], resource, cloudformation_json.get("Properties") or {})
        return resource

    replace(resource_type, "create_from_cloudformation_json", classmethod(create_completely))


def _update(resource_type: Any, change: Callable[[EC2Backend, Any, dict[str, Any]], object]) -> None:
    """Have CloudFormation change a resource in place; moto cannot."""

    def update(
        _: type,
        /,
        original_resource: Any,
        new_resource_name: str,  # noqa: ARG001 - moto's signature
        cloudformation_json: Any,
        account_id: str,
        region_name: str,
    ) -> Any:
        backend = ec2_backends[account_id][region_name]
        change(backend, original_resource, cloudformation_json.get("Properties") or {})
        if isinstance(original_resource, TaggedEC2Resource):
            cloudformation.replace_tags(backend, original_resource, cloudformation_json)
        return original_resource

    replace(resource_type, "update_from_cloudformation_json", classmethod(update))


def _add_attributes(resource_type: Any, attributes: Mapping[str, Callable[[Any], Any]]) -> None:
    """Let `Fn::GetAtt` return more of a resource than moto does."""

    def has(has_attribute: Callable[[str], bool], attr: str) -> bool:
        return attr in attributes or has_attribute(attr)

    def get(get_attribute: Callable[[Any, str], Any], resource: Any, attribute_name: str) -> Any:
        read = attributes.get(attribute_name)
        return read(resource) if read else get_attribute(resource, attribute_name)

    wrap(resource_type, "has_cfn_attr", has)
    if hasattr(resource_type, "get_cfn_attribute"):
        wrap(resource_type, "get_cfn_attribute", get)
    else:
        resource_type.get_cfn_attribute = lambda resource, name: attributes[name](resource)


def _delete(resource_type: Any, delete: Callable[[EC2Backend, Any], object]) -> None:
    """Have CloudFormation delete a resource with its stack; one that is already deleted is no error."""

    def delete_resource(resource: Any, account_id: str, region_name: str) -> None:
        try:
            delete(ec2_backends[account_id][region_name], resource)
        except EC2ClientError as error:
            if not error.code.endswith(".NotFound"):
                raise

    resource_type.delete = delete_resource


def _add_client_vpn() -> None:
    """Add the operations of Client VPN, and its endpoints to what has tags."""
    for name, operation in vars(ClientVpnResponse).items():
        if not name.startswith("_"):
            setattr(EC2Response, name, operation)
    moto.ec2.utils.EC2_RESOURCE_TO_PREFIX["client-vpn-endpoint"] = client_vpn.PREFIX
    moto.ec2.utils.EC2_PREFIX_TO_RESOURCE[client_vpn.PREFIX] = "client-vpn-endpoint"
    for module in (moto.ec2.utils, moto.ec2.models.tags, moto.ec2.models):
        wrap(module, "get_prefix", _get_prefix)


def _get_prefix(get_prefix: Callable[[str], str], resource_id: str) -> str:
    """moto takes the text before the first hyphen for the type of a resource: cvpn of cvpn-endpoint-0a1b."""
    return client_vpn.PREFIX if resource_id.startswith(f"{client_vpn.PREFIX}-") else get_prefix(resource_id)
