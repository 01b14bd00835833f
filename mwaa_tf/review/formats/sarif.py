"""For code scanning: risks as results of SARIF 2.1.0 (OASIS, sarif-v2.1.0-os), ignored ones as suppressed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mwaa_tf import __version__
from mwaa_tf.markup.markdown import sentence
from mwaa_tf.markup.sarif import SCHEMA, ResultFingerprints, location
from mwaa_tf.markup.untrusted import clean, prose
from mwaa_tf.review.formats import Options
from mwaa_tf.review.formats._explain import explain_destinations
from mwaa_tf.review.formats._shared import plan_warnings, remarks
from mwaa_tf.review.model import Review
from mwaa_tf.review.risk import Risk
from mwaa_tf.review.risks import RiskRule, rules
from mwaa_tf.text import join_words

_LEVELS = {"high": "error", "medium": "warning", "low": "note"}

#: What GitHub sorts by: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/
#: sarif-support-for-code-scanning#reportingdescriptor-object
_SECURITY_SEVERITIES = {"high": "8.0", "medium": "5.0", "low": "2.0"}


def render(review: Review, options: Options) -> str:
    """One run. A result's fingerprint stays the same for the same risk at the same address."""
    catalogue = rules()
    index = {rule.id: place for place, rule in enumerate(catalogue)}
    run = {
        "tool": {
            "driver": {
                "name": "mwaa_tf",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in catalogue],
            }
        },
        "automationDetails": {"id": f"mwaa_tf/review/{options.comment}/"},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notifications(review))}],
        "columnKind": "unicodeCodePoints",
        "properties": {
            "title": clean(options.title),
            "fingerprint": review.fingerprint,
            "destinations": {clean(plan.workspace): list(explain_destinations(plan)) for plan in review.plans},
        },
        "results": list(_results(review, index)),
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: RiskRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.description.replace("`", "")},
        "helpUri": rule.source,
        "help": {
            "text": f"{rule.description}\n\nHow to fix: {rule.remediation}\n\nSource: {rule.source}",
            "markdown": f"{rule.description}\n\n**How to fix:** {rule.remediation}\n\n[Source]({rule.source})",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["terraform"], "security-severity": _SECURITY_SEVERITIES[rule.severity]},
    }


def _notifications(review: Review) -> Iterator[dict[str, Any]]:
    """What is no risk, and yet to be known: options that did nothing, plans that failed, checks that failed."""
    for note in review.notes:
        yield {"level": "warning", "message": {"text": prose(note)}}
    for remark in remarks(review):
        yield {"level": "note", "message": {"text": f"{remark}."}}
    for workspace in review.waiting:
        text = f"{clean(workspace.workspace)}: not planned yet: waits for {clean(join_words(workspace.waits_for))}"
        yield {"level": "note", "message": {"text": text}}
    for plan in review.plans:
        for warning in plan_warnings(plan):
            yield {
                "level": "error" if plan.errored else "note",
                "message": {"text": f"{clean(plan.workspace)}: {warning}"},
            }
        for check in plan.checks:
            text = f"{clean(plan.workspace)}: {clean(check.address)} {check.outcome}"
            yield {"level": "error", "message": {"text": " ".join([text, *map(clean, check.messages)])}}


def _results(review: Review, index: dict[str, int]) -> Iterator[dict[str, Any]]:
    fingerprints = ResultFingerprints()
    for risk in review.risks:
        yield _result(risk, index, fingerprints)
    for ignored in review.ignored:
        suppression = {"kind": "external", "status": "accepted", "justification": prose(ignored.reason)}
        yield _result(ignored.risk, index, fingerprints) | {"suppressions": [suppression]}


def _result(risk: Risk, index: dict[str, int], fingerprints: ResultFingerprints) -> dict[str, Any]:
    digest = fingerprints.next(risk.id, risk.workspace, risk.address or "")
    text = f"{risk.title}. {risk.reason} How to fix: {risk.remediation}"
    return {
        "ruleId": risk.id,
        "ruleIndex": index[risk.id],
        "kind": "fail",
        "level": _LEVELS[risk.severity],
        "message": {"text": prose(text), "markdown": f"{sentence(text)} [Source]({risk.source})"},
        "locations": [location(risk.workspace, risk.address or "")],
        "partialFingerprints": {"riskAtAddress/v1": digest},
        "properties": {"severity": risk.severity, "source": risk.source},
    }
