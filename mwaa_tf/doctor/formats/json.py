"""For programs."""

from __future__ import annotations

import json
from typing import Any

from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import Finding
from mwaa_tf.doctor.formats import FormatOptions
from mwaa_tf.doctor.series import TimeSeries

#: Grows when a key is removed or changes its meaning; an added key does not change it.
VERSION = 1


def render(diagnosis: Diagnosis, _: FormatOptions) -> str:
    """All findings as JSON, in ASCII."""
    return json.dumps(as_data(diagnosis), indent=2) + "\n"


def as_data(diagnosis: Diagnosis) -> dict[str, Any]:
    """All findings as data."""
    return {
        "version": VERSION,
        "at": diagnosis.at.isoformat(timespec="seconds"),
        "origin": diagnosis.origin.value,
        "calls": diagnosis.calls,
        "environments": [
            {"key": target.key, "name": target.name, "region": target.region} for target in diagnosis.targets
        ],
        "checks": [check.as_data() for check in diagnosis.checks],
        "findings": [_finding(finding) for finding in diagnosis.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "environment": finding.target,
        "result": finding.result.value,
        "message": finding.message,
        "fix": finding.fix or None,
        "subject": finding.subject or None,
        "gap": finding.gap.kind.value if finding.gap else None,
        "read_from": list(finding.read_from),
        "series": [_series(series) for series in finding.series],
    }


def _series(series: TimeSeries) -> dict[str, Any]:
    return {
        "title": series.title,
        "unit": series.unit.strip() or None,
        "start": series.start.isoformat(timespec="seconds"),
        "period_seconds": series.period_seconds,
        "values": list(series.values),
    }
