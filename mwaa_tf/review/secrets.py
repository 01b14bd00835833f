"""Secrets that Terraform does not mark as sensitive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mwaa_tf.secret_values import redacted

#: Attributes whose values are always secrets. Airflow's options carry connection strings.
_NAMES = re.compile(
    r"(?:^|_)(?:password|passwd|secret|secret_string|secret_binary|secret_key|token|private_key|private_key_pem|"
    r"api_key|access_key|connection_string|auth_token|master_password|airflow_configuration_options|"
    r"configuration_options)$",
    re.IGNORECASE,
)


def is_secret_name(name: str) -> bool:
    """Whether an attribute of this name is hidden."""
    return _NAMES.search(name) is not None


#: Bytes that every value with a secret contains: parts of names, and of credentials. Few and rare, since every value of
#: a plan is searched for each of them.
_TRACES = (
    *(b"passw", b"secret", b"token", b'_key"', b"_key_pem", b"on_string", b"tion_options"),
    *(b"akia", b"asia", b" key-----", b".eyj", b"glpat", b"xox", b"ghp_", b"ghp-", b"gho_", b"gho-", b"ghs_", b"ghs-"),
)


def may_hold_secrets(encoded: bytes) -> bool:
    """Whether a value, given as JSON, may contain a secret; False is certain."""
    lower = encoded.lower()
    if b"@" in lower and b"://" in lower:
        return True
    for trace in _TRACES:  # any() takes three times as long, and this is the hottest loop of all
        if trace in lower:
            return True
    # Letters can be escaped, but Terraform escapes three signs only.
    return _escapes_letters(lower)


def _escapes_letters(lower: bytes) -> bool:
    return b"\\u" in lower and _ESCAPED.search(lower) is not None


_ESCAPED = re.compile(rb"\\u(?!003[ce]|0026|2028|2029)")


def redact_credentials(text: str) -> str:
    """``text`` with everything that looks like a credential replaced by its kind."""
    return redacted(text)


def redact_all(value: Any) -> Any:
    """``value`` without the credentials in its texts and keys."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {redacted(name): redact_all(member) for name, member in value.items()}
    if isinstance(value, list):
        return [redact_all(element) for element in value]
    return value
