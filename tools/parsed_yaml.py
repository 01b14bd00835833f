"""YAML that a tool or a test reads."""

from __future__ import annotations

from typing import Any

import yaml

# libyaml's loader is ten times as fast; the wheels of PyYAML have it, and where it is missing the result is the same.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parsed_yaml(text: str | bytes) -> Any:
    """The document in ``text``, as `yaml.safe_load` reads it. Raises :class:`yaml.YAMLError`."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
