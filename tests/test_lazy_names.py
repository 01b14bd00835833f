"""Packages whose names are imported on first use."""

from __future__ import annotations

import importlib

import pytest

PACKAGES = ("mwaa_tf.blueprint", "mwaa_tf.local_aws", "mwaa_tf.review", "mwaa_tf.terraform")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_there(package: str) -> None:
    module = importlib.import_module(package)

    for name in module.__all__:
        assert getattr(module, name) is not None, name


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_name_is_there(package: str) -> None:
    module = importlib.import_module(package)

    with pytest.raises(AttributeError, match=rf"module '{package}' has no attribute 'nothing'"):
        module.nothing  # noqa: B018
