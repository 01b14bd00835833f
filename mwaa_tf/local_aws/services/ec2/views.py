"""What another account sees of a resource: the resource itself, with the viewer's tags in place of the owner's.

"VPC tags and tags for the resources within the shared VPC are not shared with the participants" (VPC guide, page
vpc-share-limitations). A participant may put tags of its own on what is shared with it, and sees those.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.models.subnets import Subnet

R = TypeVar("R", bound=TaggedEC2Resource)


def seen_by(resource: R, viewer: Any) -> R:
    """``resource`` as the account of the EC2 backend ``viewer`` sees it.

    The view shares all state with the resource: a change of one is a change of the other.
    """
    view: R = object.__new__(_view_class(type(resource)))
    view.__dict__ = resource.__dict__
    view._viewer, view._resource = viewer, resource  # type: ignore[attr-defined]
    return view


@cache
def _view_class(kind: type) -> type:
    def get_tags(self: Any) -> list[dict[str, str]]:
        tags: list[dict[str, str]] = self._viewer.describe_tags(filters={"resource-id": [self.id]})
        return tags

    def get_available_subnet_ip(self: Any, instance: Any) -> str:
        # moto counts the addresses of a subnet per object, and this is another one.
        return str(self._resource.get_available_subnet_ip(instance))

    # Slots are beside __dict__, which is the resource's own.
    names: dict[str, Any] = {"__slots__": ("_resource", "_viewer"), "get_tags": get_tags}
    if issubclass(kind, Subnet):
        names["get_available_subnet_ip"] = get_available_subnet_ip
    return type(f"Shared{kind.__name__}", (kind,), names)
