"""What is a secret in the text of a configuration, by its form or by a name in it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from mwaa_tf.secret_values import is_secret_name, kind_of_secret, without_secrets
from mwaa_tf.secret_values.assignments import without_assignments

#: A parameter of go-getter that holds a private key, and whose name is no secret's elsewhere (its README, Git).
_SECRET_PARAMETERS = ("sshkey",)

#: The argument of the secrets backend that names the fields of a secret, `password` among them; it holds no value
#: (apache-airflow-providers-amazon, SecretsManagerBackend).
_NAMES_OF_FIELDS = "extra_conn_words"


@lru_cache(maxsize=4096)  # a configuration repeats classes, levels, options and tags
def kind_of_secret_in(text: str) -> str | None:
    """What kind of secret ``text`` has in it, by its form or by the name before it; None for text without one."""
    return kind_of_secret(text) or ("a secret, by a name in it" if _has_named_secret(text) else None)


def secret_parameter(url: str) -> str | None:
    """The first name of a secret among the query parameters of ``url``, which may be malformed; None without one."""
    parameters = parse_qsl(url.partition("?")[2].replace(";", "&").replace("?", "&"), keep_blank_values=True)
    return next((name for name, _ in parameters if name in _SECRET_PARAMETERS or is_secret_name(name)), None)


def _has_named_secret(text: str) -> bool:
    stripped = text.strip()
    if stripped[:1] in ("{", "["):
        try:
            document = _without_names_of_fields(json.loads(stripped))
            return bool(without_secrets(document) != document)
        except (ValueError, RecursionError):
            pass
    return without_assignments(text) != text


def _without_names_of_fields(document: Any) -> Any:
    if isinstance(document, dict):
        return {name: value for name, value in document.items() if name != _NAMES_OF_FIELDS}
    return document
