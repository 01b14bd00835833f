"""Text without secrets among arguments: of calls, of lists of options, and of ``curl``."""

from __future__ import annotations

import re
from typing import Any

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.names import is_harmless_value, is_hidden, is_secret_name
from mwaa_tf.secret_values.pairs import HIDDEN

_QUOTE = r"\\{0,4}[\"']"

#: ``define('DB_PASSWORD', '…')``.
_CALL = LazyPattern(
    rf"(?P<begin>\(\s{{0,20}}{_QUOTE}(?P<name>[\w.-]{{2,80}}+){_QUOTE}\s{{0,20}},\s{{0,20}}{_QUOTE})(?P<value>[^\"'\n\\]+)"
)

#: ``["psql", "--password", "…"]``, where the text as a whole is no JSON.
_ELEMENT = LazyPattern(
    rf"(?P<begin>{_QUOTE}--?(?P<name>[A-Za-z][\w-]{{2,80}}+){_QUOTE}[\s,]{{1,40}}+{_QUOTE})(?P<value>[^\"'\n\\-][^\"'\n\\]*)"
)

#: The same as a list of YAML.
_ITEM = LazyPattern(
    r"(?m)(?P<begin>^[ \t]{0,100}+-[ \t]{1,20}+[\"']?--?(?P<name>[A-Za-z][\w-]{2,80}+)[\"']?[ \t]{0,20}\n"
    r"[ \t]{0,100}+-[ \t]{1,20}+[\"']?)(?P<value>[^\s\"'-][^\n\"']*)"
)

#: The password of a user that ``curl`` is called with.
_USER = LazyPattern(
    r"(?P<begin>(?<![\w-])(?:-[A-Za-z]{0,5}u|--user|--proxy-user)[ \t=]{0,20}+(?:\\{0,4}[\"'])?[^\s:\"'\\]{1,100}+:)"
    r"(?P<value>[^\s\"'\\]+)"
)

_OPTION = LazyPattern(r"--?[A-Za-z][\w-]{2,80}")


def without_arguments(text: str) -> str:
    """``text`` without the values of names of secrets that are arguments."""
    if "(" in text:
        text = _CALL.sub(_hidden, text)
    if "-" in text:
        text = _ITEM.sub(_hidden, _ELEMENT.sub(_hidden, text))
        if "curl" in text.lower():
            text = _USER.sub(lambda match: _replaced(match, "password"), text)
    return text


def is_secret_option(before: Any, value: Any) -> bool:
    """Whether ``value`` is the value of an option that stands before it in a list, and a secret."""
    if not isinstance(before, str) or not isinstance(value, str) or not _OPTION.fullmatch(before):
        return False
    return is_secret_name(before) and not value.startswith("-") and not is_harmless_value(before, value)


def _hidden(match: re.Match[str]) -> str:
    return _replaced(match, match["name"]) if is_secret_name(match["name"]) else match[0]


def _replaced(match: re.Match[str], name: str) -> str:
    value = match["value"]
    return match[0] if is_hidden(match) or is_harmless_value(name, value) else match["begin"] + HIDDEN
