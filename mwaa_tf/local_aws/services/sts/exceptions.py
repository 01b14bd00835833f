"""Errors of STS that moto does not have."""

from __future__ import annotations

from moto.core.exceptions import AccessDeniedError


class SessionCredentialsError(AccessDeniedError):
    """403: temporary credentials call what only a user may call. The wording is inferred."""

    def __init__(self, operation: str) -> None:
        super(AccessDeniedError, self).__init__("AccessDenied", f"Cannot call {operation} with session credentials")
