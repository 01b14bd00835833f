"""Which errors of a destroy go away by themselves, and how long to wait before another attempt."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.terraform import TerraformError

#: What a waiter of the provider says of a state that it did not expect (terraform-plugin-sdk, helper/retry/error.go,
#: UnexpectedStateError). A delete wants no state at all, or one such as `deleted`.
_UNEXPECTED_STATE = re.compile(r"unexpected state '(?P<state>[^']*)', wanted target '(?P<target>[^']*)'")

#: Parts of errors with which AWS refuses to delete something because of something else that it is still deleting:
#: network interfaces that are being released (EC2 API reference, errors-overview: DependencyViolation,
#: InvalidGroup.InUse, InvalidNetworkInterface.InUse), targets and listeners (Elastic Load Balancing API reference,
#: DeleteTargetGroup: ResourceInUse), policies of a role (IAM API reference, DeleteRole: DeleteConflict), settings of a
#: bucket (S3 API reference, ErrorResponses: OperationAborted), and an environment that MWAA is at work on
#: (DeleteEnvironment, as clients expect the message: grucloud, MWAA/Environment.js).
TRANSIENT = (
    "ConcurrentModification",
    "DeleteConflict",
    "DependencyViolation",
    "InvalidGroup.InUse",
    "InvalidNetworkInterface.InUse",
    "OperationAborted",
    "ResourceInUse",
    "must complete previous operation before initiating a new operation",
)

#: How often a workspace is destroyed at most, and the seconds before the second time; the third time takes twice that.
ATTEMPTS = 4
PAUSE = 15.0


def is_transient_delete_error(error: MwaaTfError) -> bool:
    """Whether each error of a destroy is one that goes away by itself."""
    if not isinstance(error, TerraformError):
        return False
    texts = [str(diagnostic) for diagnostic in error.diagnostics]
    return bool(texts) and all(map(_is_transient, texts))


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a workspace is tried, and after which errors.

    ``pause`` are the seconds before the second attempt; before each further one they are doubled.
    """

    attempts: int = 1
    pause: float = 0.0
    is_transient: Callable[[MwaaTfError], bool] = lambda _: True

    def pause_after(self, attempt: int, error: MwaaTfError) -> float | None:
        """Seconds to wait after ``error`` of the attempt with this number, the first is 1; None to give up."""
        if attempt >= self.attempts or not self.is_transient(error):
            return None
        return float(self.pause * 2 ** (attempt - 1))


ONCE = Retries()

#: For destroys: only after errors that go away by themselves.
DELETE_RETRIES = Retries(ATTEMPTS, PAUSE, is_transient_delete_error)


def _is_transient(text: str) -> bool:
    if match := _UNEXPECTED_STATE.search(text):
        target, state = match["target"].lower(), match["state"].lower()
        return not target or ("delet" in target and "fail" not in state)
    return any(part in text for part in TRANSIENT)
