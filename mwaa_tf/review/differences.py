"""What differs between two values that may be shown, attribute by attribute."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from functools import lru_cache
from itertools import zip_longest
from typing import Any

import msgspec

from mwaa_tf.review.values import NOTHING, SENSITIVE, Hidden

Path = tuple[str | int, ...]

#: Characters from which a text is shown as a diff of lines rather than as two values.
_LONG = 80

#: Characters of a text whose lines are remembered.
_SHORT_DOCUMENT = 10_000

#: Lines of one text that are compared; beyond that only the counts are told.
_LINES = 2_000

_ENCODER = msgspec.json.Encoder(order="sorted", enc_hook=str)
_PLAIN = msgspec.json.Encoder(enc_hook=str)


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One attribute before and after; None where it is not there."""

    path: Path
    before: Any
    after: Any
    forces_replacement: bool = False
    sensitive_changed: bool | None = None
    """Where both sides are hidden: whether they differ, which the values themselves no longer tell."""
    tells_null: bool = False
    """Whether the attribute exists on both sides, with null on the one and an empty value on the other."""

    @property
    def name(self) -> str:
        """The path as Terraform writes it: ``tags["Name"]``, ``ingress[0].cidr_blocks``."""
        return path_text(self.path)

    def lines(self) -> tuple[str, ...]:
        """The lines of a diff where the values are long texts or documents; none where they are not.

        Each line begins with ``+``, ``-`` or a space, as in a unified diff; ``@@`` marks what was left out.
        """
        before, after = as_lines(self.before), as_lines(self.after)
        if before is None or after is None or len(before) + len(after) <= 2:
            return ()
        return _unified(before, after)


def differences(before: Any, after: Any, forced: Sequence[Path] = ()) -> Iterator[AttributeChange]:
    """The attributes in which two shown objects differ, in the order of their names, the unchanged left out.

    ``forced`` has the paths that force a replacement; an attribute at, above or below one of them is marked. That null
    becomes an empty list or map, which providers plan without a reason, is told only where nothing else differs.
    """
    empty: list[AttributeChange] = []
    differs = False
    for path, old, new in () if _same(before, after) else _walk((), before, after):
        forces = bool(forced) and any(related(path, forcing) for forcing in forced)
        change = AttributeChange(path, old, new, forces, tells_null=_are_empty(old, new))
        if change.tells_null and "" not in (old, new) and not forces:
            empty.append(change)
        else:
            differs = True
            yield change
    if not differs:
        yield from empty


def hidden_differences(
    before: Any, after: Any, old: Any, new: Any, forced: Sequence[Path], path: Path = ()
) -> Iterator[AttributeChange]:
    """Attributes with different hidden values, and texts that differ in what is hidden: the fact is no secret.

    ``before`` and ``after`` are what is shown of ``old`` and ``new``; a part of which nothing is hidden is the same
    object in both.
    """
    if before is old and after is new:
        return
    if (before is SENSITIVE and after is SENSITIVE) or (isinstance(before, str) and before == after):
        if old != new:
            yield AttributeChange(path, SENSITIVE, SENSITIVE, any(other[: len(path)] == path for other in forced), True)
    elif isinstance(before, dict) and isinstance(after, dict) and isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(before.keys() & after.keys()):
            shown, real = (before[name], after[name]), (old.get(name), new.get(name))
            if shown[0] is not real[0] or shown[1] is not real[1]:
                yield from hidden_differences(*shown, *real, forced, (*path, name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, old or [], new or [], strict=False)):
            yield from hidden_differences(*pair, forced, (*path, index))


