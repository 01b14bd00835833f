"""Every block of a guide is run by a test, or is in the list of those that are not, with the reason."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mwaa_tf.cli import cli
from tests.docs.guides import GUIDES, Block, all_blocks
from tests.docs.test_first_hour import RUN
from tests.support import REPOSITORY

NOT_RUN = tomllib.loads((Path(__file__).parent / "not_run.toml").read_text("utf-8"))["block"]
BLOCKS = [block for guide in GUIDES for block in all_blocks(guide)]
#: Run and compared, or read by a test of test_guides.py, test_workflows.py or test_readme.py.
_CHECKED = {"console", "python", "yaml", "yml", "json", "hcl"}
#: Named by their first line; where several of a page begin alike, an entry stands for all of them.
LISTED = {(entry["page"], entry["begins"]): entry["reason"] for entry in NOT_RUN}

_PROMPT = re.compile(r"^\$ ", re.MULTILINE)
#: `mwaa_tf` as a command: in a block at the beginning of a line, in prose between backticks.
_IN_BLOCK = re.compile(r"^(?:\$ )?(?:.* && )?((?:python -m )?mwaa_tf (?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)
_IN_PROSE = re.compile(r"(?<!`)`((?:python -m )?mwaa_tf [a-z][^`]*)`(?!`)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def key(block: Block) -> tuple[str, str]:
    return block.name, block.first_line


def is_command(block: Block) -> bool:
    """Whether it is to be typed: commands, or a transcript."""
    return block.language == "sh" or (block.language == "text" and bool(_PROMPT.search(block.text)))


def test_every_block_of_commands_is_run_or_listed_with_a_reason() -> None:
    unknown = [str(block) for block in BLOCKS if is_command(block) and key(block) not in {*LISTED, *RUN}]

    assert unknown == []
    assert all(len(reason.split()) >= 5 for reason in LISTED.values())


def test_what_is_listed_exists_and_is_not_run() -> None:
    existing = {key(block) for block in BLOCKS if is_command(block)}

    assert sorted({*LISTED, *RUN} - existing) == []
    assert not set(LISTED) & set(RUN)


def test_the_reasons_name_tests_that_exist() -> None:
    for reason in LISTED.values():
        for path in re.findall(r"tests/[\w./]+", reason):
            assert (REPOSITORY / path.rstrip(".")).exists(), reason


def test_every_block_has_a_language_that_a_test_knows() -> None:
    assert [str(block) for block in BLOCKS if block.language not in {*_CHECKED, "sh", "text"}] == []


def test_what_is_left_out_of_a_transcript_is_said() -> None:
    """`...` or `[…]` alone would leave open whether the command prints it."""
    silent = [
        f"{block}: {line}"
        for block in BLOCKS
        if block.language in {"console", "text"}
        for line in block.text.splitlines()
        if line.strip() in {"...", "…", "[…]", "[...]"}
    ]

    assert silent == []


def typed() -> Iterator[tuple[str, str]]:
    """Every call of mwaa_tf on a page, in a block or in prose: where, and what."""
    for guide in GUIDES:
        text = guide.read_text("utf-8")
        for block in all_blocks(guide):
            if block.language in {"sh", "console"} or is_command(block):
                for call in _IN_BLOCK.findall(block.text):
                    yield f"{block.name}:{block.line}", call.replace("\\\n", " ")
        for call in _IN_PROSE.findall(_FENCE.sub("", text)):
            yield guide.name, " ".join(call.split())


def arguments(call: str) -> list[str]:
    """The words of a call up to the first that belongs to the shell."""
    words = shlex.split(call.replace("python -m mwaa_tf", "mwaa_tf"), comments=True)[1:]
    end = next((number for number, word in enumerate(words) if word[0] in "|><;&" or word == "2>"), len(words))
    return [word for word in words[:end] if word not in {"2>/dev/null", "…"}]


def parse(words: list[str]) -> None:
    """Parse a call without running it. Raises :class:`click.UsageError` for a command or an option that is unknown."""
    context = click.Context(cli, info_name="mwaa_tf")
    command: click.Command = cli
    while isinstance(command, click.Group):
        _, rest, _ = command.make_parser(context).parse_args(list(words))
        if not rest or rest[0] == "COMMAND":
            return
        subcommand = command.get_command(context, rest[0])
        if subcommand is None:
            raise click.UsageError(f"no such command: {rest[0]}")
        context = click.Context(subcommand, parent=context, info_name=rest[0])
        command, words = subcommand, rest[1:]
    command.make_parser(context).parse_args(list(words))


def test_every_call_on_a_page_is_one_that_the_command_line_takes() -> None:
    wrong, count = [], 0
    for place, call in typed():
        count += 1
        try:
            parse(arguments(call))
        except (click.UsageError, ValueError) as error:
            wrong.append(f"{place}: {call}: {error}")

    assert wrong == []
    assert count > 100


@pytest.mark.parametrize("call", ["mwaa_tf rehears", "mwaa_tf status --refersh", "mwaa_tf dags bisekt x"])
def test_a_call_that_does_not_exist_is_found(call: str) -> None:
    with pytest.raises(click.UsageError):
        parse(arguments(call))
