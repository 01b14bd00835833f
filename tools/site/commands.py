"""A page for each command with what its ``--help`` says, and one that lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.command_help import CommandHelp, Paragraph, commands, program
from tools.site.restructured import block, heading, literal, text, toctree


def write(folder: Path) -> None:
    """Write the pages into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for command in commands():
        names.append(command.name.replace(" ", "-"))
        (folder / f"{names[-1]}.rst").write_text("\n".join(_page(command.name, command)), "utf-8")
    whole = program()
    lines = [*_page("Help of the commands", whole), "Commands", "--------", "", *_summaries()]
    (folder / "index.rst").write_text("\n".join(lines) + toctree(names, hidden=True), "utf-8")


def _summaries() -> Iterator[str]:
    for command in commands():
        first = command.description[0].text if command.description else ""
        yield from (f":doc:`{command.name} <{command.name.replace(' ', '-')}>`", f"   {text(first)}", "")


def _page(title: str, command: CommandHelp) -> Iterator[str]:
    yield heading(title)
    yield from _paragraphs(command.description)
    yield block([command.usage])
    if command.options:
        yield heading("Options", "-")
        for term, description in command.options:
            yield from (literal(term), f"   {text(description)}", "")
    if command.epilog:
        yield heading("More", "-")
        yield from _paragraphs(command.epilog)


def _paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield block(paragraph.lines) if paragraph.preformatted else f"{text(paragraph.text)}\n"
