"""How long a change of the version takes, as far as AWS tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from mwaa_tf.mwaa import quotas

Strategy = Literal["FORCED", "GRACEFUL"]

STEP = (timedelta(minutes=25), timedelta(hours=2))
"""A step, from UpdateEnvironment to AVAILABLE. Inferred: AWS names no time. The least is a snapshot and a creation,
which takes 20 to 30 minutes (MWAA user guide, get-started); the most is what Terraform's provider waits for an
update, 90 minutes, and a large metadata database."""

ROLLBACK = (timedelta(minutes=15), timedelta(hours=2))
"""Inferred. AWS calls it lengthy (MWAA user guide, upgrading-environment)."""

LONGEST_UPDATE = timedelta(minutes=480)
"""How long AWS's own CloudFormation handler waits for an update (aws-cloudformation-resource-providers-mwaa)."""

NOT_BEGUN = timedelta(minutes=10)
"""How long an accepted update may not show in GetEnvironment. Inferred."""


def longest(strategy: Strategy) -> timedelta:
    """How long a step is followed before it is reported as still at work."""
    return LONGEST_UPDATE + (quotas.GRACEFUL_REPLACEMENT if strategy == "GRACEFUL" else timedelta())
