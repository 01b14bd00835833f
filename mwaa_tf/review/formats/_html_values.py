"""Values as HTML: what is invisible in them is shown, what is too long is truncated, and nothing in them is markup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from markupsafe import Markup, escape

from mwaa_tf.review.differences import AttributeChange, elements
from mwaa_tf.review.values import Hidden

#: Characters of one text, lines of one diff, elements of one list and levels of one value that are shown.
_VALUE = 4_000
_KEY = 300
_LINES = 400
_ELEMENTS = 100
_DEPTH = 24

#: Characters of a list that stands on one line.
_SHORT = 72

_KINDS: Mapping[str, Literal["added", "removed", "gap"]] = {"+": "added", "-": "removed", "@": "gap"}

#: ``json.dumps`` creates one for each call.
_QUOTED = json.JSONEncoder(ensure_ascii=False)


def visible(text: str, length: int) -> str:
    """At most ``length`` characters of ``text``, what a reader could not see as an escape (``\\u202e``).

    Lines and tabs stay. Bidirectional marks could make a line say what it does not.
    """
    rest = len(text) - length
    if rest > 0:
        text = text[:length]
    if not text.isprintable():
        text = "".join(one if one in "\n\t" or one.isprintable() else _escaped(one) for one in text)
    return f"{text}… ({rest:,} more characters)" if rest > 0 else text


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _span(kind: Literal["hidden", "text", "cut", "sign", "added", "removed", "gap", "same"], text: str) -> Markup:
    """An element of a class of the page, several times as fast as by ``Markup.format``: a page has 100,000s of them."""
    return Markup(f'<span class="{kind}">{escape(text)}</span>')  # noqa: S704 - escaped


def value(item: Any) -> Markup:
    """A value as a person writes it, laid out where it has parts."""
    pieces: list[Markup] = []
    length = 0
    for piece in _pieces(item, 0):
        pieces.append(piece)
        length += len(piece)
        if length > 2 * _VALUE:
            pieces.append(_span("cut", " … truncated"))
            break
    return Markup("").join(pieces)


def _pieces(item: Any, depth: int) -> Iterator[Markup]:
    if isinstance(item, Hidden):
        yield _span("hidden", str(item))
    elif isinstance(item, str):
        yield _span("text", visible(_QUOTED.encode(item[: _VALUE + 1]), _VALUE))
        if len(item) > _VALUE:
            yield _span("cut", f" {len(item):,} characters in all")
    elif isinstance(item, Mapping):
        yield from _block("{", [(_key(name), item[name]) for name in item], "}", depth)
    elif isinstance(item, list):
        yield from _block("[", [(Markup(""), one) for one in item], "]", depth)
    else:
        yield Markup.escape(visible(json.dumps(item), _VALUE))


def _key(name: str) -> Markup:
    return Markup.escape(visible(_QUOTED.encode(name), _KEY)) + ": "


def _block(opening: str, items: Sequence[tuple[Markup, Any]], closing: str, depth: int) -> Iterator[Markup]:
    if not items or depth >= _DEPTH:
        yield Markup.escape(f"{opening}{'…' if items else ''}{closing}")
        return
    if (line := _on_one_line(items)) is not None:
        yield Markup.escape(opening) + line + Markup.escape(closing)
        return
    yield Markup.escape(f"{opening}\n")
    indent = "  " * (depth + 1)
    for index, (key, item) in enumerate(items):
        yield indent + key
        yield from _pieces(item, depth + 1)
        yield Markup(",\n") if index < len(items) - 1 else Markup("\n")
    yield Markup.escape("  " * depth + closing)


def _on_one_line(items: Sequence[tuple[Markup, Any]]) -> Markup | None:
    """The elements of a short list of simple values; None for all else."""
    if len(items) > _SHORT or any(key or isinstance(item, (Mapping, list)) for key, item in items):
        return None
    if sum(len(str(item)) + 4 for _, item in items) > _SHORT:
        return None
    return Markup(", ").join(Markup("").join(_pieces(item, 0)) for _, item in items)


def compared(change: AttributeChange) -> Markup | None:
    """Both values in one where that reads better: texts as a diff, lists as lost and added elements; else None."""
    if isinstance(change.before, Hidden) or isinstance(change.after, Hidden):
        return None  # among the lines of a text, one could read just like the words for a hidden value
    if lines := change.lines():
        return _lines([(line[:1], line[1:]) for line in lines])
    if not (isinstance(change.before, list) and isinstance(change.after, list)):
        return None
    lost, gained, moved = elements(change.before, change.after)
    kept = len(change.before) - len(lost)
    if not kept and len(lost) + len(gained) <= 2:
        return None
    signed = [("-", one) for one in lost[:_ELEMENTS]] + [("+", one) for one in gained[:_ELEMENTS]]
    parts = [_line(sign, value(one)) for sign, one in signed]
    if len(lost) + len(gained) > len(signed):
        parts.append(_line("@", Markup.escape(f"{len(lost) + len(gained) - len(signed):,} more that differ")))
    if moved:
        parts.append(_line("@", Markup("the remaining elements are reordered")))
        parts.append(_line("-", value(change.before)))
        parts.append(_line("+", value(change.after)))
    elif kept:
        parts.append(_line("@", Markup.escape(f"{kept:,} unchanged")))
    return Markup("").join(parts)


def _lines(lines: Sequence[tuple[str, str]]) -> Markup:
    parts = []
    length = 0
    for number, (sign, text) in enumerate(lines):
        if number == _LINES or length > 5 * _VALUE:
            parts.append(_line("@", Markup.escape(f"{len(lines) - number:,} more lines")))
            break
        shown = visible(text.strip(" @") or "…" if sign == "@" else text, _VALUE)
        length += len(shown)
        parts.append(_line(sign, Markup.escape(shown)))
    return Markup("").join(parts)


def _line(sign: str, text: Markup) -> Markup:
    return _span(_KINDS.get(sign, "same"), _span("sign", {"@": " ", "-": "−"}.get(sign, sign)) + text + "\n")
