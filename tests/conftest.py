"""Fixtures that every part of the tests may use."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from mwaa_tf.local_aws import api_responses
from mwaa_tf.local_aws.api_responses import ApiResponse
from mwaa_tf.terraform import Terraform
from tests import response_shapes, scheduling

pytest_plugins = ["pytester", "mwaa_tf.local_aws.pytest_plugin", "tests.browser"]

# Property-based tests try the same cases on every machine; `--hypothesis-profile=explore` tries new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile("repeatable")


def _heed_signals() -> None:
    """Undo what a script's `&` and `nohup` leave to their children: SIGINT and SIGHUP ignored.

    What the tests start would ignore them too, and the tests of interruptions would wait in vain. A handler, unlike
    SIG_IGN, is not inherited: the tests themselves still outlive their terminal.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: None)


_heed_signals()

# Searches for garbage take an eighth of the CPU time of tests that are short: thousands of collected tests are looked
# at again and again.
gc.set_threshold(50_000, 20, 50)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files anew instead of comparing with them")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        # Another one in each process: pytest-xdist would run none.
        if " at 0x" in item.nodeid:
            raise pytest.UsageError(f"{item.nodeid} has an address in its name")
        if "terraform" in getattr(item, "fixturenames", ()):
            item.add_marker("terraform")
    yield
    # What is left after `-m` and `-k`.
    if (processes := getattr(config, "workerinput", {}).get("workercount", 1)) > 1:
        items[:] = scheduling.dealt(items, processes)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


_misshapen: list[str] = []


def _compare_with_model(service: str, action: str, response: ApiResponse) -> None:
    """Note how a response of the local AWS differs from the service model."""
    try:
        _misshapen.extend(response_shapes.unexpected_problems(service, action, response))
    except ValueError as error:
        _misshapen.append(f"{service}:{action}: cannot be read: {error}")


@pytest.fixture(autouse=True)
def responses_fit_their_models() -> Iterator[None]:
    """Fail a test by name if a response of any service, in this process, has another shape than botocore's."""
    if _compare_with_model not in api_responses.observers:
        api_responses.observers.append(_compare_with_model)
    yield
    found, _misshapen[:] = sorted(set(_misshapen)), []
    assert not found, "\n".join(["responses that differ from their service models:", *found])


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a golden file, named relative to the folder of the test."""

    def compare(name: str, text: str) -> None:
        path = request.path.parent / name
        if request.config.getoption("--golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.is_file(), f"{path} is missing: make golden"
        assert text == path.read_bytes().decode(), f"{path} differs: read the difference, then make golden"

    return compare


@pytest.fixture(scope="session")
def terraform() -> Iterator[Terraform]:
    """The Terraform of this machine, with the AWS provider from wherever `mwaa_tf check` takes it."""
    with Terraform() as running:
        yield running
