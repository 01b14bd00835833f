"""For programs: everything, with a published JSON Schema. Both come from the types in this file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from mwaa_tf.review.differences import Path
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._shared import clean, summary
from mwaa_tf.review.model import Action, Change, FailedCheck, OutputChange, PlanReview, Review, Risk
from mwaa_tf.review.secrets import without_credentials
from mwaa_tf.review.values import SENSITIVE, UNKNOWN

#: Grows when something is taken away or means something else; what is added does not change it.
VERSION = 1

_DIGEST = Meta(pattern="^sha256:[0-9a-f]{64}$")

_Hidden = Annotated[
    Literal["sensitive", "unknown"] | None,
    Meta(description="Why the value is not there: it is sensitive, or known after apply. Null: it is all there."),
]

_Value = Annotated[
    Any,
    Meta(
        description='Any JSON. In it, hidden parts are "(sensitive value)" or "(known after apply)"; null: not there.'
    ),
]

_ActionName = Literal["replace", "delete", "update", "create", "forget", "import", "move", "read", "no-op"]


class Attribute(msgspec.Struct, frozen=True):
    """An attribute that changes."""

    path: Annotated[list[str | int], Meta(description="Names of attributes and keys of maps, indexes of lists.")]
    name: Annotated[str, Meta(description='The path as Terraform writes it: `tags["Name"]`.')]
    before: _Value
    after: _Value
    before_hidden: _Hidden
    after_hidden: _Hidden
    forces_replacement: bool


class ResourceChange(msgspec.Struct, frozen=True):
    """What happens to one resource instance."""

    address: str
    type: str
    name: str
    module: Annotated[str | None, Meta(description="The address of its module; null in the root module.")]
    action: _ActionName
    create_before_destroy: Annotated[bool, Meta(description="Of a replacement: the new one is made first.")]
    imported_id: Annotated[str | None, Meta(description="The id of an import that goes with the action.")]
    moved_from: Annotated[str | None, Meta(description="The address it had, where it is moved.")]
    reason: Annotated[str | None, Meta(description="Terraform's word for why: `replace_because_cannot_update`.")]
    deposed: Annotated[str | None, Meta(description="The key of a deposed object, left over from a replacement.")]
    replaced_by: Annotated[list[list[str | int]], Meta(description="The paths that force the replacement.")]
    attributes: list[Attribute]


class Output(msgspec.Struct, frozen=True):
    """An output that changes."""

    name: str
    action: _ActionName
    before: _Value
    after: _Value
    before_hidden: _Hidden
    after_hidden: _Hidden


class Check(msgspec.Struct, frozen=True):
    """A check, precondition, postcondition or validation that did not hold."""

    address: str
    status: Annotated[Literal["fail", "error"], Meta(description="It failed, or could not be judged.")]
    messages: list[str]


class Danger(msgspec.Struct, frozen=True):
    """Something that a person should look at before the plan is applied."""

    id: Annotated[str, Meta(description="The rule that found it.")]
    severity: Literal["high", "medium", "low"]
    title: str
    reason: str
    way_out: str
    workspace: str
    address: str | None


class Workspace(msgspec.Struct, frozen=True):
    """One plan."""

    workspace: str
    terraform_version: str
    fingerprint: Annotated[str, _DIGEST]
    counts: Annotated[dict[str, int], Meta(description="How many resources each action is done to; none is left out.")]
    waits_for: Annotated[list[str], Meta(description="Workspaces that are to be applied before.")]
    errored: Annotated[bool, Meta(description="Planning ended in an error: this is not everything.")]
    complete: Annotated[bool, Meta(description="False: an apply leaves changes for a second one.")]
    unchanged: Annotated[int, Meta(description="Resources to which nothing is done.")]
    reads: Annotated[int, Meta(description="Data sources that are read during the apply.")]
    changes: list[ResourceChange]
    drift: Annotated[list[ResourceChange], Meta(description="Changes made outside Terraform that matter here.")]
    outputs: list[Output]
    checks: list[Check]


class Document(msgspec.Struct, frozen=True):
    """A review of Terraform plans, as `mwaa_tf review --format json` writes it."""

    version: Annotated[int, Meta(ge=VERSION, le=VERSION, description="The version of this format.")]
    title: str
    summary: Annotated[str, Meta(description="All there is to know in one line.")]
    fingerprint: Annotated[
        str, Meta(pattern="^sha256:[0-9a-f]{64}$", description="The same for plans that do the same.")
    ]
    counts: Annotated[dict[str, int], Meta(description="How many resources each action is done to, of all plans.")]
    risks: Annotated[list[Danger], Meta(description="The gravest first.")]
    workspaces: Annotated[list[Workspace], Meta(description="In the order in which they are to be applied.")]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what :func:`render` writes."""
    described = msgspec.json.schema(Document)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Review of Terraform plans",
        **described,
    }


