"""What a Terraform state tells without Terraform: outputs, and objects that an interrupted apply left behind.

The format is version 4, of all Terraform since 0.12 (Terraform's internal/states/statefile/version4.go).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

_FORMAT = 4

#: What `status` of an object may be: nothing for one in good order, or this.
_TAINTED = "tainted"


class InvalidStateError(ValueError):
    """Bytes that are no state that this version of mwaa_tf can read; the message says what they are."""


@dataclass(frozen=True, slots=True)
class StateContents:
    """A state, as far as `status` needs it."""

    serial: int
    terraform_version: str
    outputs: Mapping[str, Any]
    """The values by name, without those that are marked as sensitive, which are None."""
    managed: int = 0
    """Number of objects in AWS that it manages."""
    tainted: tuple[str, ...] = ()
    """Addresses of objects that were created in part: the next apply replaces them."""
    deposed: tuple[str, ...] = ()
    """Addresses of replaced objects that were not deleted yet."""
    unknown: tuple[str, ...] = ()
    """Objects with a status that this version of mwaa_tf does not know, and that status."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was applied, or all of it was destroyed."""
        return not self.managed and not self.outputs


class _StateOutput(msgspec.Struct):
    value: Any = None
    sensitive: bool = False


class _StateObject(msgspec.Struct):
    status: str | None = None
    deposed: str | None = None
    index_key: str | int | None = None


class _StateResource(msgspec.Struct):
    mode: str
    type: str
    name: str
    instances: list[_StateObject]
    module: str | None = None


class _StateFile(msgspec.Struct):
    version: int
    terraform_version: str
    serial: int
    outputs: dict[str, _StateOutput]
    resources: list[_StateResource]


class _AnyState(msgspec.Struct):
    version: int | None = None
    encrypted_data: str | None = None


_DECODER = msgspec.json.Decoder(_StateFile)
_ANY_DECODER = msgspec.json.Decoder(_AnyState)


def parse_state(data: bytes) -> StateContents | None:
    """Read a state; None for an empty file, which Terraform leaves behind where it has moved a state away.

    Raises :class:`InvalidStateError`.
    """
    if not data.strip():
        return None
    try:
        beginning = _ANY_DECODER.decode(data)
        if beginning.encrypted_data is not None:
            raise InvalidStateError("is encrypted by OpenTofu; only OpenTofu can read it")
        if beginning.version not in (None, _FORMAT):
            raise InvalidStateError(f"has format {beginning.version}; this version of mwaa_tf reads format {_FORMAT}")
        return _contents(_DECODER.decode(data))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidStateError(f"is not a Terraform state: {error}") from error


def _contents(state: _StateFile) -> StateContents:
    objects = list(_objects(state.resources))
    return StateContents(
        serial=state.serial,
        terraform_version=state.terraform_version,
        outputs={name: None if output.sensitive else output.value for name, output in state.outputs.items()},
        managed=sum(not stored.deposed for _, stored in objects),
        tainted=_addresses(objects, lambda stored: stored.status == _TAINTED),
        deposed=_addresses(objects, lambda stored: bool(stored.deposed)),
        unknown=tuple(
            f"{address}: {stored.status}" for address, stored in objects if stored.status not in (None, "", _TAINTED)
        ),
    )


def _objects(resources: Iterable[_StateResource]) -> Iterator[tuple[str, _StateObject]]:
    """The objects of managed resources by address."""
    for resource in resources:
        if resource.mode == "managed":
            address = ".".join(filter(None, (resource.module, resource.type, resource.name)))
            for stored in resource.instances:
                index = "" if stored.index_key is None else f"[{json.dumps(stored.index_key, ensure_ascii=False)}]"
                yield address + index, stored


def _addresses(objects: Iterable[tuple[str, _StateObject]], matches: Any) -> tuple[str, ...]:
    return tuple(sorted(address for address, stored in objects if matches(stored)))
