"""Which tests `make test` runs on one process (`--dist loadgroup` of pytest-xdist), and which it begins with.

A file stays together, so that the fixtures of a module are set up once: those of some files take a minute. A slow test
that uses none is for whichever process is free. The slow ones come first, so that no process waits for the last one.
"""

from __future__ import annotations

import pytest


def group(items: list[pytest.Item]) -> None:
    """Mark and sort ``items``; every process does the same."""
    alone = {item: is_slow(item) and not _shares(item) for item in items}
    slow = {item.path for item in items if is_slow(item)}
    for item, is_alone in alone.items():
        if not is_alone:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: not (alone[item] or item.path in slow))


def is_slow(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("slow", "long"))


def _shares(item: pytest.Item) -> bool:
    """Whether it uses a fixture that is set up once for its file."""
    fixtures = getattr(item, "_fixtureinfo", None)
    definitions = fixtures.name2fixturedefs.values() if fixtures else ()
    return any(definition.scope in ("class", "module") for last in definitions for definition in last[-1:])
