"""Public text uses the field's words: ``python -m tools.words`` names each place that does not.

Public are the documents, the modules, the templates, and in Python what can reach a person: strings and docstrings.
``words.toml`` has the words.
"""

from __future__ import annotations

import io
import re
import sys
import tokenize
import tomllib
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.documents import REPOSITORY

#: What is checked, as patterns below the checkout.
PUBLIC = (
    "*.md",
    "docs/**/*.md",
    "docs/**/*.json",
    "examples/**/*.md",
    "examples/**/*.yaml",
    "modules/*/*.md",
    "modules/*/*.tf",
    "mwaa_tf/**/*.j2",
    "mwaa_tf/**/*.py",
    "mwaa.yaml",
)

_WORDS = Path(__file__).with_suffix(".toml")

_FIELDS = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class WordRule:
    """Words that are not used, what is used instead and why, and a sentence with each."""

    words: tuple[str, ...]
    use: str
    why: str
    bad: str
    good: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that should be another; ``line`` counts from 1."""

    file: str
    line: int
    word: str
    rule: WordRule

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.word!r}: use {self.rule.use}"


class WordList:
    """The rules and the phrases in which a word is right."""

    def __init__(self, rules: Sequence[WordRule], allowed: Sequence[str]) -> None:
        self.rules = tuple(rules)
        self._rules = {word.lower(): rule for rule in rules for word in rule.words}
        # The longest first: "is there already" is one hit, and "is there" would take its beginning.
        pattern = _any_of(sorted(self._rules, key=len, reverse=True))
        self._words = re.compile(pattern, re.IGNORECASE)
        self._lower = re.compile(pattern)
        self._allowed = re.compile(_any_of(allowed), re.IGNORECASE)

    def search(self, text: str) -> Iterator[tuple[int, str, WordRule]]:
        """Each hit in ``text``: its offset, the words as they are there, and their rule."""
        if not self._lower.search(text.lower()):  # five times as fast as a search in any case
            return
        matches = self._words.finditer(text)
        right = [match.span() for match in self._allowed.finditer(text)]
        for match in matches:
            if not any(start <= match.start() and match.end() <= end for start, end in right):
                yield match.start(), " ".join(match[0].split()), self._rules[" ".join(match[0].lower().split())]


def load(file: Path = _WORDS) -> WordList:
    """The word list of ``file``."""
    data = tomllib.loads(file.read_text("utf-8"))
    rules = [WordRule(words=tuple(rule.pop("words")), **rule) for rule in data["rule"]]
    return WordList(rules, data["allowed"])


def check(words: WordList, file: Path, root: Path = REPOSITORY) -> list[Hit]:
    """The hits in one file below ``root``."""
    text = file.read_text("utf-8")
    hits = list(words.search(text))
    if hits and file.suffix == ".py":
        hits = list(words.search(_strings(text)))
    lines = [match.start() for match in re.finditer("\n", text)]
    name = file.relative_to(root).as_posix()
    return [Hit(name, bisect(lines, offset - 1) + 1, word, rule) for offset, word, rule in hits]


def main(arguments: list[str]) -> int:
    """Check the files that are named, by default all public ones. Returns the exit code."""
    words = load()
    files = [Path(argument).resolve() for argument in arguments]
    if not files:
        files = sorted({file for pattern in PUBLIC for file in REPOSITORY.glob(pattern)})
    hits = [hit for file in files for hit in check(words, file)]
    for hit in hits:
        print(hit)
    if hits:
        print(f"{len(hits)} places; a phrase that is right goes into `allowed` of tools/words.toml", file=sys.stderr)
    return 1 if hits else 0


def _any_of(phrases: Sequence[str]) -> str:
    patterns = (r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return rf"\b(?:{'|'.join(patterns)})(?![\w-])"


def _strings(source: str) -> str:
    """``source`` with all that is not in a string blanked out, every offset as it was."""
    starts = [0, *(match.end() for match in re.finditer("\n", source))]
    blank = [character if character == "\n" else " " for character in source]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING or tokenize.tok_name[token.type] == "FSTRING_MIDDLE":
            start = starts[token.start[0] - 1] + token.start[1]
            # Before Python 3.12 an f-string is one token, code included.
            code = "f" in token.string[:2].lower() and _FIELDS
            text = code.sub(lambda field: " " * len(field[0]), token.string) if code else token.string
            blank[start : start + len(text)] = text
    return "".join(blank)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
