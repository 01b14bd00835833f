"""The types of the doctor's JSON, of which the published schema is made."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

#: Grows when a key is removed or changes its meaning; an added key does not change it.
VERSION: Literal[1] = 1

_Result = Annotated[
    Literal["failure", "warning", "not checkable", "pass"],
    Meta(
        description="`failure`: something does not work, or will not. `warning`: something works and should be "
        "changed. `not checkable`: a fact could not be read; `message` says why. `pass`: nothing was found."
    ),
]

_Gap = Annotated[
    Literal["credentials", "denied", "unavailable", "not understood", "absent", "not in plan", "not asked"] | None,
    Meta(
        description="Of what is not checkable, why: no credentials of the account that could tell; a policy does not "
        "allow the call; it failed for now; this version of mwaa_tf does not understand the answer; what it would be "
        "about does not exist; a plan does not have it; it was not asked for. Else null."
    ),
]


class ExaminedEnvironmentDocument(msgspec.Struct, frozen=True):
    """An environment that was looked at."""

    key: Annotated[str, Meta(description="What findings call it: its key, name or address in a plan.")]
    name: Annotated[str, Meta(description="Name in AWS.")]
    region: Annotated[str, Meta(description="Empty where a plan does not say it.")]


class MadeCheckDocument(msgspec.Struct, frozen=True):
    """A check that was made."""

    id: Annotated[str, Meta(description="`GROUP.NAME`; never changes.")]
    group: str
    title: Annotated[str, Meta(description="What holds if it passes.")]
    source: Annotated[str, Meta(description="Address of the page that it rests on.")]


class SeriesDocument(msgspec.Struct, frozen=True):
    """A metric over time."""

    title: str
    unit: Annotated[str | None, Meta(description="Null for a count.")]
    start: Annotated[datetime, Meta(description="When the first period begins.")]
    period_seconds: int
    values: Annotated[list[float | None], Meta(description="The oldest first; null for a period without data.")]


class FindingDocument(msgspec.Struct, frozen=True):
    """What a check found about an environment."""

    check: Annotated[str, Meta(description="Id of the check.")]
    environment: Annotated[str, Meta(description="Key of the environment.")]
    result: _Result
    message: Annotated[str, Meta(description="What is wrong, on one line; of a pass, what was looked at, or empty.")]
    fix: Annotated[str | None, Meta(description="What to do, on one line; null where there is nothing to do.")]
    subject: Annotated[
        str | None, Meta(description="Id or ARN of the resource, or its address in a plan; null for the environment.")
    ]
    gap: _Gap
    read_from: Annotated[list[str], Meta(description="Where the facts were read that led to it.")]
    series: Annotated[list[SeriesDocument], Meta(description="Metrics that show it.")]


class DiagnosisDocument(msgspec.Struct, frozen=True):
    """The answer of `mwaa_tf doctor --format json`."""

    version: Annotated[Literal[1], Meta(description="Grows when a key is removed or changes its meaning.")]
    at: datetime
    origin: Annotated[Literal["AWS", "plan"], Meta(description="Where the facts come from.")]
    calls: Annotated[int, Meta(description="Calls of AWS's APIs that were made.", ge=0)]
    environments: list[ExaminedEnvironmentDocument]
    checks: list[MadeCheckDocument]
    findings: Annotated[
        list[FindingDocument], Meta(description="By environment, the worst first, and likely causes before the rest.")
    ]


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document."""
    described = json.dumps(msgspec.json.schema(DiagnosisDocument))
    renamed = re.sub(r'"((?:#/\$defs/)?[A-Z]\w*)Document"', r'"\1"', described)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Diagnosis of environments",
        **cast("dict[str, Any]", json.loads(renamed)),
    }
