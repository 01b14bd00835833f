"""docs/troubleshooting.md and the index by which mwaa_tf names its entries, from tools/troubleshooting/.

``python -m tools.troubleshooting_docs`` writes both; with ``--check`` it writes nothing and fails where one is stale.
Given a text, it names the entries of the page about it: ``python -m tools.troubleshooting_docs "Error: …"``.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mwaa_tf.doctor.checks import checks
from mwaa_tf.troubleshooting import INDEX, PAGE, PLACEHOLDER, is_said_in, literal_length, normalized
from tools.documents import REPOSITORY, heading_anchor, write_or_check

FILE = REPOSITORY / PAGE
_INDEX = REPOSITORY / "mwaa_tf" / INDEX
_DATA = REPOSITORY / "tools/troubleshooting"

#: The origin of messages that are looked up in this project's own source.
OWN = "mwaa_tf"

#: Characters of a message in the index.
_INDEXED = 110


@dataclass(frozen=True)
class Message:
    """A message, word for word, with ``<NAME>`` where its text differs from case to case."""

    text: str

    def occurs_in(self, output: str) -> bool:
        """Whether ``output`` has it, with whatever names, however its lines are wrapped."""
        return is_said_in(self.text, normalized(output))


@dataclass(frozen=True)
class Entry:
    """Messages with one cause and one remedy."""

    subject: str
    title: str
    origin: str
    """Whose messages they are: a service of AWS, Terraform, its AWS provider, a browser, or :data:`OWN`."""
    messages: tuple[Message, ...]
    where: str
    """When they are seen, Markdown."""
    meaning: str
    fix: tuple[str, ...]
    """What to do, step by step, Markdown."""
    checks: tuple[str, ...] = ()
    """Ids of the doctor's checks that find the cause."""
    sources: tuple[str, ...] = ()
    """Where the texts of messages are from, and the facts about them."""
    inferred: str = ""
    """What no source says."""

    @property
    def anchor(self) -> str:
        """The fragment of its heading, as GitHub makes it."""
        return heading_anchor(self.title)


@dataclass(frozen=True)
class Subject:
    """A section of the page."""

    title: str
    about: str
    entries: tuple[Entry, ...]


def subject_files() -> list[Path]:
    """The files of the messages, in the order of the page."""
    return sorted(_DATA.glob("*.toml"))


@cache
def subjects() -> tuple[Subject, ...]:
    """The sections with their entries."""
    return tuple(_subject(tomllib.loads(file.read_text("utf-8"))) for file in subject_files())


def entries() -> tuple[Entry, ...]:
    """All entries, in the order of the page."""
    return tuple(entry for subject in subjects() for entry in subject.entries)


def find(output: str) -> tuple[Entry, ...]:
    """The entries with a message that ``output`` has; first the one that explains most of it."""
    found = {entry: max(map(_weight, messages)) for entry, messages in _occurrences(output)}
    return tuple(sorted(found, key=lambda entry: -found[entry]))


def documents() -> Iterator[tuple[Path, str]]:
    """The page and the index as they should be."""
    yield FILE, "\n".join(_page())
    anchors = {message.text: entry.anchor for entry in entries() for message in entry.messages}
    yield _INDEX, f"{json.dumps(anchors, indent=0, ensure_ascii=False)}\n"


def _occurrences(output: str) -> Iterator[tuple[Entry, list[Message]]]:
    for entry in entries():
        if messages := [message for message in entry.messages if message.occurs_in(output)]:
            yield entry, messages


def _weight(message: Message) -> int:
    return literal_length(message.text)


def _subject(data: dict[str, object]) -> Subject:
    title, about, rows = str(data["title"]), str(data["about"]), data["entry"]
    assert isinstance(rows, list)
    return Subject(title, about, tuple(_entry(title, row) for row in rows))


def _entry(subject: str, row: dict[str, object]) -> Entry:
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    fields["messages"] = tuple(Message(text) for text in row["messages"])  # type: ignore[attr-defined]
    return Entry(subject=subject, **fields)  # type: ignore[arg-type]


def _page() -> Iterator[str]:
    yield _INTRODUCTION
    yield "| section | messages about |\n| --- | --- |"
    yield from (f"| [{subject.title}](#{heading_anchor(subject.title)}) | {subject.about} |" for subject in subjects())
    yield ""
    yield from _index()
    for subject in subjects():
        yield f"## {subject.title}\n"
        for entry in subject.entries:
            yield _section(entry)


def _index() -> Iterator[str]:
    rows = {_indexed(message): entry for entry in entries() for message in entry.messages}
    yield "## All messages\n"
    yield f"The {len(rows)} messages of this page in alphabetical order; `…` stands for what differs.\n"
    for text in sorted(rows, key=lambda text: re.sub(r"\W", "", text).lower()):
        yield f"- [{_code(text)}](#{rows[text].anchor})"
    yield ""


def _indexed(message: Message) -> str:
    text = re.sub(r"…(\s*…)+", "…", PLACEHOLDER.sub("…", message.text))
    return text if len(text) <= _INDEXED else f"{text[: _INDEXED - 1].rstrip(' …')}…"


def _section(entry: Entry) -> str:
    lines = [f"### {entry.title}\n", "```text", *(message.text for message in entry.messages), "```\n"]
    lines.append(f"From {entry.origin}: {entry.where}\n\n{entry.meaning}\n")
    lines += [f"{number}. {step}" for number, step in enumerate(entry.fix, 1)] + [""]
    if entry.checks:
        found_by = ", ".join(f"[`{id}`](doctor.md#{id.replace('.', '')})" for id in entry.checks)
        lines.append(f"`mwaa_tf doctor`: {found_by}\n")
    sources = ", ".join(f"<{source}>" for source in entry.sources)
    notes = [f"Source: {sources}" if sources else "", f"Inferred: {entry.inferred}" if entry.inferred else ""]
    lines += [f"{note}\n" for note in notes if note]
    return "\n".join(lines)


def _code(text: str) -> str:
    """``text`` as code in Markdown: one that has backticks needs more of them around it."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def main(arguments: list[str]) -> int:
    """Write or check the page, or answer for the text in ``arguments``."""
    texts = [argument for argument in arguments if not argument.startswith("--")]
    if not texts:
        return write_or_check(documents(), arguments)
    answers = find(" ".join(texts))
    for entry in answers:
        print(f"{FILE.relative_to(REPOSITORY)}#{entry.anchor}: {entry.title}")
    return 0 if answers else 1


#: What precedes the sections; in a file of its own, since it is text.
_INTRODUCTION = (_DATA / "introduction.md").read_text("utf-8").replace("{checks}", str(len(checks())))

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
