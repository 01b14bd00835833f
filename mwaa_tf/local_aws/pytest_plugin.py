"""Fixtures for tests that need an AWS, in any project.

Load them in the ``conftest.py`` at the root of the tests; mwaa_tf has to be installed with its extra ``rehearsal``::

    pytest_plugins = ["mwaa_tf.local_aws.pytest_plugin"]

A test then gets a running :class:`~mwaa_tf.local_aws.LocalAws` with empty accounts::

    @pytest.mark.local_aws(accounts=["111111111111", "222222222222"], region="eu-west-1", faults=["throttle=0.1"])
    def test_it_survives_throttling(local_aws):
        local_aws.client("s3", "111111111111").create_bucket(...)

The marker takes the fields of :class:`LocalAwsSettings`, on a test, a class or (``pytestmark``) a module. To set them
for many tests at once, override the fixture ``local_aws_settings`` in a module or a ``conftest.py``::

    @pytest.fixture(scope="module")
    def local_aws_settings():
        return LocalAwsSettings(accounts=("111111111111",), speed=600)

The plugin is not an entry point of mwaa_tf: pytest would then import it in every run of every project that has mwaa_tf
installed, and its fixtures could hide a project's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


@dataclass(frozen=True)
class LocalAwsSettings:
    """The arguments of :class:`~mwaa_tf.local_aws.LocalAws`, with defaults for tests."""

    accounts: Sequence[str] = ("111111111111", "222222222222")
    """Ids of the accounts, twelve digits each."""
    region: str = "us-east-1"
    speed: float = 0.0
    """Seconds of the local AWS's clock per second; 0 stops it, so that only ``local_aws.clock.advance()`` moves it."""
    faults: Sequence[str] = ()
    """Faults to inject, each ``NAME=VALUE``."""
    seed: int = 0
    """Seed of the faults, and of the ids of resources."""
    allowed: Mapping[str, Sequence[Mapping[str, Any] | str]] | None = None
    """By account the policy documents that its callers are restricted to; None restricts no account."""


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, for projects with ``--strict-markers``."""
    names = ", ".join(f"{field.name}=..." for field in fields(LocalAwsSettings))
    config.addinivalue_line("markers", f"local_aws({names}): settings of the fixture `local_aws`")


@pytest.fixture(scope="module")
def local_aws_settings() -> LocalAwsSettings:
    """The settings of ``local_aws`` and ``module_local_aws``. Override it to change them."""
    return LocalAwsSettings()


@pytest.fixture
def local_aws(request: pytest.FixtureRequest, local_aws_settings: LocalAwsSettings) -> Iterator[LocalAws]:
    """A local AWS with empty accounts, for one test, with the settings of its markers ``local_aws``.

    Starting it takes some tenths of a second. The test fails if a call fails inside the local AWS itself.
    """
    with _running(_with_markers(request.node, local_aws_settings)) as aws:
        yield aws


@pytest.fixture(scope="module")
def module_local_aws(local_aws_settings: LocalAwsSettings) -> Iterator[LocalAws]:
    """A local AWS that all tests of a module share, with everything they create there.

    It takes its settings from ``local_aws_settings`` only. A process runs one local AWS at a time, so a module uses
    either this one or ``local_aws``.
    """
    with _running(local_aws_settings) as aws:
        yield aws


@pytest.fixture
def local_aws_environment(local_aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Point boto3 and child processes of a test at ``local_aws``, as the user of its first account.

    Variables that could lead to a real AWS are removed from ``os.environ``, and the returned ones are set, until the
    test ends.
    """
    import os

    from mwaa_tf.local_aws.local_aws import without_aws

    environment = local_aws.environment(local_aws.accounts[0])
    for name in os.environ.keys() - without_aws(os.environ).keys():
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


@contextmanager
def _running(settings: LocalAwsSettings) -> Iterator[LocalAws]:
    from mwaa_tf.local_aws import LocalAws

    options = {field.name: getattr(settings, field.name) for field in fields(settings)}
    with LocalAws(**options) as aws:
        yield aws
    if aws.failures:
        pytest.fail("the local AWS failed:\n" + "\n".join(aws.failures), pytrace=False)


def _with_markers(item: pytest.Item, settings: LocalAwsSettings) -> LocalAwsSettings:
    names = {field.name for field in fields(settings)}
    # The closest marker is the first; what it sets counts.
    for marker in reversed(list(item.iter_markers("local_aws"))):
        unknown = ", ".join(sorted(marker.kwargs.keys() - names))
        if marker.args or unknown:
            problem = f"unknown settings {unknown}" if unknown else "settings without a name"
            raise pytest.UsageError(f"marker local_aws: {problem}; known are {', '.join(sorted(names))}")
        settings = replace(settings, **marker.kwargs)
    return settings
