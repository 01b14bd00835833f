"""The answers of a deployment, each asked for once, and changed as a test wants them before the doctor gets them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.doctor.collect.aws.calls import Answer, Calls
from mwaa_tf.doctor.collect.aws.operations import AwsOperation


@dataclass
class Answers:
    """The answers of a deployment; each call after the first is answered from memory."""

    answers: dict[str, Answer] = field(default_factory=dict)
    change: Callable[[AwsOperation, Answer], Answer] = lambda _, answer: answer
    operations: dict[str, AwsOperation] = field(default_factory=dict)
    is_changed: bool = False
    """Whether an answer was another than the recorded one."""

    def send(self, real: Callable[..., Answer], calls: Calls, client: Any, called: AwsOperation, given: Any) -> Answer:
        """What ``called`` answers: `real` is asked the first time."""
        key = json.dumps([calls.account.account_id, called.service, called.name, given], sort_keys=True, default=str)
        if key not in self.answers:
            self.answers[key] = real(calls, client, called, given)
        self.operations[f"{called.service}:{called.name}"] = called
        try:
            changed = self.change(called, copy.deepcopy(self.answers[key]))
        except ClientError:
            self.is_changed = True
            raise
        self.is_changed = self.is_changed or changed != self.answers[key]
        return changed


def recorded_answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answers that stand between the doctor and AWS as long as ``monkeypatch`` lasts."""
    recorded, real = Answers(), Calls._send
    monkeypatch.setattr(
        Calls, "_send", lambda calls, client, called, given: recorded.send(real, calls, client, called, given)
    )
    return recorded
