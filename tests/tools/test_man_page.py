"""The man page has every command and option, is roff that groff takes without a warning, and is in the wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

import click
import pytest

from tests.cli.commands import all_commands
from tests.support import REPOSITORY
from tools.man_page import ENVIRONMENT, documents

((FILE, TEXT),) = documents()

needs_groff = pytest.mark.skipif(not shutil.which("groff"), reason="groff is missing: apt-get install groff")


def options(command: click.Command) -> Iterator[str]:
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            yield from (*parameter.opts, *parameter.secondary_opts)


def rendered() -> str:
    """What `man` shows on a wide terminal, without bold."""
    command = ["groff", "-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=200n", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


@needs_groff
def test_groff_takes_it_without_a_warning_and_every_command_and_option_is_there() -> None:
    page = rendered()

    for name, command in all_commands():
        begin = page.index(f"\n   {name}\n")
        section = page[begin : re.compile(r"\n   \S|\n\S").search(page, begin + 4).start()]  # type: ignore[union-attr]
        assert f"mwaa_tf {name}" in section
        for option in options(command):
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), (name, option)
        assert "-h, --help" in section


@needs_groff
def test_text_is_shown_as_it_is_written() -> None:
    """A backslash, a leading dot and hyphens: roff would read each as something else."""
    page = rendered()

    assert "--no-terraform" in page
    for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "FILES", "ENVIRONMENT", "EXIT STATUS"):
        assert f"\n{heading}\n" in page
    status = page[page.index("\nEXIT STATUS\n") :]
    assert re.findall(r"^ +(\d+) ", status, re.MULTILINE) == ["0", "1", "2", "70", "130"]


def test_no_line_of_text_is_a_request_of_roff_by_chance() -> None:
    requests = set(re.findall(r"^[.'](\S*)", TEXT, re.MULTILINE))

    assert requests <= {'\\"', "TH", "SH", "SS", "TP", "PP", "B", "nf", "fi"}
    assert "\b" not in TEXT


def test_the_variables_that_the_program_reads_are_explained() -> None:
    """Those of pipelines are set by the rendered pipelines themselves."""
    read = {
        name
        for file in (REPOSITORY / "mwaa_tf").rglob("*.py")
        if file.parent.name != "pipelines"
        for name in re.findall(r'"(MWAA_TF_[A-Z_]+)"', file.read_text("utf-8"))
    }

    assert {"MWAA_TF_DEBUG", "MWAA_TF_TERRAFORM"} <= read
    assert read <= ENVIRONMENT.keys()
