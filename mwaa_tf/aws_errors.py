"""What boto3 raises, in words: credentials that are missing or refused, a call that is denied, a network that fails."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mwaa_tf.diagnostics.masking import masked
from mwaa_tf.text import one_line


class AwsErrorKind(StrEnum):
    """What has to change before a call that failed can succeed."""

    CREDENTIALS = "credentials"
    DENIED = "denied"
    THROTTLED = "throttled"
    NETWORK = "network"
    NOT_FOUND = "not found"
    OTHER = "other"

    @property
    def is_transient(self) -> bool:
        """Whether the same call may succeed later."""
        return self in (AwsErrorKind.THROTTLED, AwsErrorKind.NETWORK)


@dataclass(frozen=True, slots=True)
class AwsError:
    """Why a call failed; ``reason`` is one line without keys, fit for a terminal."""

    kind: AwsErrorKind
    reason: str
    code: str = ""
    """The error code of the service; empty where none answered."""
    operation: str = ""
    """The call that failed; `AssumeRole` where the call itself was never sent."""


def lacking_credentials(account_id: str, reason: str) -> str:
    """What a call needs whose error is of :attr:`AwsErrorKind.CREDENTIALS`; ``account_id`` is empty if not known."""
    whose = f" of account {account_id}" if account_id else ""
    return f"needs credentials{whose}: {reason}"


#: Error codes of credentials that are wrong or no longer valid: those that all services have in common (IAM user guide,
#: CommonErrors of each API reference), EC2's AuthFailure and RequestExpired (EC2 API reference, errors-overview), and
#: S3's (S3 API reference, ErrorResponses).
_CREDENTIALS = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "OptInRequired",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "TokenRefreshRequired",
        "UnrecognizedClientException",
    }
)

#: Error codes of a call that policies do not allow; `403` is what a HEAD request of S3 answers.
_DENIED = frozenset({"403", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})

#: Error codes that botocore waits and tries again for (botocore/retries/standard.py).
THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)

_NOT_FOUND = frozenset({"404", "NoSuchBucket", "NoSuchKey", "ResourceNotFoundException"})


def aws_error(error: Exception) -> AwsError:
    """``error`` of a boto3 call, sorted. Any other exception is of the kind OTHER."""
    from botocore.exceptions import (  # type: ignore[import-untyped]
        ClientError,
        ConfigParseError,
        CredentialRetrievalError,
        HTTPClientError,
        InvalidConfigError,
        LoginError,
        NoCredentialsError,
        PartialCredentialsError,
        ProfileNotFound,
        RefreshWithMFAUnsupportedError,
        SSOError,
        TokenRetrievalError,
        UnknownCredentialError,
    )
    from botocore.exceptions import ConnectionError as BotocoreConnectionError

    match error:
        case ClientError():
            return _of_service(error)
        case NoCredentialsError():
            return AwsError(AwsErrorKind.CREDENTIALS, "there are none")
        case RefreshWithMFAUnsupportedError():
            return AwsError(AwsErrorKind.CREDENTIALS, "the profile needs a code of MFA, which Terraform cannot ask for")
        case (
            PartialCredentialsError()
            | ProfileNotFound()
            | CredentialRetrievalError()
            | SSOError()
            | TokenRetrievalError()
            | LoginError()
            | ConfigParseError()
            | InvalidConfigError()
            | UnknownCredentialError()
        ):
            return AwsError(AwsErrorKind.CREDENTIALS, _reason(error))
        case HTTPClientError() if _has_malformed_keys(error):
            return AwsError(AwsErrorKind.CREDENTIALS, "the keys have characters that no key has")
        case BotocoreConnectionError() | HTTPClientError():
            return AwsError(AwsErrorKind.NETWORK, _reason(error))
    return AwsError(AwsErrorKind.OTHER, _reason(error) or type(error).__name__)


def _of_service(error: Exception) -> AwsError:
    answer = getattr(error, "response", {}).get("Error", {})
    operation = str(getattr(error, "operation_name", ""))
    code, message = str(answer.get("Code", "")), str(answer.get("Message", ""))
    reason = one_line(masked(": ".join(filter(None, (code, message)))))
    return AwsError(_kind(code, operation), f"{operation}: {reason}", code, operation)


def _kind(code: str, operation: str) -> AwsErrorKind:
    if code in _CREDENTIALS or (code in _DENIED and operation.startswith("AssumeRole")):
        return AwsErrorKind.CREDENTIALS
    if code in _DENIED:
        return AwsErrorKind.DENIED
    if code in THROTTLED:
        return AwsErrorKind.THROTTLED
    return AwsErrorKind.NOT_FOUND if code in _NOT_FOUND else AwsErrorKind.OTHER


def _reason(error: Exception) -> str:
    return one_line(masked(str(error)))


def _has_malformed_keys(error: Exception) -> bool:
    """Whether the request could not be written: a line break in a key would be one in a header of the request."""
    return isinstance(getattr(error, "kwargs", {}).get("error"), ValueError)
