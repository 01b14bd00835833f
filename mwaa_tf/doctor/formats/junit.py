"""For test reports of CI systems: JUnit's XML, a suite per environment, a test per check.

A failure is a failure; a warning passed, with a note in its output; what could not be checked was skipped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mwaa_tf.doctor.checks import Check
from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import CheckResult, Finding
from mwaa_tf.doctor.formats import FormatOptions
from mwaa_tf.junit import JunitCase, JunitSuite, junit_document
from mwaa_tf.markup.untrusted import clean, prose


def render(diagnosis: Diagnosis, _: FormatOptions) -> str:
    """The whole report."""
    by_target: dict[str, dict[str, list[Finding]]] = {target.shown: defaultdict(list) for target in diagnosis.targets}
    for finding in diagnosis.findings:
        by_target[finding.target][finding.check].append(finding)
    at = diagnosis.at.isoformat(timespec="seconds")
    suites = [
        JunitSuite(
            clean(target),
            [_case(check, found) for check in diagnosis.checks if (found := findings.get(check.id))],
            timestamp=at,
        )
        for target, findings in by_target.items()
    ]
    return junit_document("mwaa_tf doctor", suites)


def _case(check: Check, findings: Sequence[Finding]) -> JunitCase:
    name = f"{check.id}: {check.title}"
    for result, verdict in ((CheckResult.FAILURE, "failure"), (CheckResult.NOT_CHECKABLE, "skipped")):
        if found := [finding for finding in findings if finding.result is result]:
            text = "\n\n".join(_text(finding, check) for finding in findings if finding.message)
            return JunitCase(name, verdict, prose(found[0].message), kind=check.id, text=text)  # type: ignore[arg-type]
    return JunitCase(name, output="\n\n".join(_text(finding, check) for finding in findings if finding.message))


def _text(finding: Finding, check: Check) -> str:
    lines = [f"{finding.result.value}: {prose(finding.message)}"]
    if finding.fix:
        lines.append(f"Fix: {prose(finding.fix)}")
    if finding.subject:
        lines.append(f"Resource: {clean(finding.subject)}")
    return "\n".join([*lines, f"Source: {check.source}"])
