"""A state that Terraform could not save is not forgotten: nothing is done without it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from mwaa_tf.lifecycle.unsaved_state import ERRORED_STATE, UnsavedStateError, check_state_is_saved
from mwaa_tf.terraform import RootModule, TerraformError


class Module:
    """A root module whose backend has ``saved``; its plan fails where that is locked."""

    def __init__(self, folder: Path, saved: str, error: TerraformError | None = None) -> None:
        self.folder = folder
        self._saved = saved
        self._error = error

    def pull_state(self) -> str:
        return self._saved

    def plan(self) -> None:
        if self._error:
            raise self._error


def state(serial: int, lineage: str = "a") -> str:
    return json.dumps({"version": 4, "serial": serial, "lineage": lineage})


def check(folder: Path, saved: str, error: TerraformError | None = None) -> None:
    check_state_is_saved(cast("RootModule", Module(folder, saved, error)))


@pytest.mark.parametrize("saved", ["", state(3), state(9, lineage="b")], ids=["none", "older", "another"])
def test_a_state_that_is_nowhere_else_is_named(tmp_path: Path, saved: str) -> None:
    (tmp_path / ERRORED_STATE).write_text(state(4))

    with pytest.raises(UnsavedStateError, match=rf"{ERRORED_STATE}: Terraform could not save this state"):
        check(tmp_path, saved)


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_one_that_cannot_be_read_is_named_too(tmp_path: Path, text: str) -> None:
    (tmp_path / ERRORED_STATE).write_text(text)

    with pytest.raises(UnsavedStateError):
        check(tmp_path, state(3))


def test_once_it_was_pushed_the_file_is_history(tmp_path: Path) -> None:
    (tmp_path / ERRORED_STATE).write_text(state(4))

    check(tmp_path, state(4))
    check(tmp_path, state(5))


def test_without_such_a_file_the_state_is_not_even_read(tmp_path: Path) -> None:
    check_state_is_saved(cast("RootModule", Module(tmp_path, "no JSON")))


def test_the_lock_that_was_not_released_either_comes_first(tmp_path: Path) -> None:
    (tmp_path / ERRORED_STATE).write_text(state(4))
    locked = TerraformError(["plan"], tmp_path, 1, output="Lock Info:\n  ID:        42\n")

    with pytest.raises(TerraformError) as caught:
        check(tmp_path, state(3), locked)
    assert caught.value.lock_id == "42"
