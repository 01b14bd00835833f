"""Text without the values of names of secrets: ``NAME=value``, JSON, query parameters, options, headers, pairs."""

from __future__ import annotations

import re
from functools import lru_cache

from mwaa_tf.secret_values.names import PLACEHOLDER, is_harmless_value, is_secret_name

#: What stands in the place of a value that was hidden for its name.
HIDDEN = "(sensitive value)"

#: Up to the value; backslashes before quotes are those of a text within a text.
_HEAD = re.compile(
    r"(?<![\w.$-])(?P<name>-{0,2}[A-Za-z_][\w.-]{1,400}+)(?P<quote>\\{0,4}[\"'])?"
    r"(?P<link>[ \t]{0,40}(?:=>|:=|[=:])[ \t]{0,40})"
)

#: The name of a pair and what stands before its value: ``{"name": "DB_PASSWORD", "value": "…"}``, also as YAML or XML.
_PAIR = re.compile(
    r"(?i)(?<![\w.])(?:name|key|variable|parameter_?name|parameter_?key)\\{0,4}[\"']?\s{0,40}[:=]\s{0,40}"
    r"\\{0,4}[\"']?(?P<name>[\w./-]{2,200}+)\\{0,4}[\"']?[\s,;]{1,200}+\\{0,4}[\"']?"
    r"(?P<member>(?:parameter_?|string_?)?value)(?P<quote>\\{0,4}[\"'])?(?P<link>\s{0,40}[:=]\s{0,40})"
)

#: The same with the value first.
_REVERSED = re.compile(
    r"(?i)(?P<begin>(?<![\w.])(?:parameter_?|string_?)?value\\{0,4}[\"']?\s{0,40}[:=]\s{0,40})"
    r"(?P<value>\"[^\"\n]{0,4000}\"|'[^'\n]{0,4000}'|\\\"[^\"\n]{0,4000}\"|[^\s\"',][^\s,]{0,4000})"
    r"(?=[\s,;-]{1,200}+\\{0,4}[\"']?(?:name|key|variable|parameter_?name|parameter_?key)\\{0,4}[\"']?\s{0,40}[:=]\s{0,40}"
    r"\\{0,4}[\"']?(?P<name>[\w./-]{2,200}+))"
)

_FLAG = re.compile(r"(?<![\w-])(?P<begin>--?(?P<name>[A-Za-z][\w-]{2,80}+)[ \t]+)(?P<value>[^\s-]\S*)")
_ELEMENT = re.compile(r"(?P<begin><(?P<name>[A-Za-z_][\w.:-]{0,80}+)(?:\s[^<>]{0,200})?>)(?P<value>[^<>]+)(?=</)")
_SQL = re.compile(r"(?i)(?P<begin>\b(?:identified\s{1,20}by|(?P<name>password))\s{1,20}')(?P<value>[^'\n]+)(?=')")
_NETRC = re.compile(r"(?P<begin>\b(?P<name>password)[ \t]+)(?P<value>\S+)")

_OPENING = re.compile(r"\"\"\"|'''|\\{0,4}[\"']")

#: Where a value without quotes ends, by what stands before its name.
_ENDS = {
    "query": re.compile(r"[\s&#\"'<>]"),
    "connection": re.compile(r"[;\"'\n]"),
    "list": re.compile(r"[\s,;)\]}\"']"),
    "word": re.compile(r"[\s\"']"),
    "flow": re.compile(r"[,}\]\n]"),
    "quoted": re.compile(r"[\"'\n]"),
    "line": re.compile(r"\n|[ \t]#"),
}

_BLOCK = re.compile(r"[|>][+-]?\d?|[&!]\S*|")

#: Headers that are written without a blank after the colon.
_HEADERS = ("x-", "private-", "job-", "api-", "apikey")


def without_assignments(text: str) -> str:
    """``text`` with the value of every name of a secret replaced."""
    if ":" in text or "=" in text:
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
    if not is_secret_name(name) or _is_hidden(match) or is_harmless_value(name, value.strip("\\\"'")):
        return match[0]
    return match["begin"] + HIDDEN


def _hidden_always(match: re.Match[str]) -> str:
    value = match["value"]
    return match[0] if _is_hidden(match) or is_harmless_value("password", value) else match["begin"] + HIDDEN


def _is_hidden(match: re.Match[str]) -> bool:
    return PLACEHOLDER.match(match.string, match.start("value")) is not None


def _without_values(text: str, head: re.Pattern[str]) -> str:
    pieces: list[str] = []
    done = 0
    for match in head.finditer(text):
        if match.start() < done or not is_secret_name(match["name"]):
            continue
        begin, end, written = _value(text, match)
        if end > begin and not is_harmless_value(match["name"], text[begin:end]):
            pieces += (text[done:begin], written)
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _value(text: str, match: re.Match[str]) -> tuple[int, int, str]:
    """Where the value begins and ends, and what is written in its place; an empty one where there is none."""
    start = match.end()
    opening = _OPENING.match(text, start)
    if PLACEHOLDER.match(text, opening.end() if opening else start):
        return start, start, ""
    if opening:
        closing = _closing(opening[0]).search(text, opening.end())
        if closing:
            return opening.end(), closing.start(), HIDDEN
    context = _context(text, match, quoted=opening is not None)
    if context is None:
        return start, start, ""
    ends = _ENDS[context].search(text, opening.end() if opening else start)
    value = text[start : ends.start() if ends else len(text)].rstrip()
    if context == "word" and not match["name"].startswith("-"):
        value = value.rstrip(",;)]}")
    if _BLOCK.fullmatch(value) or (context == "line" and value[:1] in "{["):
        return start, start, ""
    return start, start + len(value), HIDDEN


@lru_cache(maxsize=16)
def _closing(opening: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\\){re.escape(opening)}")


def _context(text: str, match: re.Match[str], *, quoted: bool) -> str | None:
    """How the value ends, a key of :data:`_ENDS`; None for a colon of a sentence or of an ARN."""
    begin = match.start()
    before = text[begin - 1] if begin else "\n"
    if "=" in match["link"]:
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
