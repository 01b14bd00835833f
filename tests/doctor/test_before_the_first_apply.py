"""A configuration of which nothing is applied yet: what a first apply needs is checked, and nothing else complains."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from mwaa_tf.doctor import Diagnosis, collect, examine, targets_of
from mwaa_tf.doctor.finding import CheckResult
from mwaa_tf.doctor.formats import FormatOptions, write
from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import DATA, OWNER, organization
from tests.support import deployment


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with organization() as running:
        yield running


def diagnosis_of(aws: LocalAws) -> Diagnosis:
    targets = targets_of(deployment())
    views, calls = collect(targets, environ=lambda account: aws.environment(account.account_id))
    return examine(views, calls=calls)


def test_nothing_fails_where_nothing_is_missing(aws: LocalAws) -> None:
    diagnosis = diagnosis_of(aws)
    assert not [finding for finding in diagnosis.findings if finding.result.is_problem]


def test_the_prerequisites_are_checked_without_an_environment(aws: LocalAws) -> None:
    findings = [finding for finding in diagnosis_of(aws).findings if finding.check.startswith("prerequisites.")]
    open_questions = {finding.check for finding in findings if finding.result is CheckResult.NOT_CHECKABLE}
    # Of these only the management account and delegated administrators see enough.
    assert open_questions == {"prerequisites.organization-sharing", "prerequisites.service-control-policies"}


def test_everything_else_has_one_reason_in_one_place(aws: LocalAws) -> None:
    lines = write(diagnosis_of(aws), "text", FormatOptions(width=200)).splitlines()
    reason = f"NOT CHECKED the environment analytics-data-etl does not exist yet in account {DATA}, us-east-1"
    assert lines.count(reason) == 1
    assert re.match(r"  For: \d+ checks, \d+ of handshake", lines[lines.index(reason) + 1])


def test_what_only_another_account_sees_names_it(aws: LocalAws) -> None:
    gaps = {finding.message for finding in diagnosis_of(aws).findings if finding.gap}
    assert any("organizations:ListPoliciesForTarget" in gap and OWNER in gap for gap in gaps)