def _walk(path: Path, before: Any, after: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Where two values differ that are not the same."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted({*before, *after}):
            old, new = before.get(name), after.get(name)
            # One that is missing on one side and empty on the other says nothing.
            if not _same(old, new) and ((name in before and name in after) or not _are_empty(old, new)):
                yield from _walk((*path, name), old, new)
    elif isinstance(before, Mapping) and after is None and path == ():
        yield from _walk((), before, {})
    elif isinstance(after, Mapping) and before is None and path == ():
        yield from _walk((), {}, after)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _walk_lists(path, before, after)
    else:
        yield path, before, after


def _walk_lists(path: Path, before: list[Any], after: list[Any]) -> Iterator[tuple[Path, Any, Any]]:
    if _aligned(before, after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            if not _same(old, new):
                yield from _walk((*path, index), old, new)
    elif any(map(_is_text, before)) and any(map(_is_text, after)):
        yield from _walk_texts(path, before, after)
    else:
        yield path, before, after


def _walk_texts(path: Path, before: list[Any], after: list[Any]) -> Iterator[tuple[Path, Any, Any]]:
    """Lists with texts of several lines: each that was lost is compared with one that was added, in their order."""
    places = _unmatched(before, after)
    if not any(places):
        yield path, before, after  # only their order changes
    for old, new in zip_longest(*places):
        index = new if new is not None else old
        yield (*path, index), None if old is None else before[old], None if new is None else after[new]


def _same(before: Any, after: Any) -> bool:
    """Whether two values are equal to Terraform too, where true is not 1, and null is not empty."""
    if before != after:
        return False
    # To compare what they are encoded as is faster than to look at each part. Maps may differ in their order only.
    is_container = isinstance(before, (dict, list))
    return (is_container and _PLAIN.encode(before) == _PLAIN.encode(after)) or _alike(before, after)


def _are_empty(before: Any, after: Any) -> bool:
    """Whether one of two values is null, and the other one is empty."""
    return [before, after].count(None) == 1 and all(value in NOTHING for value in (before, after))


def _alike(before: Any, after: Any) -> bool:
    """Whether two equal values are so to Terraform too, where true is not 1."""
    if isinstance(before, dict):
        return all(_alike(member, after[name]) for name, member in before.items())
    if isinstance(before, list):
        return all(map(_alike, before, after))
    return isinstance(before, bool) == isinstance(after, bool)


def _aligned(before: list[Any], after: list[Any]) -> bool:
    """Whether two lists are compared best by position: objects of which most stayed what they were."""
    if len(before) != len(after) or not all(isinstance(element, Mapping) for element in (*before, *after)):
        return False
    return sum(bool(old == new) for old, new in zip(before, after, strict=True)) >= len(before) - 1


def elements(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any], bool]:
    """What a list lost, what it gained, and whether the elements it kept changed their order; in linear time."""
    lost, gained = _unmatched(before, after)
    missing, added = set(lost), set(gained)
    kept = [_key(element) for index, element in enumerate(before) if index not in missing]
    still = [_key(element) for index, element in enumerate(after) if index not in added]
    return [before[index] for index in lost], [after[index] for index in gained], kept != still


def _unmatched(before: list[Any], after: list[Any]) -> tuple[list[int], list[int]]:
    """The indices of elements of the one list that the other does not have, as often as it does not."""
    places: dict[bytes, deque[int]] = {}
    for index, element in enumerate(after):
        places.setdefault(_key(element), deque()).append(index)
    lost = []
    for index, element in enumerate(before):
        same = places.get(_key(element))
        if same:
            same.popleft()
        else:
            lost.append(index)
    return lost, sorted(index for rest in places.values() for index in rest)


def _key(element: Any) -> bytes:
    """What is equal for equal elements, and different for true and 1."""
    return _ENCODER.encode(element)


def _is_text(value: Any) -> bool:
    """Whether a value is a text of several lines, or a document in one."""
    return isinstance(value, str) and ("\n" in value.rstrip("\n") or _document(value) is not None)


def related(path: Path, other: Path) -> bool:
    """Whether one of two paths leads to the other, or they are the same."""
    length = min(len(path), len(other))
    return path[:length] == other[:length]


def path_text(path: Path) -> str:
    """A path as Terraform writes it."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part.replace("_", "").replace("-", "").isalnum():
            text += f".{part}" if text else part
        else:
            text += f"[{json.dumps(part, ensure_ascii=False)}]"
    return text


def as_lines(value: Any) -> Sequence[str] | None:
    """A long text as its lines, JSON in it laid out; None for what is shown as a value."""
    if value is None:
        return []
    if isinstance(value, Hidden):
        return [str(value)]
    if not isinstance(value, str):
        return None
    return _lines_of_recent(value) if len(value) <= _SHORT_DOCUMENT else _lines_of(value)


def _lines_of(value: str) -> Sequence[str]:
    document = _document(value)
    if document is not None:
        return json.dumps(document, indent=2, ensure_ascii=False).splitlines()
    if "\n" in value.rstrip("\n") or len(value) > _LONG:
        return value.splitlines()
    return [value]


# The resources that one block makes often have the same policy.
_lines_of_recent = lru_cache(maxsize=64)(_lines_of)


def _document(text: str) -> Any:
    if text[:1] not in "{[" or len(text) < 3:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _unified(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    if max(len(before), len(after)) > _LINES:
        return (f"@@ {len(before):,} lines become {len(after):,} @@",)
    lines = list(unified_diff(before, after, lineterm="", n=2))[2:]
    if lines and re.match(r"@@ -[01][, ]", lines[0]):
        del lines[0]  # nothing stands above it
    return tuple("@@" if line.startswith("@@") else line for line in lines)


def similarity(before: str, after: str) -> float:
    """From 0 to 1, how much of two short texts is the same."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio()
