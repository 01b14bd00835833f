"""A risk as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Risk:
    """Something in a plan that a person should look at before it is applied."""

    id: str
    """The rule that found it, such as ``environment-replaced``."""
    severity: Severity
    title: str
    reason: str
    """Why it matters here, in one or two sentences."""
    remediation: str
    """How to fix it: what to do instead, or before."""
    source: str
    """The address of the page that the rule rests on."""
    workspace: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class IgnoredRisk:
    """A risk that a person accepts."""

    risk: Risk
    reason: str
    """Why, in the person's own words."""
