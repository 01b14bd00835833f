"""Completion in the real shells: bash and zsh at a terminal with Tab, fish as it answers `complete -C`."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.terminal import shown
from tests.support import REPOSITORY

#: How each shell loads what `_MWAA_TF_COMPLETE=…_source mwaa_tf` printed, without files of a user.
_START = {
    "bash": ("bash", "--noprofile", "--norc", "-i"),
    "zsh": ("zsh", "-f", "-i"),
}
_LOAD = {
    "bash": ". ./completion.bash",
    "zsh": "autoload -Uz compinit; compinit -u -d ./dump; . ./completion.zsh",
}


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not shutil.which(shell), reason=f"{shell} is missing, its completion is not tested: make shells"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration of one environment, and the script of each shell."""
    tmp_path = tmp_path_factory.mktemp("completion")
    (tmp_path / "mwaa.yaml").write_bytes((REPOSITORY / "examples/smallest/mwaa.yaml").read_bytes())
    for shell in ("bash", "zsh", "fish"):
        script = subprocess.run(
            ["mwaa_tf"],
            env={**environment(), "_MWAA_TF_COMPLETE": f"{shell}_source"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        (tmp_path / f"completion.{shell}").write_text(script)
    return tmp_path


def environment() -> dict[str, str]:
    path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "TERM": "xterm", "PS1": "> ", "HISTFILE": os.devnull}


class Terminal:
    """A shell at a terminal: keys go in, and what is on the screen comes out."""

    def __init__(self, controller: int) -> None:
        self._controller = controller
        self._written = ""

    def press(self, keys: str, until: str, seconds: float = 60) -> str:
        """Type ``keys`` and return what is shown from then on, as soon as it has ``until``."""
        self._written = ""
        os.write(self._controller, keys.encode())
        deadline = time.monotonic() + seconds
        while until not in shown(self._written) and time.monotonic() < deadline:
            if select.select([self._controller], [], [], 0.2)[0]:
                self._written += os.read(self._controller, 4096).decode(errors="replace")
        text = shown(self._written)
        assert until in text, text
        return text


@contextmanager
def terminal(shell: str, folder: Path) -> Iterator[Terminal]:
    """``shell`` in ``folder`` with its completion loaded."""
    controller, end = pty.openpty()
    process = subprocess.Popen(
        _START[shell],
        cwd=folder,
        env=environment(),
        stdin=end,
        stdout=end,
        stderr=end,
        start_new_session=True,
        close_fds=True,
    )
    os.close(end)
    try:
        opened = Terminal(controller)
        # Printed by the command, and not by the terminal that echoes the line.
        opened.press(f"{_LOAD[shell]}; echo loa''ded\n", "loaded")
        yield opened
    finally:
        process.kill()
        process.wait()
        os.close(controller)


@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in ("bash", "zsh")])
def test_tab_completes_commands_options_and_keys(shell: str, folder: Path) -> None:
    clear = "\x15"
    with terminal(shell, folder) as line:
        line.press("mwaa_tf succ\t", "ession ")
        line.press(f"{clear}mwaa_tf render --str\t", "ict ")
        line.press(f"{clear}mwaa_tf render --format c\t", "dktf ")
        line.press(f"{clear}mwaa_tf login \t", "data-etl ")


@needs("fish")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("mwaa_tf re", {"rehearse", "render", "review"}),
        ("mwaa_tf render --for", {"--format", "--force"}),
        ("mwaa_tf login ", {"data-etl"}),
    ],
)
def test_fish_offers_commands_options_and_keys(typed: str, offered: set[str], folder: Path) -> None:
    script = "source completion.fish; complete --do-complete $argv[1]"
    done = subprocess.run(
        ["fish", "--no-config", "--command", script, typed],
        cwd=folder,
        env={**environment(), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert {line.partition("\t")[0] for line in done.stdout.splitlines()} == offered
