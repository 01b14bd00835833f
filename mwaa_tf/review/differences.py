"""What differs between two values that may be shown, attribute by attribute."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import Any

from mwaa_tf.review.values import Hidden

Path = tuple[str | int, ...]

#: Characters from which a text is shown as a diff of lines rather than as two values.
_LONG = 80

#: Lines of one text that are compared; beyond that only the counts are told.
_LINES = 2_000

_NOTHING: tuple[Any, ...] = (None, "", [], {})

#: Elements of lists that are compared with each other; longer ones are compared by position.
_ELEMENTS = 500


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One attribute before and after; None where it is not there."""

    path: Path
    before: Any
    after: Any
    forces_replacement: bool = False
    sensitive_changed: bool | None = None
    """Where both sides are hidden: whether they differ, which the values themselves no longer tell."""

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

    ``forced`` has the paths that force a replacement; an attribute at, above or below one of them is marked.
    """
    for path, old, new in _walk((), before, after):
        yield AttributeChange(path, old, new, any(related(path, one) for one in forced))


def _walk(path: Path, before: Any, after: Any) -> Iterator[tuple[Path, Any, Any]]:
    if _same(before, after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted({*before, *after}):
            yield from _walk((*path, name), before.get(name), after.get(name))
    elif isinstance(before, Mapping) and after is None and path == ():
        for name in sorted(before):
            yield from _walk((name,), before[name], None)
    elif isinstance(after, Mapping) and before is None and path == ():
        for name in sorted(after):
            yield from _walk((name,), None, after[name])
    elif isinstance(before, list) and isinstance(after, list) and _aligned(before, after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _walk((*path, index), old, new)
    else:
        yield path, before, after


def _same(before: Any, after: Any) -> bool:
    """Whether nothing is to be told: equal, or both empty in ways that Terraform does not tell apart."""
    if before == after:
        return _alike(before, after)
    return before in _NOTHING and after in _NOTHING


def _alike(before: Any, after: Any) -> bool:
    """Whether two equal values are so to Terraform too, where true is not 1."""
    if isinstance(before, dict):
        return all(_alike(item, after[name]) for name, item in before.items())
    if isinstance(before, list):
        return all(map(_alike, before, after))
    return isinstance(before, bool) == isinstance(after, bool)


def _aligned(before: list[Any], after: list[Any]) -> bool:
    """Whether two lists are compared best by position: objects of which most stayed what they were."""
    if len(before) != len(after) or not all(isinstance(item, Mapping) for item in (*before, *after)):
        return False
    return len(before) > _ELEMENTS or sum(old == new for old, new in zip(before, after, strict=True)) >= len(before) - 1


def elements(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any], bool]:
    """What a list lost, what it gained, and whether the elements it kept changed their order."""
    if len(before) + len(after) > 2 * _ELEMENTS:
        lost = [item for item in before if item not in after] if len(before) * len(after) < _ELEMENTS**2 else before
        gained = [item for item in after if item not in before] if len(before) * len(after) < _ELEMENTS**2 else after
        return lost, gained, False
    rest = list(after)
    lost = []
    kept = []
    for item in before:
        if item in rest:
            rest.remove(item)
            kept.append(item)
        else:
            lost.append(item)
    still = [item for item in after if item in kept]
    return lost, rest, still != kept


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


def as_lines(value: Any) -> list[str] | None:
    """A long text as its lines, JSON in it laid out; None for what is shown as a value."""
    if value is None:
        return []
    if isinstance(value, Hidden):
        return [str(value)]
    if not isinstance(value, str):
        return None
    document = _document(value)
    if document is not None:
        return json.dumps(document, indent=2, ensure_ascii=False).splitlines()
    if "\n" in value.rstrip("\n") or len(value) > _LONG:
        return value.splitlines()
    return [value]


def _document(text: str) -> Any:
    if text[:1] not in "{[" or len(text) < 3:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _unified(before: list[str], after: list[str]) -> tuple[str, ...]:
    if max(len(before), len(after)) > _LINES:
        return (f"@@ {len(before):,} lines become {len(after):,} @@",)
    lines = list(unified_diff(before, after, lineterm="", n=2))[2:]
    if lines and re.match(r"@@ -[01][, ]", lines[0]):
        del lines[0]  # nothing stands above it
    return tuple("@@" if line.startswith("@@") else line for line in lines)


def similarity(before: str, after: str) -> float:
    """From 0 to 1, how much of two short texts is the same."""
    return SequenceMatcher(None, before, after, autojunk=False).ratio()
