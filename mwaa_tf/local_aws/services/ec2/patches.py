"""Launching EC2 instances, where moto answers otherwise than EC2 does.

- A disk of which no size is given has that of its snapshot, for the root device that of the image ("if you specify a
  snapshot, the default is the snapshot size": EC2 API reference, EbsBlockDevice).
- The network interface that a launch makes goes with the instance (EC2 user guide, using-eni).
- An interface without a public address has no association, where moto has an empty one.
- The security groups of an instance are those of its primary network interface, however they were given or changed.
- The account's default key for EBS is one of AWS's own (EBS user guide, how-ebs-encryption-works).
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moto.core.responses import ActionResult
    from moto.ec2.models.elastic_block_store import EBSBackend
    from moto.ec2.models.elastic_network_interfaces import NetworkInterface
    from moto.ec2.models.instances import Instance
    from moto.ec2.models.security_groups import SecurityGroup
    from moto.ec2.responses.instances import InstanceResponse


def install() -> None:
    """Teach moto the above. A second call changes nothing."""
    from moto.ec2.models.elastic_block_store import EBSBackend
    from moto.ec2.models.elastic_network_interfaces import NetworkInterface
    from moto.ec2.models.instances import Instance
    from moto.ec2.responses.instances import InstanceResponse

    launch, make_key = InstanceResponse.run_instances, EBSBackend._create_default_encryption_key
    if hasattr(launch, "__wrapped__"):
        return

    @wraps(launch)
    def run_instances(self: InstanceResponse) -> ActionResult:
        _fill_in_sizes(self)
        for interface in self._get_param("NetworkInterfaces", []):
            if "NetworkInterfaceId" not in interface:
                interface.setdefault("DeleteOnTermination", True)
        return launch(self)

    @wraps(make_key)
    def create_default_encryption_key(self: EBSBackend) -> str:
        from moto.kms.models import kms_backends

        arn = make_key(self)
        kms = kms_backends[self.account_id][self.region_name]  # type: ignore[attr-defined]
        kms.describe_key(arn).key_manager = "AWS"
        return arn

    associated = NetworkInterface.association

    def association(self: NetworkInterface) -> dict[str, Any] | None:
        return associated.__get__(self) or None

    InstanceResponse.run_instances = run_instances  # type: ignore[method-assign]
    EBSBackend._create_default_encryption_key = create_default_encryption_key  # type: ignore[method-assign]
    NetworkInterface.association = property(association)  # type: ignore[assignment,method-assign]
    Instance.security_groups = property(_security_groups, _set_security_groups)  # type: ignore[assignment]


def _security_groups(instance: Instance) -> list[SecurityGroup]:
    primary = vars(instance).get("nics", {}).get(0)
    return list(primary._group_set) if primary else vars(instance).get("_given_groups", [])


def _set_security_groups(instance: Instance, groups: list[SecurityGroup]) -> None:
    primary = vars(instance).get("nics", {}).get(0)
    if primary:
        primary._group_set = list(groups)
    else:
        vars(instance)["_given_groups"] = groups


def _fill_in_sizes(response: InstanceResponse) -> None:
    mappings: list[dict[str, Any]] = response._get_param("BlockDeviceMappings", [])
    asked = [each for each in mappings if "Ebs" in each and not {"SnapshotId", "VolumeSize"} & each["Ebs"].keys()]
    image_id = response._get_param("ImageId")
    if not asked or not image_id:
        return
    for image in response.ec2_backend.describe_images(ami_ids=[image_id]):
        for each in asked:
            if each.get("DeviceName") == image.root_device_name:
                each["Ebs"]["VolumeSize"] = _size_of(image)


def _size_of(image: Any) -> int:
    """GiB of the image's root device."""
    for mapping in image.block_device_mappings:
        if mapping.get("DeviceName") == image.root_device_name and (size := mapping.get("Ebs", {}).get("VolumeSize")):
            return int(size)
    return 8