def render(review: Review, options: Options) -> str:
    """One object, indented; text in it is whole, but for what is secret."""
    document = Document(
        version=VERSION,
        title=clean(options.title),
        summary=summary(review),
        fingerprint=review.fingerprint,
        counts=_counts(review),
        risks=[_risk(risk) for risk in review.risks],
        workspaces=[_workspace(plan) for plan in review.plans],
    )
    encoded = msgspec.json.encode(document, enc_hook=str)
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _counts(counted: PlanReview | Review) -> dict[str, int]:
    actions = [action for action in Action if action not in (Action.READ, Action.NOTHING)]
    return {action.value: count for action in actions if (count := counted.count(action))}


def _risk(risk: Risk) -> Danger:
    return Danger(
        id=risk.id,
        severity=risk.severity,
        title=without_credentials(risk.title),
        reason=without_credentials(risk.reason),
        way_out=without_credentials(risk.way_out),
        workspace=without_credentials(risk.workspace),
        address=_optional(risk.address),
    )


def _workspace(plan: PlanReview) -> Workspace:
    return Workspace(
        workspace=without_credentials(plan.workspace),
        terraform_version=without_credentials(plan.terraform_version),
        fingerprint=plan.fingerprint,
        counts=_counts(plan),
        waits_for=list(map(without_credentials, plan.waits_for)),
        errored=plan.errored,
        complete=plan.complete,
        unchanged=plan.unchanged,
        reads=plan.reads,
        changes=[_change(change) for change in plan.changes],
        drift=[_change(change) for change in plan.drift],
        outputs=[_output(output) for output in plan.outputs],
        checks=[_check(check) for check in plan.checks],
    )


def _change(change: Change) -> ResourceChange:
    return ResourceChange(
        address=without_credentials(change.address),
        type=without_credentials(change.type),
        name=without_credentials(change.name),
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


def _attributes(change: Change) -> Iterator[Attribute]:
    for item in change.attributes():
        yield Attribute(
            path=_path(item.path),
            name=without_credentials(item.name),
            before=item.before,
            after=item.after,
            before_hidden=_hidden(item.before),
            after_hidden=_hidden(item.after),
            forces_replacement=item.forces_replacement,
        )


def _output(output: OutputChange) -> Output:
    return Output(
        name=without_credentials(output.name),
        action=output.action.value,
        before=output.before,
        after=output.after,
        before_hidden=_hidden(output.before),
        after_hidden=_hidden(output.after),
    )


def _check(check: FailedCheck) -> Check:
    messages = list(map(without_credentials, check.messages))
    return Check(without_credentials(check.address), check.status, messages)


def _path(path: Path) -> list[str | int]:
    return [without_credentials(part) if isinstance(part, str) else part for part in path]


def _hidden(value: Any) -> Literal["sensitive", "unknown"] | None:
    return "sensitive" if value is SENSITIVE else "unknown" if value is UNKNOWN else None


def _optional(text: str | None) -> str | None:
    return None if text is None else without_credentials(text)
