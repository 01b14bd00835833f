"""Errors and warnings of Terraform as data.

The shape is that of https://developer.hashicorp.com/terraform/internals/machine-readable-ui and of
``terraform validate -json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from mwaa_tf.text import escape_control_characters

#: An error of a command that has no option ``-json``: the summary, a place, lines of the file, the detail
#: (Terraform's internal/command/format/diagnostic.go, DiagnosticPlain, and views/json/diagnostic.go).
_ERROR = re.compile(r"^Error: (?P<summary>.*)$", re.MULTILINE)
_PLACE = re.compile(r"^  on (?P<file>.+) line (?P<line>[0-9]+)(?:, in .*)?:$", re.MULTILINE)
_CODE = re.compile(r"^ +(?:[0-9]+: .*|[├│].*)$|^  on .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error or warning; ``file`` is relative to the workspace, ``line`` counts from 1.

    ``address`` is that of the resource it is about.
    """

    severity: Literal["error", "warning"]
    summary: str
    detail: str = ""
    file: str | None = None
    line: int | None = None
    address: str | None = None

    def __str__(self) -> str:
        location = f"{self.file}:{self.line}: " if self.file else ""
        text = ": ".join(" ".join(part.split()) for part in (self.summary, self.detail) if part)
        return escape_control_characters(f"{location}{self.severity}: {text}")


def diagnostic(data: Mapping[str, Any]) -> Diagnostic:
    """Read one element of Terraform's ``diagnostics``."""
    location = data.get("range") or {}
    return Diagnostic(
        severity="error" if data.get("severity") == "error" else "warning",
        summary=str(data.get("summary", "")),
        detail=str(data.get("detail", "")),
        file=location.get("filename"),
        line=location.get("start", {}).get("line"),
        address=data.get("address"),
    )


def events(output: str) -> list[dict[str, Any]]:
    """The messages of a command that ran with ``-json``, one per line; lines that are not JSON are skipped."""
    messages = []
    for line in output.splitlines():
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            messages.append(event)
    return messages


def errors_of(output: str) -> tuple[Diagnostic, ...]:
    """The errors among the messages of a command that ran with ``-json``; one in another shape is an error as well."""
    diagnostics = [_diagnostic_of(event) for event in events(output) if event.get("type") == "diagnostic"]
    return tuple(diagnostic for diagnostic in diagnostics if diagnostic.severity == "error")


def _diagnostic_of(event: Mapping[str, Any]) -> Diagnostic:
    try:
        return diagnostic(event["diagnostic"])
    except (LookupError, TypeError, AttributeError):
        return Diagnostic("error", str(event.get("@message") or "Terraform printed a diagnostic of unknown shape"))


def printed_errors(output: str) -> tuple[Diagnostic, ...]:
    """The errors in what a command without ``-json`` printed; one whose place is not recognized has no file."""
    starts = [match.start() for match in _ERROR.finditer(output)]
    return tuple(_printed_error(output[start:end]) for start, end in pairwise([*starts, len(output)]))


def _printed_error(text: str) -> Diagnostic:
    summary, _, rest = text.removeprefix("Error: ").partition("\n")
    place = _PLACE.search(rest)
    return Diagnostic(
        "error",
        summary.strip(),
        " ".join(_CODE.sub("", rest).split()),
        file=place["file"] if place else None,
        line=int(place["line"]) if place else None,
    )
