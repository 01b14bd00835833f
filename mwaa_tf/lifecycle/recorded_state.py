"""The resources in a state, with their attributes, as `terraform state pull` prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.state_objects import FORMAT, StateResource, managed_objects


@dataclass(frozen=True, slots=True)
class RecordedResource:
    """An object that a state manages, a tainted or deposed one too."""

    address: str
    resource_type: str
    attributes: Mapping[str, Any]

    def text(self, name: str) -> str:
        """An attribute that is a text; empty where it is not set."""
        value = self.attributes.get(name)
        return value if isinstance(value, str) else ""


class _RecordedFile(msgspec.Struct):
    version: int
    resources: list[StateResource] = []


_DECODER = msgspec.json.Decoder(_RecordedFile)
_ATTRIBUTES = msgspec.json.Decoder(dict[str, Any] | None)


def recorded_resources(state: str) -> tuple[RecordedResource, ...]:
    """The managed resources of ``state``, JSON; none for an empty text, which stands for no state.

    Raises :class:`~mwaa_tf.errors.MwaaTfError` for what is no state of this format.
    """
    if not state.strip():
        return ()
    try:
        file = _DECODER.decode(state.encode())
        resources = tuple(_resources(file))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise MwaaTfError(f"the state cannot be read: {error}") from error
    if file.version != FORMAT:
        raise MwaaTfError(f"the state has format {file.version}; this version of mwaa_tf reads format {FORMAT}")
    return resources


def _resources(file: _RecordedFile) -> Iterator[RecordedResource]:
    for address, resource, stored in managed_objects(file.resources):
        yield RecordedResource(address, resource.type, _ATTRIBUTES.decode(stored.attributes) or {})
