"""Version constraints of Terraform as other programs write them."""

from __future__ import annotations

import re

_PART = re.compile(r"(?P<operator>=|!=|>=|<=|>|<|~>)? *(?P<version>[0-9.]+)")


def npm_range(constraint: str) -> str:
    """``constraint`` of Terraform as a range of npm, which hashicorp/setup-terraform takes.

    `~> 1.10` allows every 1.x from 1.10 on in Terraform, and in npm only 1.10.x. A version that is excluded with `!=`
    is not excluded, since npm has no word for that; Terraform then refuses to run (npm's semver, README).
    """
    parts = [_npm(match["operator"] or "=", match["version"]) for match in _PART.finditer(constraint)]
    return " ".join(part for part in parts if part) or "*"


def _npm(operator: str, version: str) -> str:
    numbers = [int(number) for number in version.split(".")]
    if operator == "!=":
        return ""
    if operator == "~>":
        *fixed, _ = numbers if len(numbers) > 1 else [*numbers, 0]
        return f">={_full(numbers)} <{_full([*fixed[:-1], fixed[-1] + 1])}"
    return f"{'' if operator == '=' else operator}{_full(numbers)}"


def _full(numbers: list[int]) -> str:
    return ".".join(map(str, [*numbers, 0, 0][:3]))
