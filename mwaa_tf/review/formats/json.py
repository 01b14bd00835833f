"""For programs: everything, with a published JSON Schema. Both come from the types in this file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, cast

import msgspec

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.destinations import PlanDestination
from mwaa_tf.review.differences import Path
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._json_documents import (
    VERSION,
    ActionDocument,
    AttributeDocument,
    ChangeDocument,
    CheckDocument,
    DeferredDocument,
    DestinationDocument,
    IgnoredRiskDocument,
    OutputDocument,
    OwnDriftDocument,
    ReviewDocument,
    RiskDocument,
    UnrecognizedDocument,
    WaitingDocument,
    WorkspaceDocument,
)
from mwaa_tf.review.formats._shared import remarks, summary
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import Action, FailedCheck, OutputChange, PlanReview, Review, ReviewedChange, WaitingWorkspace
from mwaa_tf.review.risk import IgnoredRisk, Risk
from mwaa_tf.review.unrecognized import Unrecognized
from mwaa_tf.review.values import SENSITIVE, UNKNOWN, Hidden
from mwaa_tf.secret_values import redacted


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
    encoded = msgspec.json.encode(_document(review, options), enc_hook=str)
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _document(review: Review, options: Options) -> ReviewDocument:
    return ReviewDocument(
        version=VERSION,
        title=clean(options.title),
        summary=summary(review),
        fingerprint=review.fingerprint,
        counts=_counts(review),
        risks=[RiskDocument(**_risk(risk)) for risk in review.risks],
        ignored=[_ignored(ignored) for ignored in review.ignored],
        notes=list(map(redacted, review.notes)),
        remarks=list(remarks(review)),
        waiting=list(map(_waiting, review.waiting)),
        workspaces=[_workspace(plan) for plan in review.plans],
    )


def _without_suffix(described: dict[str, Any]) -> dict[str, Any]:
    """The types under the names that the published schema has: ``Risk`` for ``RiskDocument``."""
    renamed = re.sub(r'"((?:#/\$defs/)?[A-Z]\w*)Document"', r'"\1"', json.dumps(described))
    return cast("dict[str, Any]", json.loads(renamed))


def _counts(counted: PlanReview | Review) -> dict[str, int]:
    actions = [action for action in Action if action not in (Action.REPLACE_AND_FORGET, Action.READ, Action.NOTHING)]
    plans = counted.plans if isinstance(counted, Review) else (counted,)
    counts = {action.value: counted.count(action) for action in actions}
    counts["action"] = sum(len(plan.actions) for plan in plans)
    counts["deferred"] = sum(plan.deferrals for plan in plans)
    return {name: count for name, count in counts.items() if count}


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "id": risk.id,
        "severity": risk.severity,
        "title": redacted(risk.title),
        "reason": redacted(risk.reason),
        "remediation": redacted(risk.remediation),
        "source": risk.source,
        "workspace": redacted(risk.workspace),
        "address": _optional(risk.address),
    }


def _ignored(ignored: IgnoredRisk) -> IgnoredRiskDocument:
    return IgnoredRiskDocument(**_risk(ignored.risk), ignore_reason=redacted(ignored.reason))


def _waiting(workspace: WaitingWorkspace) -> WaitingDocument:
    return WaitingDocument(redacted(workspace.workspace), list(map(redacted, workspace.waits_for)))


def _workspace(plan: PlanReview) -> WorkspaceDocument:
    return WorkspaceDocument(
        workspace=redacted(plan.workspace),
        terraform_version=redacted(plan.terraform_version),
        fingerprint=plan.fingerprint,
        counts=_counts(plan),
        waits_for=list(map(redacted, plan.waits_for)),
        errored=plan.errored,
        complete=plan.complete,
        unchanged=plan.unchanged,
        reads=plan.reads,
        changes=[_change(change) for change in plan.changes],
        drift=[_change(change) for change in plan.drift],
        outputs=[_output(output) for output in plan.outputs],
        checks=[_check(check) for check in plan.checks],
        actions=[_action(action) for action in plan.actions],
        deferred=[DeferredDocument(redacted(one.reason), _change(one.change)) for one in plan.deferred],
        deferred_actions=[_action(action) for action in plan.deferred_actions],
        unrecognized=[_unrecognized(unknown) for unknown in plan.unrecognized],
        destinations=[_destination(destination) for destination in plan.destinations],
        only_tags=plan.only_tags,
        own_drift=[OwnDriftDocument(list(map(redacted, own.causes)), _change(own.change)) for own in plan.own_drift],
    )


def _change(change: ReviewedChange) -> ChangeDocument:
    before, after = change.identities()
    return ChangeDocument(
        address=redacted(change.address),
        type=redacted(change.type),
        name=redacted(change.name),
        module=_optional(change.module),
        action=change.action.value,
        create_before_destroy=change.create_before_destroy,
        imported_id=_optional(change.importing.id) if change.importing else None,
        moved_from=_optional(change.moved_from),
        reason=_optional(change.reason),
        deposed=_optional(change.deposed),
        replaced_by=[_path(path) for path in change.replaced_by],
        attributes=list(_attributes(change)),
        words=list(map(redacted, change.words)),
        provider=redacted(change.provider),
        imported=change.importing is not None,
        import_identity=change.importing.identity() if change.importing else None,
        identity_before=before,
        identity_after=after,
        only_tags=change.only_tags,
    )


def _action(action: InvokedAction) -> ActionDocument:
    config = action.config()
    return ActionDocument(
        address=redacted(action.address),
        type=redacted(action.type),
        name=redacted(action.name),
        provider=redacted(action.provider),
        event=redacted(action.event),
        resource=_optional(action.resource),
        on_failure=_optional(action.on_failure),
        config=config,
        config_hidden_paths=_hidden_paths(config),
        deferred_reason=_optional(action.deferred),
    )


def _unrecognized(unknown: Unrecognized) -> UnrecognizedDocument:
    word = redacted(unknown.word)
    return UnrecognizedDocument(unknown.kind, word, _optional(unknown.address), unknown.value)


def _destination(destination: PlanDestination) -> DestinationDocument:
    return DestinationDocument(
        provider=redacted(destination.provider),
        source=redacted(destination.source),
        version_constraint=_optional(destination.version_constraint),
        account_ids=list(map(redacted, destination.account_ids)),
        region=_optional(destination.region),
        role_arn=_optional(destination.role_arn),
    )


def _attributes(change: ReviewedChange) -> Iterator[AttributeDocument]:
    for attribute in change.attributes():
        yield AttributeDocument(
            path=_path(attribute.path),
            name=redacted(attribute.name),
            before=attribute.before,
            after=attribute.after,
            before_hidden=_hidden(attribute.before),
            after_hidden=_hidden(attribute.after),
            forces_replacement=attribute.forces_replacement,
            before_hidden_paths=_hidden_paths(attribute.before),
            after_hidden_paths=_hidden_paths(attribute.after),
        )


def _output(output: OutputChange) -> OutputDocument:
    return OutputDocument(
        name=redacted(output.name),
        action=output.action.value,
        before=output.before,
        after=output.after,
        before_hidden=_hidden(output.before),
        after_hidden=_hidden(output.after),
        before_hidden_paths=_hidden_paths(output.before),
        after_hidden_paths=_hidden_paths(output.after),
    )


def _check(check: FailedCheck) -> CheckDocument:
    messages = list(map(redacted, check.messages))
    return CheckDocument(redacted(check.address), check.status, messages)


def _path(path: Path) -> list[str | int]:
    return [redacted(part) if isinstance(part, str) else part for part in path]


def _hidden(value: Any) -> Literal["sensitive", "unknown"] | None:
    return "sensitive" if value is SENSITIVE else "unknown" if value is UNKNOWN else None


def _hidden_paths(value: Any) -> list[list[str | int]]:
    if not isinstance(value, (dict, list, Hidden)):
        return []  # most values
    return [_path(path) for path in _paths_of_hidden(value, ())]


def _paths_of_hidden(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, Hidden):
        yield path
        return
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(member, (dict, list, Hidden)):
            yield from _paths_of_hidden(member, (*path, key))


def _optional(text: str | None) -> str | None:
    return None if text is None else redacted(text)
