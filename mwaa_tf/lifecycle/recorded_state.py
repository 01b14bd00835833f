"""The resources in a state, with their attributes, as `terraform state pull` prints it.

The format is version 4, of all Terraform since 0.12 (Terraform's internal/states/statefile/version4.go).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from mwaa_tf.errors import MwaaTfError

_FORMAT = 4


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


class _RecordedInstance(msgspec.Struct):
    index_key: str | int | None = None
    attributes: dict[str, Any] | None = None


class _RecordedBlock(msgspec.Struct):
    mode: str
    type: str
    name: str
    instances: list[_RecordedInstance]
    module: str | None = None


class _RecordedFile(msgspec.Struct):
    version: int
    resources: list[_RecordedBlock] = []


_DECODER = msgspec.json.Decoder(_RecordedFile)


def recorded_resources(state: str) -> tuple[RecordedResource, ...]:
    """The managed resources of ``state``, JSON; none for an empty text, which stands for no state.

    Raises :class:`~mwaa_tf.errors.MwaaTfError` for what is no state of this format.
    """
    if not state.strip():
        return ()
    try:
        file = _DECODER.decode(state.encode())
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise MwaaTfError(f"the state cannot be read: {error}") from error
    if file.version != _FORMAT:
        raise MwaaTfError(f"the state has format {file.version}; this version of mwaa_tf reads format {_FORMAT}")
    return tuple(resource for block in file.resources if block.mode == "managed" for resource in _resources(block))


def _resources(block: _RecordedBlock) -> Iterator[RecordedResource]:
    address = ".".join(filter(None, (block.module, block.type, block.name)))
    for instance in block.instances:
        index = "" if instance.index_key is None else f"[{json.dumps(instance.index_key, ensure_ascii=False)}]"
        yield RecordedResource(address + index, block.type, instance.attributes or {})
