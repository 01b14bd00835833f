"""How a resource that a plan wants to create is looked up in AWS, one function for each type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: Planned values of a resource, without those that are unknown before the apply: a KeyError means "not known yet".
Values = Mapping[str, Any]

#: A boto3 client of the workspace's account and region, by the service's name.
Clients = Callable[[str], Any]

#: Tags as a mapping, or as the list of keys and values that most services answer.
Tags = Iterable[Mapping[str, str]] | Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A resource in AWS that could be the planned one."""

    import_id: str
    doubt: str = ""
    """Why it may be someone else's; empty if it is the planned one."""


#: Yields all resources that could be the planned one.
Finder = Callable[[Values, Clients], Iterable[Candidate]]

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


def has_tags(values: Values, tags: Tags) -> bool:
    """Whether ``tags`` of a resource in AWS include all that the plan gives it."""
    return _planned(values).items() <= _as_mapping(tags).items()


def by_tags(values: Values, import_id: str, tags: Tags) -> Iterator[Candidate]:
    """The resource, if its tags are the planned ones: nothing else says whose it is.

    Other deployments may have the same tags, and only `Name` is of one resource.
    """
    if _planned(values) and has_tags(values, tags):
        yield Candidate(import_id, "" if "Name" in _planned(values) else "the plan gives it tags, but no Name")


def by_name(values: Values, import_id: str, tags: Tags | Callable[[], Tags]) -> Iterator[Candidate]:
    """The resource that has the planned name, which someone else may have taken. ``tags`` are its own, or read them."""
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    if not _planned(values):
        yield Candidate(import_id, "it has the planned name, but the plan has no tags to compare")
        return
    try:
        yield Candidate(import_id, _difference(values, tags() if callable(tags) else tags))
    except ClientError as error:
        yield Candidate(import_id, f"its tags cannot be read: {error.response['Error']['Code']}")


def by_place(values: Values, import_id: str, tags: Tags) -> Iterator[Candidate]:
    """The resource at a place that exists once, in something that is the deployment's own, such as its VPC."""
    yield Candidate(import_id, _difference(values, tags))


def _difference(values: Values, tags: Tags) -> str:
    """How ``tags`` differ from the planned ones; empty if they include all of them."""
    existing = _as_mapping(tags)
    different = [
        f"{key} is {existing[key]!r} instead of {value!r}" if key in existing else f"{key} is missing"
        for key, value in sorted(_planned(values).items())
        if existing.get(key) != value
    ]
    return f"its tags are not the planned ones: {'; '.join(different)}" if different else ""


def _planned(values: Values) -> Mapping[str, str]:
    return values.get("tags_all") or {}


def _as_mapping(tags: Tags) -> Mapping[str, str]:
    if isinstance(tags, Mapping):
        return tags
    # Most services write Key and Value, RAM key and value, KMS TagKey and TagValue.
    names = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"))
    return {str(tag[key]): str(tag[value]) for tag in tags for key, value in names if key in tag}
