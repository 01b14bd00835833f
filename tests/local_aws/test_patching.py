"""Replacing functions of moto."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mwaa_tf.local_aws.patching import replace, wrap


class Backend:
    """Stands for one of moto's."""

    def create(self, name: str, *, tags: int = 0) -> str:
        """Create."""
        return f"{name} with {tags} tags"


def test_a_replacement_gets_the_original_and_the_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backend, "create", Backend.create)

    def create(original: Callable[..., str], backend: Backend, name: str, *, tags: int) -> str:
        return original(backend, name.upper(), tags=tags + 1)

    wrap(Backend, "create", create)

    assert Backend().create("vpc", tags=1) == "VPC with 2 tags"
    assert Backend.create.__doc__ == "Create."


def test_a_class_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backend, "create", Backend.create)

    replace(Backend, "create", lambda _, name: name)

    assert Backend().create("vpc") == "vpc"


def test_a_function_that_moto_no_longer_has_is_no_silent_patch() -> None:
    with pytest.raises(AttributeError, match="delete"):
        wrap(Backend, "delete", print)
    with pytest.raises(AttributeError, match="delete"):
        replace(Backend, "delete", print)
