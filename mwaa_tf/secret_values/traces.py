"""A fast look at whether a text can hold a secret at all. Most of a large plan cannot.

Bytes are searched, in lower case and with all digits alike, so that of ``queue-1`` to ``queue-999`` few are searched:
for parts of names by themselves, which takes less than a millisecond per megabyte each, and for all beginnings of
tokens at once, of which few stand where a run of letters begins that is long enough for a token.
"""

from __future__ import annotations

import re
from functools import cache

from mwaa_tf.secret_values.kinds import KINDS
from mwaa_tf.secret_values.names import SECRET_ENDINGS

#: Parts of which every secret that is known by its name has one with it, and some of those known by their form.
_PARTS = (
    *(b"token", b"cred", b"dsn", b"jwt", b"psk", b"cookie", b"authoriz", b"alchemy", b"broker", b"identified"),
    *(b"private key", b"pgp message", b"bearer", b"q~", b"+ast", b"acdb", b"hooks.slack", b"webhook"),
    *(b"pw", b"dockerconfigjson", b"auths", b"curl", b"to-securestring"),
)

#: Parts that stand in harmless words as well; each begins with fixed characters, for which a search is as fast.
_WORDS = (
    *("pass(?!role)", "secret(?!smanager:)", "pat(?![a-z])", "sig(?:nature|(?![a-z]))", r"basic[ \\]"),
    *("basic[^a-z]{0,3}auth", "npm[^a-z]{0,3}auth", "account[^a-z]{0,3}json", "//(?<=[0-9]//)[0-9]"),
    *("result[^a-z]{0,3}backend", "ration[^a-z]{0,3}options", "conn(?:ection)?[^a-z]{0,3}str", "ow[^a-z]{0,3}conn"),
    r"mysql[a-z_-]{0,20}[ \\\t].{0,800}?-p",
    r"mariadb[a-z_-]{0,20}[ \\\t].{0,800}?-p",
)

_KEY_LETTERS = sorted({ending.removesuffix(" key")[-2:] for ending in SECRET_ENDINGS if ending.endswith(" key")})

#: Between members of an object and between texts of a list, never within a text: a quote in it is escaped.
_SEPARATOR = b',"'

#: Bytes of members, and of whole values, that are remembered, and what one takes besides its own.
_MEMBERS_REMEMBERED, _VALUES_REMEMBERED, _SIZE_OF_BYTES = 4_000_000, 1_000_000, 80

#: What is long enough for a token.
_RUN = re.compile(rb"[a-z0-9_.~-]{16}")


# Patterns are compiled when they are first needed: most commands write no text that is searched.


@cache
def _words() -> tuple[re.Pattern[bytes], ...]:
    return tuple(re.compile(expression.encode()) for expression in _WORDS)


@cache
def _key_names() -> re.Pattern[bytes]:
    """Names of keys, by the two letters before ``key``; ``kms_master_key_id`` is none."""
    letters = "|".join(_KEY_LETTERS)
    before = "|".join(rf"(?<=(?:{letters}){gap}key)" for gap in ("", "[^a-z]", "[^a-z]{2}"))
    return re.compile(rf"key(?![^a-z]?(?:id|arn))(?:{before}|[^a-z]{{0,3}}material|tab)".encode())


def _tree(words: list[str]) -> str:
    """An expression that matches any of ``words``, each letter of which is compared once, with any digit for one."""
    if "" in words:
        return ""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    parts = [("[0-9]" if first.isdigit() else re.escape(first)) + _tree(rest) for first, rest in sorted(groups.items())]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _beginnings() -> str:
    """The beginnings of tokens, at the beginning of a long run of letters."""
    words = [trace for kind in KINDS for trace in kind.traces if trace.isascii() and not _is_part(trace)]
    return _tree(words)


def _is_part(trace: str) -> bool:
    """Whether a trace is searched for in another way."""
    is_named = any(part.decode() in trace for part in _PARTS) or any(word.search(trace.encode()) for word in _words())
    return is_named or trace == "://"


