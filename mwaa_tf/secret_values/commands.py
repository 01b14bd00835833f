"""Text without secrets that commands are called with, without a sign between a name and its value."""

from __future__ import annotations

import re

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.names import PLACEHOLDER, is_harmless_value, is_secret_name
from mwaa_tf.secret_values.pairs import HIDDEN

_VALUE = (
    r"(?P<value>\"[^\"\n]{1,1000}\"|'[^'\n]{1,1000}'|\\{1,4}\"[^\"\n\\]{1,1000}\\{1,4}\""
    r"|[^\s\"'$`;|&<>()=-][^\s\"']{0,1000})"
)

#: ``set -x NAME value`` of fish, ``setx`` of Windows, ``setenv`` of csh, ``ENV`` of Docker, ``aws configure set``.
_SET = LazyPattern(
    r"(?P<begin>(?<![\w-])(?:set(?:[ \t]{1,20}-[\w-]{1,20}){1,5}|setx(?:\.exe)?(?:[ \t]{1,20}/\w{1,5}){0,3}|setenv|ENV"
    rf"|configure[ \t]set)[ \t]{{1,20}}\\{{0,4}}[\"']?(?P<name>[A-Za-z_][\w.-]{{1,200}}+)\\{{0,4}}[\"']?[ \t]{{1,20}})"
    rf"{_VALUE}"
)

#: ``read -r NAME <<< value`` of bash.
_READ = LazyPattern(rf"(?P<begin>(?<![\w.-])(?P<name>[A-Za-z_][\w.-]{{1,200}}+)[ \t]{{0,20}}<<<[ \t]{{0,20}}){_VALUE}")

#: ``<string name="password">value</string>`` of Android and of other formats.
_XML = LazyPattern(
    r"(?P<begin><[A-Za-z][\w.:-]{0,80}+\s[^<>]{0,200}?\b(?:name|key|id)\s{0,5}=\s{0,5}\\{0,4}[\"'](?P<name>[\w.-]{2,200}+)"
    r"\\{0,4}[\"'][^<>]{0,200}>)(?P<value>[^<>]+)(?=</)"
)

#: ``ConvertTo-SecureString "…"`` of PowerShell.
_SECURE = LazyPattern(
    r"(?i)(?P<begin>\bConvertTo-SecureString(?:[ \t]{1,20}-(?:String|AsPlainText|Force)(?![\w-])){0,4}[ \t]{1,20})"
    + _VALUE
)

#: ``mysql -p'…'``, where nothing stands between the option and the password, and ``sshpass -p``.
_CLIENT = LazyPattern(
    r"(?P<begin>(?<![\w-])(?:(?:mysql|mariadb)[a-z_-]{0,20}+[ \t][^\n|;]{0,400}?(?<=[ \t])-p"
    r"|sshpass[ \t]{1,20}-p[ \t]{0,20}))" + _VALUE
)


def without_commands(text: str) -> str:
    """``text`` without secrets among the words of commands, and in elements of XML that an attribute names."""
    lower = text.lower()
    if "set" in lower or "ENV" in text:
        text = _SET.sub(_named, text)
    if "<<<" in text:
        text = _READ.sub(_named, text)
    if "</" in text:
        text = _XML.sub(_named, text)
    if "to-securestring" in lower:
        text = _SECURE.sub(_always, text)
    if "-p" in text and ("mysql" in lower or "mariadb" in lower or "sshpass" in lower):
        text = _CLIENT.sub(_always, text)
    return text


def _named(match: re.Match[str]) -> str:
    return _replaced(match, match["name"]) if is_secret_name(match["name"]) else match[0]


def _always(match: re.Match[str]) -> str:
    return _replaced(match, "password")


def _replaced(match: re.Match[str], name: str) -> str:
    value = match["value"]
    content = value.strip("\\\"'")
    is_hidden = any(PLACEHOLDER.match(part) for part in (content, match.string[match.start("value") :][:100]))
    if is_hidden or content.startswith("$") or is_harmless_value(name, content):
        return match[0]
    quote = value[: len(value) - len(value.lstrip("\\\"'"))]
    return f"{match['begin']}{quote}{HIDDEN}{quote}"
