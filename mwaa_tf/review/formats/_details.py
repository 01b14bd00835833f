"""The attributes of one change as signed lines, for formats made of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mwaa_tf.markup.untrusted import clean
from mwaa_tf.review.differences import AttributeChange, elements
from mwaa_tf.review.formats._shared import format_value, join_within
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.model import Action, OutputChange, ReviewedChange
from mwaa_tf.review.values import UNKNOWN, Hidden
from mwaa_tf.text import plural

#: Characters of two values that fit on one line.
_ONE_LINE = 90

_MAX_LINE = 240

_INDENT = "    "


class Line(NamedTuple):
    """A line: what it begins with (``+``, ``-``, ``~``, ``@`` for lines left out, or a space), and its text."""

    sign: str
    text: str


def details(change: ReviewedChange, max_lines: int = 200) -> Iterator[Line]:
    """What changes in a resource, at most about ``max_lines`` lines; what forces a replacement first."""
    if change.action in (Action.FORGET, Action.MOVE, Action.IMPORT, Action.NOTHING):
        return
    attributes = list(change.attributes())
    if not attributes:
        yield Line(" ", "only sensitive values differ")
    unknown = [
        attribute.name for attribute in attributes if attribute.after is UNKNOWN and not attribute.forces_replacement
    ]
    known = [attribute for attribute in attributes if attribute.after is not UNKNOWN or attribute.forces_replacement]
    known.sort(key=lambda attribute: not attribute.forces_replacement)
    lines = (line for attribute in known for line in _attribute(attribute))
    yield from limited(lines, max_lines)
    if unknown:
        names = join_within(map(clean, unknown), _MAX_LINE - 20)
        yield Line("+" if change.action is Action.CREATE else "~", f"(known after apply): {names}")


def output_lines(output: OutputChange, max_lines: int = 40) -> Iterator[Line]:
    """What changes in an output."""
    yield from limited(_attribute(AttributeChange((output.name,), output.before, output.after)), max_lines)


def action_lines(action: InvokedAction, max_lines: int = 200) -> Iterator[Line]:
    """What an action is called with."""
    lines = (
        Line(" ", f"{clean(attribute.name) or '(whole value)'} = {format_value(attribute.after)}")
        for attribute in action.attributes()
    )
    yield from limited(lines, max_lines)


def limited(lines: Iterator[Line], max_lines: int) -> Iterator[Line]:
    """The first ``max_lines`` of ``lines``, and how many more there are."""
    rest = 0
    for index, line in enumerate(lines):
        if index < max_lines:
            yield line
        else:
            rest += 1
    if rest:
        yield Line("@", f"{plural(rest, 'more line')}")


def _attribute(attribute: AttributeChange) -> Iterator[Line]:
    name = clean(attribute.name) or "(whole value)"
    note = "  # forces replacement" if attribute.forces_replacement else ""
    before, after = attribute.before, attribute.after
    if attribute.sensitive_changed or (before is after and before is not None):
        yield Line("~", f"{name} = {before} -> {after}, changed{note}")
    elif attribute.tells_null:
        yield Line("~", f"{name} = {format_value(before)} -> {format_value(after)}{note}")
    elif lines := attribute.lines():
        sign = "~" if before is not None and after is not None else "+" if before is None else "-"
        hidden = _hidden_side(before, after)
        yield Line(sign, f"{name} ={hidden}{note}")
        # The words for a hidden value stand above: among the lines, a text could read just like them.
        signs = {"+" if isinstance(after, Hidden) else "", "-" if isinstance(before, Hidden) else ""}
        yield from (_line(line) for line in lines if line[:1] not in signs)
    elif isinstance(before, list) and isinstance(after, list):
        yield Line("~", f"{name} ={note}")
        yield from _list(before, after)
    elif before is None:
        yield Line("+", f"{name} = {format_value(after)}{note}")
    elif after is None:
        yield Line("-", f"{name} = {format_value(before)}{note}")
    else:
        old, new = format_value(before), format_value(after)
        if len(old) + len(new) <= _ONE_LINE:
            yield Line("~", f"{name} = {old} -> {new}{note}")
        else:
            yield Line("-", f"{name} = {old}")
            yield Line("+", f"{name} = {new}{note}")


def _hidden_side(before: object, after: object) -> str:
    if isinstance(after, Hidden):
        return f" … -> {after}" if before is not None else f" {after}"
    return f" {before} -> …" if isinstance(before, Hidden) else ""


def _line(line: str) -> Line:
    if line.startswith("@@"):
        return Line("@", _INDENT + (clean(line.strip("@ ")) or "…"))
    return Line(line[0], _INDENT + clean(line[1:].replace("\t", "    "), _MAX_LINE))


def _list(before: Sequence[object], after: Sequence[object]) -> Iterator[Line]:
    lost, gained, reordered = elements(list(before), list(after))
    for element in lost:
        yield Line("-", _INDENT + format_value(element, _MAX_LINE))
    for element in gained:
        yield Line("+", _INDENT + format_value(element, _MAX_LINE))
    if reordered:
        yield Line("~", f"{_INDENT}the remaining elements are reordered")
