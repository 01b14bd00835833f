"""The policies that IAM has for a role, a user or a group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from mwaa_tf.doctor.collect.aws.calls import Answer, Calls
from mwaa_tf.doctor.collect.aws.operations import AwsOperation
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy

T = TypeVar("T")

NO_SUCH_ENTITY = ("NoSuchEntity",)
"""IAM's answer about what does not exist (IAM API reference, GetRole)."""

Documents = Reading[tuple[PolicyDocument, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedPolicyOperations:
    """The calls that read a managed policy."""

    get_policy: AwsOperation
    get_version: AwsOperation


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOperations(ManagedPolicyOperations):
    """The calls that list the policies of one kind of identity, and read them."""

    kind: str
    """``Role``, ``User`` or ``Group``: the parameter ``RoleName`` has its name."""
    list_inline: AwsOperation
    get_inline: AwsOperation
    list_attached: AwsOperation


def policies_of(calls: Calls, used: PolicyOperations, name: str) -> Documents:
    """The inline and attached policies of the identity ``name``; a gap if one of them cannot be read."""
    named = {f"{used.kind}Name": name}
    inline = calls.read(used.list_inline, _names, **named)
    attached = calls.read(used.list_attached, _arns, **named)
    return joined(
        (
            inline,
            attached,
            *(calls.read(used.get_inline, _inline, PolicyName=policy, **named) for policy in _known(inline)),
            *(managed_policy(calls, used, arn) for arn in _known(attached)),
        )
    )


def managed_policy(calls: Calls, used: ManagedPolicyOperations, arn: str) -> Documents:
    """The default version of a managed policy."""
    return _read_version(calls, used, arn, _version)


def boundary_of(calls: Calls, used: ManagedPolicyOperations, arn: str, source: str) -> Reading[PolicyDocument | None]:
    """The permissions boundary ``arn``; None for none, as ``source`` says; a gap where it is no policy document."""
    if not arn:
        return Reading.of(None, source)
    return _read_version(calls, used, arn, _boundary)


def _read_version(calls: Calls, used: ManagedPolicyOperations, arn: str, parse: Callable[[Answer], T]) -> Reading[T]:
    """What ``parse`` reads in the default version of the managed policy ``arn``."""
    version = calls.read(used.get_policy, _default_version, PolicyArn=arn)
    if version.gap:
        return Reading.unread(version.gap, version.source)
    return calls.read(used.get_version, parse, PolicyArn=arn, VersionId=version.value)


def joined(readings: Iterable[Reading[Any]]) -> Documents:
    """The documents of all ``readings``, names among them left out; the first gap if there is one."""
    readings = tuple(readings)
    source = ", ".join(dict.fromkeys(reading.source for reading in readings if reading.source))
    for reading in readings:
        if reading.gap:
            return Reading.unread(reading.gap, source)
    return Reading.of(tuple(_documents(readings)), source)


def _documents(readings: Iterable[Reading[Any]]) -> Iterator[PolicyDocument]:
    for reading in readings:
        yield from (document for document in reading.content or () if isinstance(document, PolicyDocument))


def _known(names: Reading[tuple[str, ...]]) -> tuple[str, ...]:
    return names.content or ()


def _names(answer: Answer) -> tuple[str, ...]:
    return tuple(answer["PolicyNames"])


def _arns(answer: Answer) -> tuple[str, ...]:
    return tuple(policy["PolicyArn"] for policy in answer["AttachedPolicies"])


def _inline(answer: Answer) -> tuple[PolicyDocument, ...]:
    return (parse_policy(answer["PolicyDocument"]),)


def _default_version(answer: Answer) -> str:
    return str(answer["Policy"]["DefaultVersionId"])


def _version(answer: Answer) -> tuple[PolicyDocument, ...]:
    return (parse_policy(answer["PolicyVersion"]["Document"]),)


def _boundary(answer: Answer) -> PolicyDocument | None:
    (document,) = _version(answer)
    if document.unreadable:
        raise ValueError("it is not a policy document")
    return document
