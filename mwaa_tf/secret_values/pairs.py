"""Text without the values of pairs that are written in lines of their own: a name, other members, and a value."""

from __future__ import annotations

from msgspec import Struct

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.names import is_harmless_value, is_secret_name

#: What stands in the place of a value that was hidden for its name.
HIDDEN = "(sensitive value)"

#: How members of a pair are called, in lower case: ``{name, value}``, ``{ParameterKey, ParameterValue}``.
NAMES = (
    *("name", "key", "variable", "parametername", "parameterkey", "optionname", "header", "field"),
    *("envname", "variablename", "settingname", "paramname", "propertyname"),
)
VALUES = (
    *("value", "values", "parametervalue", "stringvalue", "defaultvalue", "default", "valuewo"),
    *("envvalue", "variablevalue", "optionvalue", "settingvalue", "paramvalue", "propertyvalue"),
)

_LINE = LazyPattern(
    r"(?P<indent>[ \t]{0,200}+(?P<dashes>(?:-[ \t]{1,20}+){0,8}))"
    r"(?P<begin>(?P<quote>\\{0,4}[\"']?)(?P<key>[A-Za-z_][\w-]{0,40}+)(?P=quote)[ \t]{0,40}[:=](?:[ \t]{1,40}+|$))"
    r"(?P<rest>.*)"
)
_BLOCK = LazyPattern(r"[|>][+-]?\d?[+-]?")
_COMMENT = LazyPattern(r"[ \t]#.*")


class _Pair(Struct):
    """Members that stand in the same column."""

    name: str | None = None
    line: int | None = None
    """Of the value."""


def without_pairs(text: str) -> str:
    """``text`` without the values of pairs whose members stand in the same column, each in a line."""
    if "\n" not in text or "value" not in text.lower():
        return text
    lines = text.split("\n")
    for number in sorted(_values(lines), reverse=True):
        match = _LINE.match(lines[number])
        rest = match["rest"].strip() if match else ""
        if match is None or rest in ("{", "[", "") or _is_harmless(rest):
            continue
        is_block = _BLOCK.fullmatch(rest) is not None
        last = _last_line(lines, number, len(match["indent"]), is_block=is_block)
        comma = "," if rest.endswith(",") else ""
        quote = rest[:1] if rest[:1] in ("'", '"') else ""
        lines[number] = match["indent"] + match["begin"] + (rest if is_block else f"{quote}{HIDDEN}{quote}{comma}")
        if last > number:
            lines[number + 1 : last + 1] = [" " * len(match["indent"]) + f"  {HIDDEN}"] if is_block else []
    return "\n".join(lines)


def _last_line(lines: list[str], number: int, column: int, *, is_block: bool) -> int:
    """The last line of the value that begins in line ``number``: those that go on with it stand deeper."""
    last = number
    for following in range(number + 1, len(lines)):
        line = lines[following]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip(" \t")) <= column or not (is_block or _LINE.match(line) is None):
            break
        last = following
    return last


def _is_harmless(rest: str) -> bool:
    return is_harmless_value("", _plain(rest))


def _plain(rest: str) -> str:
    return _COMMENT.sub("", rest).strip(" \t,;\\\"'")


def _values(lines: list[str]) -> list[int]:
    """The lines with values of names of secrets."""
    values: list[int] = []
    pairs: dict[int, _Pair] = {}
    for number, line in enumerate(lines):
        match = _LINE.match(line)
        if match is None:
            if line.strip() and not line.lstrip().startswith(("#", "//")):
                indent = len(line) - len(line.lstrip(" \t"))
                pairs = {column: pair for column, pair in pairs.items() if column < indent}
            continue
        column = len(match["indent"])
        pairs = {other: pair for other, pair in pairs.items() if other <= column}
        pair = _Pair() if match["dashes"] else pairs.get(column, _Pair())
        pairs[column] = pair
        key = match["key"].replace("_", "").replace("-", "").lower()
        if key in NAMES:
            pair.name = _plain(match["rest"])
        elif key in VALUES:
            pair.line = number
        if pair.line is not None and pair.name and is_secret_name(pair.name):
            values.append(pair.line)
            pair.line = None
    return values
