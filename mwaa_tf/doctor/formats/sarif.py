"""For code scanning: failures and warnings as results of SARIF 2.1.0 (OASIS, sarif-v2.1.0-os)."""

from __future__ import annotations

import json
from typing import Any

from mwaa_tf import __version__
from mwaa_tf.doctor.checks import Check
from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import CheckResult, Finding
from mwaa_tf.doctor.formats import FormatOptions
from mwaa_tf.doctor.formats._summary import PROBLEMS, facts_of, unchecked
from mwaa_tf.markup.markdown import sentence
from mwaa_tf.markup.sarif import SCHEMA, ResultFingerprints, location
from mwaa_tf.markup.untrusted import prose

_LEVELS = {CheckResult.FAILURE: "error", CheckResult.WARNING: "warning"}


def render(diagnosis: Diagnosis, _: FormatOptions) -> str:
    """One run. A result's fingerprint stays the same for the same fault of the same resource."""
    index = {check.id: place for place, check in enumerate(diagnosis.checks)}
    fingerprints = ResultFingerprints()
    run = {
        "tool": {
            "driver": {
                "name": "mwaa_tf",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(check) for check in diagnosis.checks],
            }
        },
        "automationDetails": {"id": f"mwaa_tf/doctor/{diagnosis.origin.value.lower()}/"},
        "invocations": [
            {
                "executionSuccessful": True,
                "endTimeUtc": diagnosis.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "toolExecutionNotifications": _notifications(diagnosis),
            }
        ],
        "columnKind": "unicodeCodePoints",
        "properties": {"readFrom": facts_of(diagnosis)},
        "results": [
            _result(finding, index, fingerprints, diagnosis.checks[index[finding.check]])
            for finding in diagnosis.findings
            if finding.result in PROBLEMS
        ],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(check: Check) -> dict[str, Any]:
    proves = check.proves.replace("`", "") or f"{check.title}."
    return {
        "id": check.id,
        "name": "".join(part.capitalize() for part in check.id.replace(".", "-").split("-")),
        "shortDescription": {"text": f"{check.title}."},
        "fullDescription": {"text": proves},
        "helpUri": check.source,
        "help": {
            "text": f"{proves}\n\nHow to fix: {check.fix}\n\nSource: {check.source}",
            "markdown": f"{check.proves}\n\n**How to fix:** {check.fix}\n\n[Source]({check.source})",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["mwaa", check.group]},
    }


def _notifications(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """What could not be checked."""
    return [
        {
            "level": "note",
            "message": {"text": prose(f"Not checked in {', '.join(entry.targets)}: {entry.reason}")},
            "associatedRule": {"id": entry.checks[0]},
        }
        for entry in unchecked(diagnosis)
    ]


def _result(finding: Finding, index: dict[str, int], fingerprints: ResultFingerprints, check: Check) -> dict[str, Any]:
    digest = fingerprints.next(finding.check, finding.target, finding.subject)
    text = f"{finding.message} How to fix: {finding.fix}"
    return {
        "ruleId": finding.check,
        "ruleIndex": index[finding.check],
        "kind": "fail",
        "level": _LEVELS[finding.result],
        "message": {"text": prose(text), "markdown": f"{sentence(text)} [Source]({check.source})"},
        "locations": [location(finding.target, finding.subject)],
        "partialFingerprints": {"checkOfResource/v1": digest},
        "properties": {"readFrom": [prose(source) for source in finding.read_from]},
    }
