"""For programs: everything, with a published JSON Schema. Both come from the types in this file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

from mwaa_tf.review.differences import Path
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._shared import clean, summary
from mwaa_tf.review.model import (
    Action,
    FailedCheck,
    IgnoredRisk,
    OutputChange,
    PlanReview,
    Review,
    ReviewedChange,
    Risk,
)
from mwaa_tf.review.secrets import redact_credentials
from mwaa_tf.review.values import SENSITIVE, UNKNOWN

#: Grows when a key is removed or changes its meaning; an added key does not change it.
VERSION = 2

_DIGEST = Meta(pattern="^sha256:[0-9a-f]{64}$")

_Hidden = Annotated[
    Literal["sensitive", "unknown"] | None,
    Meta(description="Why the value is missing: it is sensitive, or known after apply. Null: it is complete."),
]

_Value = Annotated[
    Any,
    Meta(description='Any JSON. Hidden parts of it are "(sensitive value)" or "(known after apply)"; null: not set.'),
]

_ActionName = Literal["replace", "delete", "update", "create", "forget", "import", "move", "read", "no-op"]


class AttributeDocument(msgspec.Struct, frozen=True):
    """An attribute that changes."""

    path: Annotated[list[str | int], Meta(description="Names of attributes and keys of maps, indexes of lists.")]
    name: Annotated[str, Meta(description='The path as Terraform writes it: `tags["Name"]`.')]
    before: _Value
    after: _Value
    before_hidden: _Hidden
    after_hidden: _Hidden
    forces_replacement: bool


class ChangeDocument(msgspec.Struct, frozen=True):
    """The change of one resource instance."""

    address: str
    type: str
    name: str
    module: Annotated[str | None, Meta(description="The address of its module; null in the root module.")]
    action: _ActionName
    create_before_destroy: Annotated[bool, Meta(description="Of a replacement: the new one is created first.")]
    imported_id: Annotated[str | None, Meta(description="The id of an import that goes with the action.")]
    moved_from: Annotated[str | None, Meta(description="The old address, where it is moved.")]
    reason: Annotated[str | None, Meta(description="Terraform's reason: `replace_because_cannot_update`.")]
    deposed: Annotated[str | None, Meta(description="The key of a deposed object, left over from a replacement.")]
    replaced_by: Annotated[list[list[str | int]], Meta(description="The paths that force the replacement.")]
    attributes: list[AttributeDocument]


class OutputDocument(msgspec.Struct, frozen=True):
    """An output that changes."""

    name: str
    action: _ActionName
    before: _Value
    after: _Value
    before_hidden: _Hidden
    after_hidden: _Hidden


class CheckDocument(msgspec.Struct, frozen=True):
    """A check, precondition, postcondition or validation that failed."""

    address: str
    status: Annotated[Literal["fail", "error"], Meta(description="It failed, or could not be evaluated.")]
    messages: list[str]


class RiskDocument(msgspec.Struct, frozen=True):
    """Something that a person should look at before the plan is applied."""

    id: Annotated[str, Meta(description="Which risk of the catalogue: docs/risks.md.")]
    severity: Literal["high", "medium", "low"]
    title: str
    reason: str
    remediation: Annotated[str, Meta(description="How to fix it.")]
    workspace: str
    source: Annotated[str, Meta(description="The address of the page that the rule rests on.")]
    address: str | None


class IgnoredRiskDocument(RiskDocument, frozen=True):
    """A risk that a person accepts: the plan has it, and it stops no pipeline."""

    ignore_reason: Annotated[str, Meta(description="Why, in the person's own words.")]


class WorkspaceDocument(msgspec.Struct, frozen=True):
    """One plan."""

    workspace: str
    terraform_version: str
    fingerprint: Annotated[str, _DIGEST]
    counts: Annotated[
        dict[str, int], Meta(description="Number of resources for each action; actions without any are left out.")
    ]
    waits_for: Annotated[list[str], Meta(description="Workspaces that are applied before this one.")]
    errored: Annotated[bool, Meta(description="Planning failed: this review is incomplete.")]
    complete: Annotated[bool, Meta(description="False: a second apply will be needed.")]
    unchanged: Annotated[int, Meta(description="Resources that do not change.")]
    reads: Annotated[int, Meta(description="Data sources that are read during the apply.")]
    changes: list[ChangeDocument]
    drift: Annotated[list[ChangeDocument], Meta(description="Changes made outside Terraform that matter here.")]
    outputs: list[OutputDocument]
    checks: list[CheckDocument]


class ReviewDocument(msgspec.Struct, frozen=True):
    """A review of Terraform plans, as `mwaa_tf review --format json` writes it."""

    version: Annotated[int, Meta(ge=VERSION, le=VERSION, description="The version of this format.")]
    title: str
    summary: Annotated[str, Meta(description="The whole review in one line.")]
    fingerprint: Annotated[
        str, Meta(pattern="^sha256:[0-9a-f]{64}$", description="The same for plans that do the same.")
    ]
    counts: Annotated[dict[str, int], Meta(description="Number of resources for each action, of all plans.")]
    risks: Annotated[list[RiskDocument], Meta(description="The most severe first, without the ignored ones.")]
    ignored: Annotated[list[IgnoredRiskDocument], Meta(description="The risks that --ignore covers.")]
    notes: Annotated[list[str], Meta(description="What to know about the options of this review.")]
    workspaces: Annotated[list[WorkspaceDocument], Meta(description="In the order in which they are applied.")]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what :func:`render` writes."""
    described = _without_suffix(msgspec.json.schema(ReviewDocument))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Review of Terraform plans",
        **described,
    }


