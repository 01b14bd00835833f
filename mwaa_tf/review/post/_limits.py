"""When to retry: failures of a server, and rate limits."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import urllib3
from urllib3.util import Retry

from mwaa_tf.review.post._answer import Answer

#: Seconds to wait where a platform reports a rate limit, but not for how long (GitHub: at least a minute).
_A_MINUTE = 60.0

#: Seconds at most that a server that is down may ask for.
_LONGEST = 30.0


class _ServerFailedError(urllib3.exceptions.HTTPError):
    """A status of 500 or more."""


class Backoff(Retry):
    """Connections that failed and servers that are down; rate limits are left to :func:`wait_for`."""

    RETRY_AFTER_STATUS_CODES = frozenset({503})

    @classmethod
    def of(cls, *, once: bool) -> Backoff:
        """For a request that may be repeated, or one that has to reach the server at most ``once``."""
        return cls(
            total=4,
            backoff_factor=0.5,
            allowed_methods=frozenset({"GET"}) if once else None,
            status_forcelist=(500, 502, 503, 504),
            redirect=False,
            raise_on_status=False,
        )

    def after(self, method: str, answer: Answer) -> Backoff | None:
        """What is left after a server failed, once it was waited for; None where nothing is."""
        try:
            left = self.increment(method, "", error=_ServerFailedError(str(answer.status)))
        except urllib3.exceptions.HTTPError:
            return None
        asked = 0.0
        if answer.status in self.RETRY_AFTER_STATUS_CODES and (said := answer.headers.get("Retry-After")):
            with contextlib.suppress(urllib3.exceptions.InvalidHeader, OverflowError, ValueError):
                asked = min(self.parse_retry_after(said), _LONGEST)
        time.sleep(max(asked, left.get_backoff_time()))
        return left


def wait_for(response: Answer) -> float | None:
    """Seconds until the rate limit lets us call again; None where the answer has nothing to do with one.

    GitHub says 403 or 429, with ``Retry-After`` or ``X-RateLimit-Reset`` or, for its secondary limits, just in words;
    GitLab says 429, with ``Retry-After`` or ``RateLimit-Reset``.
    """
    if response.status not in (403, 429):
        return None
    said = list(_said(response))
    if said:
        return max(said)
    limited = response.status == 429 or b"rate limit" in response.data[:10_000].lower()
    return _A_MINUTE if limited else None


def _said(response: Answer) -> Iterator[float]:
    after = response.headers.get("Retry-After")
    if after:
        with contextlib.suppress(urllib3.exceptions.InvalidHeader, OverflowError, ValueError):
            yield max(1.0, Retry().parse_retry_after(after))
    for prefix in ("X-RateLimit", "RateLimit"):
        reset = response.headers.get(f"{prefix}-Reset", "")
        if response.headers.get(f"{prefix}-Remaining") == "0" and reset.isascii() and reset.isdigit():
            yield max(1.0, float(reset[:20]) - time.time() + 1)
