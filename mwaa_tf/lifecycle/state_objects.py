"""The objects in a Terraform state, format version 4.

It is the format of all Terraform since 0.12 (Terraform's internal/states/statefile/version4.go).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import msgspec

FORMAT = 4


class StateObject(msgspec.Struct):
    """An object of a resource; its attributes are not decoded."""

    status: str | None = None
    """Nothing for one in good order, or ``tainted``."""
    deposed: str | None = None
    index_key: str | int | None = None
    attributes: msgspec.Raw = msgspec.Raw(b"null")


class StateResource(msgspec.Struct):
    """A resource, or a data source, with its objects."""

    mode: str
    type: str
    name: str
    instances: list[StateObject]
    module: str | None = None


def managed_objects(resources: Iterable[StateResource]) -> Iterator[tuple[str, StateResource, StateObject]]:
    """Address, resource and object of all that is managed, tainted and deposed objects too."""
    for resource in resources:
        if resource.mode == "managed":
            address = ".".join(filter(None, (resource.module, resource.type, resource.name)))
            for stored in resource.instances:
                index = "" if stored.index_key is None else f"[{json.dumps(stored.index_key, ensure_ascii=False)}]"
                yield address + index, resource, stored
