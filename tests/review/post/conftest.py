"""A platform of each kind, and a clock that does not run while we wait."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.review.post.fake_platform import StandIn


@pytest.fixture(params=["github", "gitlab"])
def platform(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    with StandIn(request.param).running() as running:
        yield running


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("github").running() as running:
        yield running


@pytest.fixture
def gitlab() -> Iterator[StandIn]:
    with StandIn("gitlab").running() as running:
        yield running


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited for, had we waited."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited
