"""A permissions boundary is read, or it is a gap: a policy that is not understood must not pass for no limit."""

from __future__ import annotations

import pytest

from mwaa_tf.doctor.collect.aws.policies import ManagedPolicyOperations, boundary_of
from mwaa_tf.doctor.collect.aws.sections import execution_role, prerequisites, principal
from mwaa_tf.doctor.reading import GapKind
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.identities import create_policy
from tests.doctor.test_calls import calls_of

READERS = [execution_role.POLICIES, prerequisites.BOUNDARIES, principal.OF_ROLES]


@pytest.fixture
def account_id(local_aws: LocalAws) -> str:
    return local_aws.accounts[0]


@pytest.fixture
def boundary(local_aws: LocalAws, account_id: str) -> str:
    arn = f"arn:aws:iam::{account_id}:policy/limits"
    create_policy(local_aws, account_id, arn)
    return arn


@pytest.mark.parametrize("reader", READERS)
def test_a_boundary_is_read(
    local_aws: LocalAws, account_id: str, boundary: str, reader: ManagedPolicyOperations
) -> None:
    document = boundary_of(calls_of(local_aws, account_id), reader, boundary, "").value

    assert document is not None
    assert [(statement.effect, statement.problems) for statement in document.statements] == [("Allow", ())]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("document", ["[]", "no JSON", '{"Version": "2012-10-17"}'])
def test_a_boundary_that_is_no_policy_document_is_a_gap(
    local_aws: LocalAws, account_id: str, boundary: str, reader: ManagedPolicyOperations, document: str
) -> None:
    from moto.iam.models import iam_backends

    iam_backends[account_id][local_aws.partition].managed_policies[boundary].versions[0].document = document

    gap = boundary_of(calls_of(local_aws, account_id), reader, boundary, "").gap

    assert gap is not None
    assert gap.kind is GapKind.NOT_UNDERSTOOD


def test_no_boundary_is_a_fact_of_what_says_so(local_aws: LocalAws, account_id: str) -> None:
    reading = boundary_of(calls_of(local_aws, account_id), prerequisites.BOUNDARIES, "", "iam:GetRole")

    assert (reading.value, reading.source) == (None, "iam:GetRole")
