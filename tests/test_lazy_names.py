"""Packages whose names are imported on first use."""

from __future__ import annotations

import importlib

import pytest

from mwaa_tf.lazy_names import lazy_names

PACKAGES = ("mwaa_tf.blueprint", "mwaa_tf.local_aws", "mwaa_tf.review", "mwaa_tf.terraform")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_there(package: str) -> None:
    module = importlib.import_module(package)

    for name in module.__all__:
        assert getattr(module, name) is not None, name


def test_a_name_that_is_also_that_of_a_module_is_refused() -> None:
    with pytest.raises(ValueError, match="example: copy would be a module once it is imported"):
        lazy_names("example", {"copy": "copy", "load": "files"})


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_name_is_there(package: str) -> None:
    module = importlib.import_module(package)

    with pytest.raises(AttributeError, match=rf"module '{package}' has no attribute 'nothing'"):
        module.nothing  # noqa: B018
