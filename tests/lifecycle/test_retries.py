"""Which errors of a destroy go away by themselves, and how often a workspace is tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.events import WorkspaceRetried
from mwaa_tf.lifecycle.retries import ATTEMPTS, DELETE_RETRIES, ONCE, PAUSE, Retries, is_transient_delete_error
from mwaa_tf.terraform import Diagnostic, Terraform, TerraformError
from tests.lifecycle.support import FAILING, NETWORK, Deployed

#: As the provider 5.100 words them.
TRANSIENT = [
    "waiting for MWAA Environment (x) delete: unexpected state 'PENDING', wanted target ''. last error: %!s(<nil>)",
    "waiting for MWAA Environment (x) delete: unexpected state 'CREATE_FAILED', wanted target ''",
    "waiting for EC2 NAT Gateway (nat-0a) delete: unexpected state 'available', wanted target 'deleted'",
    "deleting MWAA Environment (x): operation error MWAA: DeleteEnvironment, ValidationException: Environments with "
    "DELETING status must complete previous operation before initiating a new operation",
    "deleting Security Group (sg-0a): DependencyViolation: resource sg-0a has a dependent object",
    "deleting ELBv2 Target Group: ResourceInUse: Target group is currently in use by a listener or a rule",
    "deleting IAM Role (r): operation error IAM: DeleteRole, DeleteConflict: Cannot delete entity, must detach all "
    "policies first.",
]

LASTING = [
    "creating MWAA Environment (x): unexpected state 'CREATE_FAILED', wanted target 'AVAILABLE, PENDING'",
    "waiting for EC2 NAT Gateway (nat-0a) delete: unexpected state 'failed', wanted target 'deleted'",
    "deleting S3 Bucket (b): operation error S3: DeleteBucket, BucketNotEmpty: The bucket you tried to delete is not "
    "empty",
    "deleting MWAA Environment (x): AccessDeniedException: not authorized to perform: airflow:DeleteEnvironment",
    "Instance cannot be destroyed",
    "Error acquiring the state lock",
]


def error(*summaries: str) -> TerraformError:
    return TerraformError(["destroy"], Path(), 1, diagnostics=[Diagnostic("error", text) for text in summaries])


@pytest.mark.parametrize("text", TRANSIENT)
def test_what_aws_is_still_deleting_is_tried_again(text: str) -> None:
    assert is_transient_delete_error(error(text))


@pytest.mark.parametrize("text", LASTING)
def test_what_does_not_change_by_itself_is_not(text: str) -> None:
    assert not is_transient_delete_error(error(text))


def test_one_error_that_lasts_makes_another_attempt_pointless() -> None:
    assert not is_transient_delete_error(error(TRANSIENT[0], LASTING[2]))


def test_a_failure_without_an_error_of_terraform_is_none_that_passes() -> None:
    assert not is_transient_delete_error(error())
    assert not is_transient_delete_error(MwaaTfError(TRANSIENT[0]))


def test_attempts_are_limited_and_pauses_grow() -> None:
    pauses = [DELETE_RETRIES.pause_after(attempt, error(TRANSIENT[0])) for attempt in range(1, ATTEMPTS + 1)]

    assert pauses == [PAUSE, 2 * PAUSE, 4 * PAUSE, None]
    assert DELETE_RETRIES.pause_after(1, error(LASTING[0])) is None
    assert ONCE.pause_after(1, error(TRANSIENT[0])) is None


def test_each_further_attempt_is_announced_with_the_reason(terraform: Terraform, deployed: Deployed) -> None:
    deployed.add(NETWORK, FAILING)

    (outcome,) = deployed.lifecycle(terraform, retries=Retries(3, 0.01)).apply(until=Stage.NETWORK)

    assert (outcome.ok, outcome.attempts) == (False, 3)
    retried = [event for event in deployed.heard if isinstance(event, WorkspaceRetried)]
    assert [(event.attempt, event.pause) for event in retried] == [(1, 0.01), (2, 0.02)]
    assert all("local-exec provisioner error" in event.failures[0] for event in retried)
