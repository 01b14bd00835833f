"""CloudWatch Logs, where moto answers differently from AWS: optional terms of filter patterns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_OPTIONAL_TERM = re.compile(r'\?("[^"]*"|[^\s"?]+)')
_OPTIONAL_TERMS = re.compile(rf"\s*(?:{_OPTIONAL_TERM.pattern}\s*)+")


def install() -> None:
    """Have moto read optional terms; once per process."""
    from moto.logs.utils import EventMessageFilter

    from mwaa_tf.local_aws.patching import wrap

    wrap(EventMessageFilter, "__init__", _read_pattern)


class OptionalTerms:
    """A pattern such as `?ERROR ?"not found"`, which matches messages that have one of its terms.

    See page FilterAndPatternSyntax of the CloudWatch Logs user guide. moto lets every message pass.
    """

    def __init__(self, pattern: str) -> None:
        self.terms = [term.strip('"') for term in _OPTIONAL_TERM.findall(pattern)]

    def matches(self, message: str) -> bool:
        """Whether the message has one of the terms."""
        return any(term in message for term in self.terms)


def _read_pattern(read: Callable[..., None], message_filter: Any, pattern: str) -> None:
    read(message_filter, pattern)
    if pattern and _OPTIONAL_TERMS.fullmatch(pattern):
        message_filter.filter_type = OptionalTerms(pattern)
