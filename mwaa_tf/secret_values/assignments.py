"""Text without the values of names of secrets: ``NAME=value``, JSON, query parameters, options, headers, pairs."""

from __future__ import annotations

import re
from functools import lru_cache

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.names import PLACEHOLDER, is_harmless_value, is_hidden, is_secret_name
from mwaa_tf.secret_values.pairs import HIDDEN

#: Up to the value; backslashes before quotes are those of a text within a text.
_HEAD = LazyPattern(
    r"(?:(?<![\w.-])|(?<=%26)|(?<=%3[BbFf]))(?P<name>-{0,2}[A-Za-z_][\w.-]{1,400}+)(?P<quote>\\{0,4}[\"']\]?)?"
    r"(?P<link>[ \t]{0,40}(?:=>|:=|[=:])[ \t]{0,40}|%3[Dd])"
)

#: Members of a pair between its name and its value, on one level.
_MEMBERS = (
    r"(?:[\s,;]{1,200}+(?!\\{0,4}[\"']?(?:(?:parameter_?|option_?|setting_?|param_?|property_?|string_?|env_?|variable_?)?value|name|key)\b)"
    r"\\{0,4}[\"']?[A-Za-z_][\w-]{0,60}+\\{0,4}[\"']?\s{0,40}[:=]\s{0,40}"
    r"(?:\"[^\"\n]{0,500}+\"|'[^'\n]{0,500}+'|\\{1,4}\"[^\"\n\\]{0,500}+\\{1,4}\"|\{[^{}\n]{0,500}+\}"
    r"|\[[^\[\]\n]{0,500}+\]|[^\s\"',;{}\[\]\\]{1,200}+)){0,8}+"
)

#: The name of a pair and what stands before its value: ``{"name": "DB_PASSWORD", "value": "…"}``, also as YAML or XML.
_PAIR = LazyPattern(
    r"(?i)(?<![\w.])(?:(?:env_?|variable_?|parameter_?|option_?|setting_?|param_?|property_?)?name|(?:parameter_?)?key|variable)\\{0,4}[\"']?\s{0,40}[:=]"
    r"\s{0,40}\\{0,4}[\"']?(?P<name>[\w./-]{2,200}+)\\{0,4}[\"']?" + _MEMBERS + r"[\s,;]{1,200}+\\{0,4}[\"']?"
    r"(?P<member>(?:parameter_?|option_?|setting_?|param_?|property_?|string_?|env_?|variable_?)?value)(?P<quote>\\{0,4}[\"'])?(?P<link>\s{0,40}[:=]\s{0,40})"
)

#: The same with the value first.
_REVERSED = LazyPattern(
    r"(?i)(?P<begin>(?<![\w.])(?:parameter_?|option_?|setting_?|param_?|property_?|string_?)?value\\{0,4}[\"']?\s{0,40}[:=]\s{0,40})"
    r"(?P<value>\"[^\"\n]{0,4000}\"|'[^'\n]{0,4000}'|\\\"[^\"\n]{0,4000}\"|[^\s\"',][^\s,]{0,4000})"
    r"(?=" + _MEMBERS + r"[\s,;-]{1,200}+\\{0,4}[\"']?"
    r"(?:name|key|variable|(?:parameter|option|setting|param|property)_?name|parameter_?key)"
    r"\\{0,4}[\"']?\s{0,40}[:=]\s{0,40}\\{0,4}[\"']?(?P<name>[\w./-]{2,200}+))"
)

_FLAG = LazyPattern(
    r"(?<![\w-])(?P<begin>--?(?P<name>[A-Za-z][\w-]{2,80}+)[ \t]+)"
    r"(?P<value>\"[^\"\n]{1,1000}\"|'[^'\n]{1,1000}'|\\\"[^\"\n]{1,1000}\"|[^\s-]\S*)"
)
_ELEMENT = LazyPattern(r"(?P<begin><(?P<name>[A-Za-z_][\w.:-]{0,80}+)(?:\s[^<>]{0,200})?>)(?P<value>[^<>]+)(?=</)")
_SQL = LazyPattern(r"(?i)(?P<begin>\b(?:identified\s{1,20}by|(?P<name>password))\s{1,20}')(?P<value>[^'\n]+)(?=')")
_NETRC = LazyPattern(r"(?P<begin>\b(?P<name>password)[ \t]+)(?P<value>\S+)")

#: Also of strings of SQL (``N'…'``), of shells (``$'…'``) and of Python (``r"…"``).
_OPENING = LazyPattern(r"(?:[NnRrBbFfUu$](?=[\"']))?(?P<quote>\"\"\"|'''|\\{0,4}[\"'])")

#: A word of a shell, with commands, references, and escaped blanks and ends of lines in it.
_SHELL_WORD = LazyPattern(
    r"(?:\$\((?:[^()\n]|\([^()\n]{0,500}+\)){0,1000}+\)|\$\{[^{}\n]{0,1000}+\}|\{\{[^{}\n]{0,1000}+\}\}|`[^`\n]{0,1000}+`"
    r"|\\(?:[ ]|\r?\n)|[^\s\"'])*+"
)

#: What follows a closing quote where the word goes on: ``"a"'b'``.
_REST_OF_WORD = LazyPattern(r"(?=[\w\"'$])(?:\"[^\"\n]{0,1000}+\"|'[^'\n]{0,1000}+'|[^\s\"',;)}\]&|<>\\])++")

#: A reference at the beginning of a value, whose brackets belong to it.
_BRACKETS = LazyPattern(r"\$\([^\n]{0,2000}\)|\$\{[^{}\n]{0,1000}\}|\{\{[^{}\n]{0,1000}\}\}")

