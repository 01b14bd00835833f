"""What a Terraform state tells without Terraform: outputs, and objects that an interrupted apply left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from mwaa_tf.lifecycle.state_objects import FORMAT, StateObject, StateResource, managed_objects

#: What `status` of an object may be: nothing for one in good order, or this.
_TAINTED = "tainted"


class InvalidStateError(ValueError):
    """Bytes that are no state that this version of mwaa_tf can read; the message says what they are."""


class EncryptedStateError(InvalidStateError):
    """A state that OpenTofu has encrypted."""


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
    ingress_groups: frozenset[str] = frozenset()
    """The security groups that ingress rules of it are in: those of access methods are in the endpoints' group."""
    unknown: tuple[str, ...] = ()
    """Objects with a status that this version of mwaa_tf does not know, and that status."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was applied, or all of it was destroyed."""
        return not self.managed and not self.outputs


class _StateOutput(msgspec.Struct):
    value: Any = None
    sensitive: bool = False


class _StateFile(msgspec.Struct):
    version: int
    terraform_version: str
    serial: int
    outputs: dict[str, _StateOutput]
    resources: list[StateResource]


class _AnyState(msgspec.Struct):
    version: int | None = None
    encrypted_data: str | None = None


class _IngressRule(msgspec.Struct):
    security_group_id: str | None = None


_RULE_DECODER = msgspec.json.Decoder(_IngressRule | None)
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
            raise EncryptedStateError("is encrypted by OpenTofu; only OpenTofu can read it")
        if beginning.version not in (None, FORMAT):
            raise InvalidStateError(f"has format {beginning.version}; this version of mwaa_tf reads format {FORMAT}")
        return _contents(_DECODER.decode(data))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidStateError(f"is not a Terraform state: {error}") from error


def _contents(state: _StateFile) -> StateContents:
    objects = [(address, stored) for address, _, stored in managed_objects(state.resources)]
    return StateContents(
        serial=state.serial,
        terraform_version=state.terraform_version,
        outputs={name: None if output.sensitive else output.value for name, output in state.outputs.items()},
        managed=sum(not stored.deposed for _, stored in objects),
        tainted=_addresses(objects, lambda stored: stored.status == _TAINTED),
        deposed=_addresses(objects, lambda stored: bool(stored.deposed)),
        ingress_groups=frozenset(_ingress_groups(state.resources)),
        unknown=tuple(
            f"{address}: {stored.status}" for address, stored in objects if stored.status not in (None, "", _TAINTED)
        ),
    )


def _ingress_groups(resources: Iterable[StateResource]) -> Iterator[str]:
    for _, resource, stored in managed_objects(resources):
        if resource.type == "aws_vpc_security_group_ingress_rule" and not stored.deposed:
            rule = _RULE_DECODER.decode(stored.attributes)
            if rule and rule.security_group_id:
                yield rule.security_group_id


def _addresses(objects: Iterable[tuple[str, StateObject]], matches: Any) -> tuple[str, ...]:
    return tuple(sorted(address for address, stored in objects if matches(stored)))
