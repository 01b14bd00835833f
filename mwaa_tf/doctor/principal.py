"""The principal that a person names with ``--principal``."""

from __future__ import annotations

import re

from mwaa_tf.errors import UsageError
from mwaa_tf.iam.principals import PrincipalKind, RequestPrincipal
from mwaa_tf.text import truncate

_ALLOWED = (
    "arn:aws:iam::ACCOUNT:user/NAME, arn:aws:iam::ACCOUNT:role/NAME or arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION"
)
#: The characters of paths, which names have fewer of (IAM API reference, CreateRole): no principal has others.
_WRITTEN = re.compile(r"[!-~]+")
_KINDS = (PrincipalKind.ROOT, PrincipalKind.USER, PrincipalKind.ROLE_SESSION)


def parse_principal(arn: str) -> RequestPrincipal:
    """The user or role of ``arn``, also of a session's ARN, as `aws sts get-caller-identity` prints it.

    Raises :class:`UsageError` for anything else.
    """
    try:
        principal = RequestPrincipal.of_arn(arn.strip())
    except ValueError:
        principal = None
    if principal is None or not _WRITTEN.fullmatch(arn.strip()):
        raise UsageError(f"--principal {truncate(arn, 200)!r} is not the ARN of a user or role: use {_ALLOWED}")
    if principal.kind not in _KINDS:
        raise UsageError(f"--principal {arn!r} is a {principal.kind.value}: use {_ALLOWED}")
    if principal.kind is not PrincipalKind.ROOT and not principal.name:
        raise UsageError(f"--principal {arn!r} has no name: use {_ALLOWED}")
    return principal