@cache
def _token_beginnings() -> re.Pattern[bytes]:
    """Beginnings of tokens, also after a sign within a run: ``resource_changes[].change.ghp_…``."""
    return re.compile(rf"[^a-z0-9](?={_beginnings()})".encode())


@cache
def _escaped_tokens() -> re.Pattern[bytes]:
    """The same after the escapes of JSON, whose letters belong to no token: ``\\nghp_…``."""
    return re.compile(rf"\\(?:[bfnrt]|u[0-9a-f]{{4}}){_beginnings()}".encode())


#: Letters can be escaped, but Terraform escapes three signs only.
_ESCAPED_LETTER = re.compile(rb"\\u(?!003[ce]|0026|2028|2029)|\\/")
_ENTITIES = tuple(re.compile(ampersand + rb"(?:#|[a-z]{2,8};)") for ampersand in (rb"&", rb"\\u0026"))
_PERCENT = re.compile(rb"%[0-9a-f]{2}")

#: Lower case, and one digit for all.
_FOLDED = bytes(range(256)).lower().translate(bytes.maketrans(b"123456789", b"000000000"))

#: Where the characters of an AWS secret access key are, the letter ``a``.
_OF_A_KEY = bytes(97 if (chr(code).isalnum() and code < 128) or chr(code) in "+/" else 32 for code in range(256))
_LENGTH_OF_A_KEY = b"a" * 40


def may_hold_secrets(*encoded: bytes) -> bool:
    """Whether values, given as JSON, may contain a secret; False is certain.

    Most members of a value occur in others of the same plan as well, and are searched once; and of the resources that
    one block makes, most values are the same but for digits.
    """
    values = {_folded(value) for value in encoded} - _harmless_values.remembered
    members = {member for value in values for member in value.split(_SEPARATOR)}
    unseen = members - _harmless_members.remembered
    if unseen and _may_hold(_SEPARATOR.join(unseen)):
        return True
    _harmless_members.add(unseen)
    _harmless_values.add(values)
    return False


def may_hold_secrets_in_text(text: str) -> bool:
    """Whether ``text`` may contain a secret; False is certain."""
    return _may_hold(_folded(b'"%b"' % text.encode(errors="replace")))


def _folded(value: bytes) -> bytes:
    """``value`` in lower case and with all digits alike, but for values with escapes, which digits tell apart."""
    folded = value.translate(_FOLDED)
    return value.lower() if b"\\u" in folded else folded


def _may_hold(folded: bytes) -> bool:
    if b"@" in folded and b"://" in folded:
        return True
    for part in _PARTS:  # any() takes three times as long, and this is the hottest loop of all
        if part in folded:
            return True
    for word in _words():
        if word.search(folded):
            return True
    return (
        _key_names().search(folded) is not None
        or _may_hold_token(folded)
        or _LENGTH_OF_A_KEY in folded.translate(_OF_A_KEY)
        or (b"%" in folded and _PERCENT.search(folded) is not None)
        or ((b"&" in folded or b"\\" in folded) and _may_be_encoded(folded))
    )


def _may_hold_token(folded: bytes) -> bool:
    # The beginning is looked for first: most texts are long runs, and few begin like a token.
    return any(_RUN.match(folded, sign.end()) for sign in _token_beginnings().finditer(folded))


def _may_be_encoded(folded: bytes) -> bool:
    """Whether escapes of JSON or entities of HTML hide something."""
    return any(pattern.search(folded) for pattern in (_ESCAPED_LETTER, *_ENTITIES, _escaped_tokens()))


class _HarmlessBytes:
    """What was searched, as much of it as fits into ``most`` bytes."""

    def __init__(self, most: int) -> None:
        self.remembered: set[bytes] = set()
        self._most = most
        self._size = 0

    def add(self, searched: set[bytes]) -> None:
        self._size += sum(map(len, searched)) + _SIZE_OF_BYTES * len(searched)
        if self._size > self._most:
            self.remembered.clear()
            self._size = 0
        self.remembered |= searched


_harmless_members = _HarmlessBytes(_MEMBERS_REMEMBERED)
_harmless_values = _HarmlessBytes(_VALUES_REMEMBERED)
