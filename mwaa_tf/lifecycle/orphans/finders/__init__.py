"""How a resource that a plan wants to create is looked for in AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

#: What a plan says of a resource. What is not known before the apply is not in it: a KeyError means "not yet".
Values = Mapping[str, Any]

#: A boto3 client of the workspace's account and region, by the service's name.
Clients = Callable[[str], Any]

#: Yields the import ids of all that could be the planned resource.
Finder = Callable[[Values, Clients], Iterable[str]]

FINDERS: dict[str, Finder] = {}
"""By the type of the resource."""


def finds(*kinds: str) -> Callable[[Finder], Finder]:
    """Marks the finder of these types of resources."""

    def mark(finder: Finder) -> Finder:
        FINDERS.update(dict.fromkeys(kinds, finder))
        return finder

    return mark


def pages(client: Any, call: str, key: str, **arguments: Any) -> Iterator[Any]:
    """All items that ``call`` lists under ``key``."""
    if client.can_paginate(call):
        for page in client.get_paginator(call).paginate(**arguments):
            yield from page[key]
    else:
        yield from getattr(client, call)(**arguments)[key]


def has_tags(values: Values, tags: Iterable[Mapping[str, str]] | Mapping[str, str]) -> bool:
    """Whether a resource with ``tags`` has all that the plan wants it to have."""
    if not isinstance(tags, Mapping):
        tags = {str(tag.get("Key", tag.get("key"))): str(tag.get("Value", tag.get("value"))) for tag in tags}
    return (values.get("tags_all") or {}).items() <= tags.items()
