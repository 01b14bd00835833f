"""Credentials reach the right accounts."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import GapKind
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "prerequisites.credentials",
    title="Credentials reach the right accounts",
    fix="Set AWS_PROFILE, or `profile` and `role_arn` in the configuration, and log in",
    source="https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-authentication.html",
    reads=("accounts",),
)
def credentials(view: EnvironmentView) -> Iterator[Issue]:
    """STS names the account that the configuration says, for the participant and for the owner.

    Terraform refuses to work in another account, and what only that account sees cannot be checked. Credentials of one
    of both are enough for the doctor; it fails only with none.
    """
    readings = (view.accounts.participant, view.accounts.owner)
    gaps = [reading.gap for reading in readings if reading.gap]
    for gap in dict.fromkeys(gaps):
        if len(gaps) == len(readings) and gap.kind is GapKind.CREDENTIALS:
            yield failure(gap.reason)
        else:
            yield not_checkable(gap)
