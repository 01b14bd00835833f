"""How long a change of the version takes, as far as AWS tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from mwaa_tf.mwaa import quotas, updates

Strategy = Literal["FORCED", "GRACEFUL"]

_LARGE_DATABASE = timedelta(minutes=30)
"""What a large metadata database adds to an update that changes the version. Inferred."""

STEP = (timedelta(minutes=25), quotas.UPDATE + _LARGE_DATABASE)
"""A step, from UpdateEnvironment to AVAILABLE, without the wait of GRACEFUL. Inferred: AWS names no time. The least is
a snapshot and a creation, which takes 20 to 30 minutes (MWAA user guide, get-started); the most is what Terraform's
provider waits for an update, and a large metadata database."""

ROLLBACK = (timedelta(minutes=15), timedelta(hours=2))
"""Inferred. AWS calls it lengthy (MWAA user guide, upgrading-environment)."""

LONGEST_UPDATE = timedelta(minutes=480)
"""How long AWS's own CloudFormation handler waits for an update (aws-cloudformation-resource-providers-mwaa)."""

NOT_BEGUN = timedelta(minutes=10)
"""How long an accepted update may not show in GetEnvironment. Inferred."""


def longest(strategy: Strategy) -> timedelta:
    """How long a step is followed before it is reported as still at work."""
    return LONGEST_UPDATE + updates.graceful_wait(strategy)


def longest_step(strategy: str) -> timedelta:
    """How long a step may take that replaces workers by ``strategy``: what plans reckon with.

    With GRACEFUL, MWAA may wait for running tasks first (MWAA API reference, UpdateEnvironment).
    """
    return STEP[1] + updates.graceful_wait(strategy)
