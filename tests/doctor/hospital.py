"""Healthy deployments on a local AWS, applied by the real Terraform."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from mwaa_tf import aws, load
from mwaa_tf.blueprint import Account
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


@contextmanager
def shared_clients() -> Iterator[None]:
    """Have all examinations in the block use the same clients: creating them takes as long as their calls."""
    sessions: dict[str, _SharedSession] = {}
    lock = threading.Lock()

    def session(account: Account, region: str, environ: Mapping[str, str], **options: int) -> _SharedSession:
        key = json.dumps([account.account_id, account.role_arn, account.profile, region, dict(environ)])
        with lock:
            if key not in sessions:
                sessions[key] = _SharedSession(account, region, environ, **options)
            return sessions[key]

    with patch.object(aws, "AwsSession", session):
        yield


class _SharedSession(aws.AwsSession):
    """A session that creates one client of each service."""

    def __init__(self, account: Account, region: str, environ: Mapping[str, str], **options: int) -> None:
        super().__init__(account, region, environ, **options)
        self._clients: dict[str, Any] = {}
        self._create = threading.Lock()

    def client(self, service: str) -> Any:
        with self._create:
            if service not in self._clients:
                self._clients[service] = super().client(service)
            return self._clients[service]


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