def render(review: Review, options: Options) -> str:
    """One object, indented; text in it is whole, but for what is secret."""
    document = ReviewDocument(
        version=VERSION,
        title=clean(options.title),
        summary=summary(review),
        fingerprint=review.fingerprint,
        counts=_counts(review),
        risks=[RiskDocument(**_risk(risk)) for risk in review.risks],
        ignored=[_ignored(ignored) for ignored in review.ignored],
        notes=list(map(redact_credentials, review.notes)),
        workspaces=[_workspace(plan) for plan in review.plans],
    )
    encoded = msgspec.json.encode(document, enc_hook=str)
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _without_suffix(described: dict[str, Any]) -> dict[str, Any]:
    """The types under the names that the published schema has: ``Risk`` for ``RiskDocument``."""
    renamed = re.sub(r'"((?:#/\$defs/)?[A-Z]\w*)Document"', r'"\1"', json.dumps(described))
    return cast("dict[str, Any]", json.loads(renamed))


def _counts(counted: PlanReview | Review) -> dict[str, int]:
    actions = [action for action in Action if action not in (Action.READ, Action.NOTHING)]
    return {action.value: count for action in actions if (count := counted.count(action))}


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "id": risk.id,
        "severity": risk.severity,
        "title": redact_credentials(risk.title),
        "reason": redact_credentials(risk.reason),
        "remediation": redact_credentials(risk.remediation),
        "source": risk.source,
        "workspace": redact_credentials(risk.workspace),
        "address": _optional(risk.address),
    }


def _ignored(ignored: IgnoredRisk) -> IgnoredRiskDocument:
    return IgnoredRiskDocument(**_risk(ignored.risk), ignore_reason=redact_credentials(ignored.reason))


def _workspace(plan: PlanReview) -> WorkspaceDocument:
    return WorkspaceDocument(
        workspace=redact_credentials(plan.workspace),
        terraform_version=redact_credentials(plan.terraform_version),
        fingerprint=plan.fingerprint,
        counts=_counts(plan),
        waits_for=list(map(redact_credentials, plan.waits_for)),
        errored=plan.errored,
        complete=plan.complete,
        unchanged=plan.unchanged,
        reads=plan.reads,
        changes=[_change(change) for change in plan.changes],
        drift=[_change(change) for change in plan.drift],
        outputs=[_output(output) for output in plan.outputs],
        checks=[_check(check) for check in plan.checks],
    )


def _change(change: ReviewedChange) -> ChangeDocument:
    return ChangeDocument(
        address=redact_credentials(change.address),
        type=redact_credentials(change.type),
        name=redact_credentials(change.name),
        module=_optional(change.module),
        action=change.action.value,
        create_before_destroy=change.create_before_destroy,
        imported_id=_optional(change.imported_id),
        moved_from=_optional(change.moved_from),
        reason=_optional(change.reason),
        deposed=_optional(change.deposed),
        replaced_by=[_path(path) for path in change.replaced_by],
        attributes=list(_attributes(change)),
    )


def _attributes(change: ReviewedChange) -> Iterator[AttributeDocument]:
    for attribute in change.attributes():
        yield AttributeDocument(
            path=_path(attribute.path),
            name=redact_credentials(attribute.name),
            before=attribute.before,
            after=attribute.after,
            before_hidden=_hidden(attribute.before),
            after_hidden=_hidden(attribute.after),
            forces_replacement=attribute.forces_replacement,
        )


def _output(output: OutputChange) -> OutputDocument:
    return OutputDocument(
        name=redact_credentials(output.name),
        action=output.action.value,
        before=output.before,
        after=output.after,
        before_hidden=_hidden(output.before),
        after_hidden=_hidden(output.after),
    )


def _check(check: FailedCheck) -> CheckDocument:
    messages = list(map(redact_credentials, check.messages))
    return CheckDocument(redact_credentials(check.address), check.status, messages)


def _path(path: Path) -> list[str | int]:
    return [redact_credentials(part) if isinstance(part, str) else part for part in path]


def _hidden(value: Any) -> Literal["sensitive", "unknown"] | None:
    return "sensitive" if value is SENSITIVE else "unknown" if value is UNKNOWN else None


def _optional(text: str | None) -> str | None:
    return None if text is None else redact_credentials(text)
