"""Web login tokens and CLI tokens: valid for 60 seconds of a client's clock, and for one environment."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Literal

from mwaa_tf.local_aws.clock import clock
from mwaa_tf.mwaa import quotas

Kind = Literal["web", "cli"]

# Per process: no token of one local AWS is valid at another.
_KEY = secrets.token_bytes(32)


def issue(kind: Kind, environment_arn: str) -> str:
    """A new token."""
    expires = (clock.client_now() + quotas.TOKEN).isoformat()
    claims = {"kind": kind, "environment": environment_arn, "expires": expires, "id": secrets.token_hex(8)}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
    return f"{payload}.{_signature(payload)}"


def valid(token: str, kind: Kind, environment_arn: str) -> bool:
    """Whether this local AWS issued the token, for this use of this environment, and it has not expired."""
    payload, _, signature = token.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(payload).encode()):
        return False
    claims = json.loads(base64.urlsafe_b64decode(payload))
    return (
        claims["kind"] == kind
        and claims["environment"] == environment_arn
        and clock.client_now() < datetime.fromisoformat(claims["expires"])
    )


def _signature(payload: str) -> str:
    return hmac.new(_KEY, payload.encode(), hashlib.sha256).hexdigest()
