"""Facts for a crash report that are learned while a command runs: versions of Terraform and of its AWS provider."""

from __future__ import annotations

_facts: dict[str, str] = {}


def remember(name: str, value: str) -> None:
    """Set the value of ``name``, such as ``Terraform``."""
    _facts[name] = value


def recall(name: str) -> str | None:
    """The latest value of ``name``; None if it is not known yet."""
    return _facts.get(name)
