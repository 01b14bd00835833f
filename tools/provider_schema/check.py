"""Holding what is used against an extract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tools.provider_schema.model import Extract, walk
from tools.provider_schema.usage import Use


def problems(used: Iterable[Use], extract: Extract) -> Iterator[str]:
    """A line for each use of what the provider of ``extract`` does not have, or has and deprecates."""
    for use in used:
        place = f"{use.file}:{use.line}: {'data ' if use.kind == 'data' else ''}{use.type}"
        schema = extract.types.get((use.kind, use.type))
        if schema is None:
            yield f"{place}: not in the extract: run python -m tools.provider_schema"
            continue
        if schema.deprecated and not use.steps:
            yield f"{place}: deprecated: {schema.deprecated}"
        path = place
        for step, found in walk(schema, use.steps):
            path = f"{path}.{step}"
            if found is None:
                yield f"{path}: provider {extract.version} does not have it"
            elif found.deprecated:
                yield f"{path}: deprecated: {found.deprecated}"
            elif use.set and not found.settable:
                yield f"{path}: provider {extract.version} does not let it be set"
