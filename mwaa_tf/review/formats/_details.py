"""The attributes of one change as signed lines, for formats made of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mwaa_tf.review.differences import AttributeChange, elements
from mwaa_tf.review.formats._shared import clean, value_text, wrapped_names
from mwaa_tf.review.model import Action, Change, OutputChange
from mwaa_tf.review.values import UNKNOWN
from mwaa_tf.text import plural

#: Characters of two values that have room beside each other.
_BESIDE = 90

_LONGEST_LINE = 240

_INDENT = "    "


class Line(NamedTuple):
    """A line: what it begins with (``+``, ``-``, ``~``, ``@`` for lines left out, or a space), and its text."""

    sign: str
    text: str


def details(change: Change, most: int = 200) -> Iterator[Line]:
    """What changes in a resource, at most about ``most`` lines of it; what forces a replacement first."""
    if change.action in (Action.FORGET, Action.MOVE, Action.IMPORT):
        return
    attributes = list(change.attributes())
    if not attributes:
        yield Line(" ", "nothing differs that may be shown")
    unknown = [item.name for item in attributes if item.after is UNKNOWN and not item.forces_replacement]
    known = [item for item in attributes if item.after is not UNKNOWN or item.forces_replacement]
    known.sort(key=lambda item: not item.forces_replacement)
    lines = (line for item in known for line in _attribute(item))
    yield from limited(lines, most)
    if unknown:
        names = wrapped_names(map(clean, unknown), _LONGEST_LINE - 20)
        yield Line("+" if change.action is Action.CREATE else "~", f"(known after apply): {names}")


def output_lines(output: OutputChange, most: int = 40) -> Iterator[Line]:
    """What changes in an output."""
    yield from limited(_attribute(AttributeChange((output.name,), output.before, output.after)), most)


def limited(lines: Iterator[Line], most: int) -> Iterator[Line]:
    """The first ``most`` of ``lines``, and how many there are beyond."""
    rest = 0
    for index, line in enumerate(lines):
        if index < most:
            yield line
        else:
            rest += 1
    if rest:
        yield Line("@", f"{plural(rest, 'more line')}")


def _attribute(item: AttributeChange) -> Iterator[Line]:
    name = clean(item.name) or "(all of it)"
    note = "  # forces replacement" if item.forces_replacement else ""
    before, after = item.before, item.after
    if item.sensitive_changed or (before is after and before is not None):
        yield Line("~", f"{name} = {before} -> {after}, another one{note}")
    elif lines := item.lines():
        sign = "~" if before is not None and after is not None else "+" if before is None else "-"
        yield Line(sign, f"{name} ={note}")
        yield from map(_line, lines)
    elif isinstance(before, list) and isinstance(after, list):
        yield Line("~", f"{name} ={note}")
        yield from _list(before, after)
    elif before is None:
        yield Line("+", f"{name} = {value_text(after)}{note}")
    elif after is None:
        yield Line("-", f"{name} = {value_text(before)}{note}")
    else:
        old, new = value_text(before), value_text(after)
        if len(old) + len(new) <= _BESIDE:
            yield Line("~", f"{name} = {old} -> {new}{note}")
        else:
            yield Line("-", f"{name} = {old}")
            yield Line("+", f"{name} = {new}{note}")


def _line(line: str) -> Line:
    if line.startswith("@@"):
        return Line("@", _INDENT + (clean(line.strip("@ ")) or "…"))
    return Line(line[0], _INDENT + clean(line[1:].replace("\t", "    "), _LONGEST_LINE))


def _list(before: Sequence[object], after: Sequence[object]) -> Iterator[Line]:
    lost, gained, reordered = elements(list(before), list(after))
    if not lost and not gained and not reordered:  # 1 and true are equal to Python, but not to Terraform
        lost, gained = list(before), list(after)
    for item in lost:
        yield Line("-", _INDENT + value_text(item, _LONGEST_LINE))
    for item in gained:
        yield Line("+", _INDENT + value_text(item, _LONGEST_LINE))
    if reordered:
        yield Line("~", f"{_INDENT}the elements that stay are in another order")
