"""How long Terraform waits, as a duration."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

from mwaa_tf.config.environment import Timeouts
from mwaa_tf.mwaa import updates

_UNITS = {"h": "hours", "m": "minutes", "s": "seconds"}


@cache
def parse_duration(text: str) -> timedelta:
    """``1h30m`` as a duration; each unit may occur more than once, as in Go."""
    parts = re.findall(r"([0-9]+)([hms])", text)
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())


def update_timeout(timeouts: Timeouts, strategy: str | None) -> timedelta:
    """How long Terraform waits for an update that replaces workers by ``strategy``.

    The default begins after MWAA's wait for running tasks; a timeout that the configuration has is taken as it is.
    """
    timeout = parse_duration(timeouts.update)
    default = Timeouts.model_fields["update"].default
    return timeout + updates.graceful_wait(strategy) if timeouts.update == default else timeout
