"""How a resource that a plan wants to create is looked up in AWS, one function for each type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

#: Planned values of a resource, without those that are unknown before the apply: a KeyError means "not known yet".
Values = Mapping[str, Any]

#: A boto3 client of the workspace's account and region, by the service's name.
Clients = Callable[[str], Any]

#: Yields the import ids of all resources that could be the planned one.
Finder = Callable[[Values, Clients], Iterable[str]]

FINDERS: dict[str, Finder] = {}
"""By resource type."""


def finds(*resource_types: str) -> Callable[[Finder], Finder]:
    """Register a function as the finder of these resource types."""

    def register(finder: Finder) -> Finder:
        FINDERS.update(dict.fromkeys(resource_types, finder))
        return finder

    return register


def pages(client: Any, operation: str, key: str, **arguments: Any) -> Iterator[Any]:
    """Everything that ``operation`` lists under ``key``, from all of its pages."""
    if client.can_paginate(operation):
        for page in client.get_paginator(operation).paginate(**arguments):
            yield from page[key]
    else:
        yield from getattr(client, operation)(**arguments)[key]


def has_tags(values: Values, tags: Iterable[Mapping[str, str]] | Mapping[str, str]) -> bool:
    """Whether ``tags`` of a resource in AWS include all that the plan gives it."""
    if not isinstance(tags, Mapping):
        tags = {str(tag.get("Key", tag.get("key"))): str(tag.get("Value", tag.get("value"))) for tag in tags}
    return (values.get("tags_all") or {}).items() <= tags.items()
