"""`rehearse --serve` as a command: what it does before it is ready, and after."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mwaa_tf.cli import run

SMALLEST = """\
name: analytics
region: us-east-1
owner: { account_id: "111111111111" }
"""


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    was_enabled = gc.isenabled()
    gc.disable()  # as a process of the command begins
    yield
    gc.unfreeze()
    if was_enabled:
        gc.enable()


def test_garbage_is_collected_from_the_moment_when_it_is_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mwaa.yaml"
    file.write_text(SMALLEST)
    collecting: list[bool] = []

    def serve(_deployment: Any, *, ready: Any, **_: Any) -> None:
        collecting.append(gc.isenabled())
        ready(SimpleNamespace(address="127.0.0.1:1"))
        collecting.append(gc.isenabled())

    monkeypatch.setattr("mwaa_tf.rehearsal.serve.serve", serve)

    assert run(["rehearse", "--config", str(file), "--serve", "--env-file", str(tmp_path / "aws.sh")]) == 0

    assert collecting == [False, True]