#: Where a value without quotes ends, by what stands before its name.
_ENDS = {
    "query": LazyPattern(r"[\s&#\"'<>]|%26"),
    "connection": LazyPattern(r"[;\"'\n]"),
    "list": LazyPattern(r"[\s,;)\]}\"']"),
    "word": LazyPattern(r"[\s\"']"),
    "flow": LazyPattern(r"[,}\]\n]"),
    "quoted": LazyPattern(r"[\"'\n]"),
    "line": LazyPattern(r"\n|[ \t]#"),
}

#: What begins a value of several lines, which is looked at elsewhere.
_BLOCK = LazyPattern(r"[|>][+-]?\d?|[&!]\S*|(?:\$\(|\w{1,60}\()?<<[-~]?\w{1,60}|[\[({]{1,3}|\\|")

#: Headers that are written without a blank after the colon.
_HEADERS = ("x-", "private-", "job-", "api-", "apikey")


def without_assignments(text: str) -> str:
    """``text`` with the value of every name of a secret replaced."""
    if ":" in text or "=" in text or "%3" in text:
        text = _without_values(text, _HEAD)
        if "value" in (lower := text.lower()):
            text = _REVERSED.sub(_hidden, _without_values(text, _PAIR))
    else:
        lower = text.lower()
    if "-" in text:
        text = _FLAG.sub(_hidden, text)
    if "</" in text:
        text = _ELEMENT.sub(_hidden, text)
    if "'" in text and ("identified" in lower or "password" in lower):
        text = _SQL.sub(_hidden_always, text)
    if "machine" in lower and "login" in lower:
        text = _NETRC.sub(_hidden_always, text)
    return text


def _hidden(match: re.Match[str]) -> str:
    name, value = match["name"], match["value"]
    if not is_secret_name(name) or is_hidden(match) or is_harmless_value(name, value.strip("\\\"'")):
        return match[0]
    return match["begin"] + HIDDEN


def _hidden_always(match: re.Match[str]) -> str:
    value = match["value"]
    return match[0] if is_hidden(match) or is_harmless_value("password", value) else match["begin"] + HIDDEN


def _without_values(text: str, head: LazyPattern) -> str:
    pieces: list[str] = []
    done = 0
    for match in head.finditer(text):
        if match.start() < done or not is_secret_name(match["name"]) or _is_read(text, match):
            continue
        begin, end, written = _value(text, match)
        if end > begin and not is_harmless_value(match["name"], text[begin:end]):
            pieces += (text[done:begin], written)
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _is_read(text: str, match: re.Match[str]) -> bool:
    """Whether the name is that of a variable that is read, as in ``$TOKEN: …`` and ``$TOKEN == …``."""
    is_variable = match.start() > 0 and text[match.start() - 1] == "$"
    return is_variable and ("=" not in match["link"] or text[match.end() : match.end() + 1] in ("=", "~"))


def _value(text: str, match: re.Match[str]) -> tuple[int, int, str]:
    """Where the value begins and ends, and what is written in its place; an empty one where there is none."""
    start = match.end()
    opening = _OPENING.match(text, start)
    if PLACEHOLDER.match(text, opening.end() if opening else start):
        return start, start, ""
    if opening:
        closing = _closing(opening["quote"]).search(text, opening.end())
        if closing:
            rest = _REST_OF_WORD.match(text, closing.end()) if len(opening["quote"]) == 1 else None
            if rest:
                return opening.end(), rest.end(), HIDDEN + opening["quote"]
            return opening.end(), closing.start(), HIDDEN
    context = _context(text, match, quoted=opening is not None)
    if context is None:
        return start, start, ""
    value = text[start : _end(text, opening.end() if opening else start, context)].rstrip()
    if context == "word" and not match["name"].startswith("-"):
        brackets = _BRACKETS.match(value)
        kept = brackets.end() if brackets else 0
        value = value[:kept] + value[kept:].rstrip(",;)]}")
    if _BLOCK.fullmatch(value) or (context == "line" and value[:1] in "{[" and not value.startswith("{{")):
        return start, start, ""
    return start, start + len(value), HIDDEN


def _end(text: str, start: int, context: str) -> int:
    if context == "word" and (word := _SHELL_WORD.match(text, start)):
        return word.end()
    ends = _ENDS[context].search(text, start)
    return ends.start() if ends else len(text)


@lru_cache(maxsize=16)
def _closing(opening: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\\){re.escape(opening)}")


def _context(text: str, match: re.Match[str], *, quoted: bool) -> str | None:
    """How the value ends, a key of :data:`_ENDS`; None for a colon of a sentence or of an ARN."""
    begin = match.start()
    before = text[begin - 1] if begin else "\n"
    if match["link"].startswith("%") or text[max(0, begin - 3) : begin].startswith("%"):
        return "query"
    if "=" in match["link"]:
        if before == "$":
            before = " "
        return next((context for signs, context in _BEFORE_EQUALS if before in signs), "word")
    if match["quote"]:
        return "flow"
    anchor = text[max(0, begin - 60) : begin].rstrip(" \t")[-1:] if begin and before in " \t" else before
    if quoted:
        return "line"
    is_header = match["name"].lower().startswith(_HEADERS)
    is_spaced = match["link"][-1] in " \t" or "\n" in match["link"] or match.end() == len(text)
    if not (is_spaced or is_header) or anchor not in ("", "\n", "\r", *"{,([-;\"'"):
        return None
    return "quoted" if anchor in ("'", '"') else "flow" if anchor in ("{", ",", "[") else "line"


_BEFORE_EQUALS = (("?&", "query"), (";", "connection"), (",([{", "list"))
