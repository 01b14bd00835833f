"""What a crash report says of the machine, learned on the way: which Terraform answered, which provider it took."""

from __future__ import annotations

_facts: dict[str, str] = {}


def remember(name: str, value: str) -> None:
    """Keep ``value`` as the latest that is known of ``name``, such as ``Terraform``."""
    _facts[name] = value


def recall(name: str) -> str | None:
    """The latest value of ``name``; None where nothing is known of it yet."""
    return _facts.get(name)
