"""For programs; docs/doctor.schema.json describes it."""

from __future__ import annotations

import json
from typing import Any, cast

import msgspec

from mwaa_tf.doctor.diagnosis import Diagnosis
from mwaa_tf.doctor.finding import Finding
from mwaa_tf.doctor.formats import FormatOptions
from mwaa_tf.doctor.formats._documents import (
    VERSION,
    DiagnosisDocument,
    ExaminedEnvironmentDocument,
    FindingDocument,
    MadeCheckDocument,
    SeriesDocument,
)
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.markup.untrusted import clean, prose


def render(diagnosis: Diagnosis, _: FormatOptions) -> str:
    """All findings as JSON, in ASCII."""
    # Python's encoder indents a quarter as fast: a hundred environments have some ten thousand findings.
    return msgspec.json.format(json.dumps(as_data(diagnosis)), indent=2) + "\n"


def as_data(diagnosis: Diagnosis) -> dict[str, Any]:
    """All findings as plain data."""
    document = DiagnosisDocument(
        version=VERSION,
        at=diagnosis.at.replace(microsecond=0),
        origin=cast("Any", diagnosis.origin.value),
        calls=diagnosis.calls,
        environments=[
            ExaminedEnvironmentDocument(clean(target.shown), clean(target.name), target.region)
            for target in diagnosis.targets
        ],
        checks=[MadeCheckDocument(**check.as_data()) for check in diagnosis.checks],
        findings=[_finding(finding) for finding in diagnosis.findings],
    )
    return cast("dict[str, Any]", msgspec.to_builtins(document))


def _finding(finding: Finding) -> FindingDocument:
    return FindingDocument(
        check=finding.check,
        environment=clean(finding.target),
        result=cast("Any", finding.result.value),
        message=prose(finding.message),
        fix=prose(finding.fix) or None,
        subject=clean(finding.subject) or None,
        gap=cast("Any", finding.gap.kind.value) if finding.gap else None,
        read_from=[prose(source) for source in finding.read_from],
        series=[_series(series) for series in finding.series],
    )


def _series(series: TimeSeries) -> SeriesDocument:
    return SeriesDocument(
        title=series.title,
        unit=series.unit.strip() or None,
        start=series.start,
        period_seconds=series.period_seconds,
        values=list(series.values),
    )
