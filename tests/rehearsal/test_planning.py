"""What a rehearsal keeps of the calls that plans make, and what it says if one of them changes something."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from mwaa_tf.lifecycle import Outcome
from mwaa_tf.local_aws.record import Record
from mwaa_tf.rehearsal.run import _Rehearsal
from mwaa_tf.rehearsal.session import RehearsalSession
from tests.permissions.test_permissions import called


class Planning:
    """A lifecycle whose plans make these calls."""

    def __init__(self, record: Record, *actions: str) -> None:
        self._record = record
        self._actions = actions
        self.locks: list[bool] = []

    def plan(self, *, until: object, lock: bool) -> tuple[Outcome, ...]:
        assert until is None
        self.locks.append(lock)
        for action in self._actions:
            self._record.add(called("1-network", "s3", action, "arn:aws:s3:::acme-state/lock"))
        # Not Terraform's: the rehearsal watches environments meanwhile.
        self._record.add(called("", "airflow", "CreateWebLoginToken"))
        return ()


@pytest.mark.parametrize(
    ("actions", "details"),
    [
        (("GetObject", "HeadBucket"), []),
        (("GetObject", "PutObject", "PutObject"), ["1-network: s3:PutObject"]),
    ],
)
def test_plans_write_nothing_and_what_they_do_write_is_named(actions: tuple[str, ...], details: list[str]) -> None:
    record = Record()
    record.add(called("1-network", "ec2", "CreateVpc"))
    lifecycle = Planning(record, *actions)
    session = SimpleNamespace(lifecycle=lifecycle, local=SimpleNamespace(record=record), notes=(), planning=())
    rehearsal = _Rehearsal(cast("RehearsalSession", session), None, 0.0)

    rehearsal._plan_again()

    assert lifecycle.locks == [False]
    assert [call.action for call in session.planning if call.workspace] == list(actions)
    assert [detail for check in rehearsal._recorder.checks for detail in check.details] == details
