"""Errors of RAM that moto does not have.

The wordings of :data:`WITHIN_ORGANIZATION` and :class:`ExternalPrincipalError` are AWS's (RAM user guide, page
tshoot-sharing-outside-org; terraform-provider-aws #7769, #12169), that of :class:`PrincipalNotFoundError` too (#15254).
The other messages are inferred; their codes are in RAM's API model.
"""

from __future__ import annotations

from moto.core.exceptions import JsonRESTError

WITHIN_ORGANIZATION = (
    "The resource you are attempting to share can only be shared within your AWS Organization. This error may also "
    "occur if you have not enabled sharing with your AWS organization, or that onboarding process is still in progress."
)


class SharingNotPermittedError(JsonRESTError):
    """``OperationNotPermittedException`` with a message of its own; that of moto only covers enabling sharing."""

    code = 400

    def __init__(self, message: str = WITHIN_ORGANIZATION) -> None:
        super().__init__("OperationNotPermittedException", message)


class InvalidParameterError(JsonRESTError):
    code = 400

    def __init__(self, message: str = WITHIN_ORGANIZATION) -> None:
        super().__init__("InvalidParameterException", message)


class ExternalPrincipalError(InvalidParameterError):
    """An account outside the organization, for a share that does not allow external principals."""

    def __init__(self, principal: str) -> None:
        super().__init__(
            f"Principal {principal} is not in your AWS organization. "
            "You do not have permission to add external AWS accounts to a resource share."
        )


class UnknownError(JsonRESTError):
    code = 400

    def __init__(self, message: str) -> None:
        super().__init__("UnknownResourceException", message)


class PrincipalNotFoundError(UnknownError):
    """An organization or a unit that is not the caller's, or that RAM has no access to."""

    def __init__(self, kind: str, identity: str) -> None:
        super().__init__(f"{kind} {identity} could not be found.")


class ShareNotFoundError(UnknownError):
    def __init__(self, arn: str) -> None:
        super().__init__(f"ResourceShare {arn} could not be found.")


class InvalidStateTransitionError(JsonRESTError):
    code = 400

    def __init__(self, message: str) -> None:
        super().__init__("InvalidStateTransitionException", message)
