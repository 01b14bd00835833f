"""Healthy deployments on a local AWS, applied by the real Terraform."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mwaa_tf import load
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle import handshakes, wait_until_available, watch_environments
from mwaa_tf.lifecycle.events import null_listener
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.rehearsal.session import RehearsalSession
from mwaa_tf.render import Job
from tests.doctor.planted import Patient
from tests.support import REPOSITORY


def config_of(example: str) -> Path:
    """The configuration of an example, or of a deployment of these tests."""
    folders = (REPOSITORY / "examples" / example, REPOSITORY / "tests/doctor/deployments" / example)
    return next(folder / "mwaa.yaml" for folder in folders if (folder / "mwaa.yaml").exists())


@contextmanager
def patient(example: str) -> Iterator[Patient]:
    """The deployment, applied, with all environments AVAILABLE."""
    file = config_of(example)
    job = Job(load(file), file.parent, file)
    with ExitStack() as stack:
        session = RehearsalSession(
            job,
            stack,
            until=None,
            faults=(),
            speed=600.0,
            seed=0,
            enforce_iam=False,
            jobs=os.cpu_count() or 1,
            listener=null_listener,
        )
        _apply(session)
        yield Patient(session.local, session.deployment)


def _apply(session: RehearsalSession) -> None:
    """Apply all stages, and wait for AVAILABLE before the access to the UI, as `apply` does."""
    _check(session.lifecycle.init())
    _check(session.lifecycle.apply(until=Stage.ENDPOINTS))
    waiting = handshakes(session.blueprint)
    with watch_environments(waiting, session.environ, interval=0.25) as watch:
        wait_until_available(watch, waiting, session.environ)
    _check(session.lifecycle.apply(since=Stage.ACCESS))


def _check(outcomes: tuple[Outcome, ...]) -> None:
    failed = [f"{outcome.workspace}: {outcome.error}" for outcome in outcomes if not outcome.ok]
    assert not failed, failed
