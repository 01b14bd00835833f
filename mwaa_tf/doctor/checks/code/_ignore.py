"""Which files ``.airflowignore`` excludes, in both of its syntaxes.

Airflow, airflow/utils/file.py (_RegexpIgnoreRule, _GlobIgnoreRule): a file holds for its folder and those below it. A
regular expression is searched for anywhere in the path below that folder; a glob is one of gitignore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mwaa_tf.doctor.view.code import StoredText

_NAME = ".airflowignore"
_COMMENT = re.compile(r"\s*#.*")


@dataclass(frozen=True, slots=True)
class IgnorePattern:
    """A line of ``.airflowignore``."""

    line: int
    text: str


def patterns_of(file: StoredText, syntax: str) -> Iterator[IgnorePattern]:
    """The lines with patterns; in a glob, only a ``#`` at the start begins a comment."""
    for number, line in enumerate(file.data.decode("utf-8", errors="replace").splitlines(), 1):
        text = _COMMENT.sub("", line).strip() if syntax == "regexp" else ("" if line.startswith("#") else line.strip())
        if text:
            yield IgnorePattern(number, text)


def compiled(pattern: IgnorePattern, syntax: str) -> re.Pattern[str]:
    """What a path is searched with. Raises :class:`re.error`."""
    return re.compile(pattern.text if syntax == "regexp" else _glob(pattern.text.removeprefix("!")))


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules of all ``.airflowignore`` files of a DAG folder."""

    rules: Sequence[tuple[str, bool, re.Pattern[str]]]
    """Folder that it holds for, whether it includes again, and what a path is searched with."""

    @classmethod
    def of(cls, files: Sequence[StoredText], syntax: str) -> IgnoreRules:
        """The rules in ``files``; a line that is no pattern ignores nothing, as in Airflow."""
        rules = []
        for file in sorted(
            (file for file in files if file.path.rpartition("/")[2] == _NAME), key=lambda file: file.path
        ):
            for pattern in patterns_of(file, syntax):
                try:
                    includes = syntax == "glob" and pattern.text.startswith("!")
                    rules.append((file.path.removesuffix(_NAME), includes, compiled(pattern, syntax)))
                except re.error:
                    continue
        return cls(rules)

    def ignores(self, path: str) -> bool:
        """Whether the file at ``path`` is ignored; of several rules, the last that matches decides."""
        ignored = False
        for folder, includes, pattern in self.rules:
            if path.startswith(folder) and pattern.search(path.removeprefix(folder)):
                ignored = not includes
        return ignored


def _glob(text: str) -> str:
    """A pattern of gitignore as a regular expression for :meth:`re.Pattern.search`."""
    is_anchored = "/" in text.rstrip("/")
    body = text.strip("/")
    parts, place = [], 0
    while place < len(body):
        piece, length = _piece(body, place)
        parts.append(piece)
        place += length
    end = "/" if text.endswith("/") else "(?:/|$)"
    return f"{'^' if is_anchored else '(?:^|/)'}{''.join(parts)}{end}"


def _piece(body: str, place: int) -> tuple[str, int]:
    """The next piece of a glob as a regular expression, and how long it is."""
    rest = body[place:]
    if rest.startswith("**/"):
        return "(?:.*/)?", 3
    if rest.startswith("**"):
        return ".*", 2
    if rest[0] == "*":
        return "[^/]*", 1
    if rest[0] == "?":
        return "[^/]", 1
    if match := re.match(r"\[(!?)([^\]]+)\]", rest):
        return f"[{'^' if match[1] else ''}{match[2]}]", len(match[0])
    if rest[0] == "\\" and len(rest) > 1:
        return re.escape(rest[1]), 2
    return re.escape(rest[0]), 1
