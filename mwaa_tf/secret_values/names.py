"""Names whose values are secrets: attributes, variables, outputs, headers and query parameters."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.kinds import KINDS

#: A name is that of a secret if it ends with one of these, in any case, with or without signs between the words.
#: The table in docs/pull-requests.md repeats it.
SECRET_ENDINGS = (
    *("password", "passwords", "passwd", "passphrase", "passcode", "pwd"),
    *("secret", "secrets", "token", "credential", "credentials", "creds"),
    *("api key", "app key", "application key", "access key", "secret key", "secret key base", "private key"),
    *("account key", "auth key", "client key", "consumer key", "deploy key", "encryption key", "fernet key"),
    *("hmac key", "key material", "license key", "master key", "openai key", "preshared key", "pre shared key"),
    *("service account key", "session key", "shared key", "signing key", "ssh key", "storage key", "tls key"),
    *("unseal key", "basic auth", "npm auth", "credential json", "credentials json", "service account json"),
    *("dockerconfigjson", "shared access signature"),
    *("connection string", "conn string", "sql alchemy conn", "broker url", "result backend", "dsn", "keytab"),
    *("configuration options", "x amz security token", "x amz signature", "x amz credential", "x goog signature"),
)

#: Like :data:`SECRET_ENDINGS`, but only as a word of its own: ``DB_PASS``, not ``bypass``.
SECRET_WORDS = ("pass", "pw", "pat", "psk", "jwt", "bearer", "cookie", "authorization", "sig")

#: How names of connections begin that Airflow reads from its environment (Airflow's documentation, howto/connection).
SECRET_BEGINNINGS = ("airflow conn",)

#: Words after the ending that say only how the secret is written, or which one of several it is.
_TRAILING = frozenset(
    (
        *("b64", "base64", "binary", "data", "der", "encoded", "hash", "openssh", "pem", "pkcs8", "plain", "plaintext"),
        *("current", "default", "new", "old", "previous", "primary", "raw", "secondary", "string", "text"),
        *("v", "value", "values", "wo"),
    )
)

#: Words before ``token`` that make it a number of a request or of a page.
_HARMLESS_TOKENS = frozenset(("continuation", "creation", "idempotency", "next", "page", "request"))

#: Words before ``secret`` that make it the name of one: of Kubernetes and of Helm charts.
_NAMED_SECRETS = frozenset(("existing", "pull"))

#: Words at the end of a name below which every member is a secret.
_PLURALS = frozenset(("passwords", "secrets"))

#: The last words of names beside a secret that say whose or which it is.
_LABELS = frozenset(
    (
        *(
            "algorithm",
            "arn",
            "description",
            "enabled",
            "expiry",
            "format",
            "from",
            "host",
            "id",
            "name",
        ),
        *("name", "path", "policy", "port", "provider", "ref", "region", "stages", "status", "type"),
        *("user", "username", "version"),
    )
)

_WORDS = LazyPattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_ENDINGS = tuple(ending.replace(" ", "") for ending in SECRET_ENDINGS)

_LONGEST_NAME = 500

#: What stands in the place of a secret that is hidden already.
PLACEHOLDER = LazyPattern(
    rf"\((?:sensitive value|known after apply|masked|token|{'|'.join(re.escape(kind.name) for kind in KINDS)})\)"
)

#: A value that is nothing but a reference; none with a default (``${NAME:-…}``) or with a command (``$(…)``).
_REFERENCE = r"""(?:
    \{\{[^{}"']*\}\} | \$\{(?:(?:AWS|env|self|ssm|sys)::?)?[A-Za-z_/][\w.\[\]"*/-]*\} | \$[A-Z_][A-Z0-9_]* | %\(\w+\)s
    | (?:var|local|module)\.[a-z_][\w.\[\]"*-]* )"""

#: Values that are no secret whatever they are called: references, words that switch something, placeholders.
_HARMLESS_VALUE = LazyPattern(
    rf"""
    arn:[\w-]+:[\w-]*:[\w-]*:\d*:\S+ | (?:(?:Bearer|Basic|[Tt]oken)\ +)?{_REFERENCE} | [01]
    | (?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\w+)\ +AAAA\S+(?:\ .*)?
    | (?i:true|false|yes|no|on|off|null|none|enabled|disabled|required|optional|hours|days|minutes|seconds)
    """,
    re.DOTALL | re.VERBOSE,
)

_ALIAS = LazyPattern(r"alias/[\w/-]+")
_TYPE_OF_AUTHORIZATION = LazyPattern(r"[A-Z_]{1,40}")


@lru_cache(maxsize=16_384)
def is_secret_name(name: str) -> bool:
    """Whether the value of an attribute, a variable or a header of this name is a secret."""
    name = name[-_LONGEST_NAME:]
    words = [word.lower() for word in _WORDS.findall(name)]
    if " ".join(words).startswith(SECRET_BEGINNINGS):
        return True
    while words:
        if _ends_like_a_secret(words):
            return True
        if words[-1] not in _TRAILING and not words[-1].isdigit():
            return False
        words.pop()
    return False


def _ends_like_a_secret(words: list[str]) -> bool:
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in SECRET_WORDS:
        # `pat` by itself is a pattern; nginx's `proxy_pass` is an address.
        return not (last == "pat" and not before) and (before, last) != ("proxy", "pass")
    if last == "token" and before in _HARMLESS_TOKENS:
        return False
    if last in ("secret", "secrets") and before in _NAMED_SECRETS:
        return False
    return "".join(words).endswith(_ENDINGS)


@lru_cache(maxsize=4_096)
def is_label(name: str) -> bool:
    """Whether a member of a secret, such as ``secret_arn`` or ``username``, says only whose or which it is."""
    words = _WORDS.findall(name)
    return bool(words) and words[-1].lower() in _LABELS and not is_secret_name(name)


def has_labels(name: str) -> bool:
    """Whether members below a secret of this name may say whose it is: of ``credentials``, not of ``secrets``."""
    words = _WORDS.findall(name)
    return not words or words[-1].lower() not in _PLURALS


def is_hidden(match: re.Match[str]) -> bool:
    """Whether what stands for a secret already begins the group ``value`` of ``match``."""
    return PLACEHOLDER.match(match.string, match.start("value")) is not None


def is_harmless_value(name: str, value: Any) -> bool:
    """Whether ``value`` is no secret although ``name`` is that of one: empty, a switch, a reference to the secret."""
    if value is None or isinstance(value, bool):
        return True
    if not isinstance(value, str):
        return not isinstance(value, (int, float))
    text = value.strip()
    if text == "" or _HARMLESS_VALUE.fullmatch(text) or PLACEHOLDER.fullmatch(text):
        return True
    if _ALIAS.fullmatch(text):
        return name.lower().endswith("key")
    return name.lower().endswith("authorization") and _TYPE_OF_AUTHORIZATION.fullmatch(value) is not None
