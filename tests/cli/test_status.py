"""`status` as a process: on a terminal of 80 columns, piped, and watching a deployment on a local AWS."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import shutil
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf import load
from mwaa_tf.cli._status_watch import changed_lines, live_lines
from mwaa_tf.lifecycle.status.document import schema
from mwaa_tf.local_aws.local_aws import LocalAws, without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from tests.cli.terminal import shown
from tests.lifecycle.status.test_states import LOCK, encoded, locked, state
from tests.lifecycle.status.test_table import SITUATIONS
from tests.support import DATA, OWNER, REPOSITORY, changes_of, render, run, tree, wait_until

SMALLEST = REPOSITORY / "examples" / "smallest" / "mwaa.yaml"
NETWORK, ETL = "generated/analytics/1-network", "generated/analytics/2-environments/data-etl"
OUTPUTS = {"private_subnet_ids": ["subnet-1", "subnet-2"], "vpc_id": "vpc-1"}


@pytest.fixture(scope="module")
def local() -> Iterator[LocalAws]:
    described = load(SMALLEST)
    with local_aws_for(described) as running:
        prepare_for(running, described)
        yield running


@pytest.fixture
def environ(local: LocalAws) -> Mapping[str, str]:
    """The environment of a person with the keys of the owner."""
    return local.environment(OWNER, without_aws(os.environ))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The smallest configuration, rendered, and its network applied."""
    shutil.copy(SMALLEST, tmp_path)
    render(tmp_path)
    (tmp_path / NETWORK / "terraform.tfstate").write_bytes(encoded(state({"attributes": {}}, **OUTPUTS)))
    return tmp_path


def on_terminal(folder: Path, environ: Mapping[str, str], *arguments: str, columns: int = 80) -> str:
    """What a terminal of ``columns`` and 24 lines gets, with its control sequences."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    variables = {name: value for name, value in environ.items() if name not in ("CI", "NO_COLOR", "COLUMNS", "LINES")}
    with subprocess.Popen(
        [sys.executable, "-m", "mwaa_tf", "status", *arguments],
        cwd=folder,
        env={**variables, "TERM": "xterm-256color"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
    ) as process:
        os.close(follower)
        written = b"".join(iter(lambda: _read(leader), b""))
        assert process.wait(timeout=60) in (0, 1)
    os.close(leader)
    return written.decode()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux answers EIO once the other end is closed
        return b""


def test_a_terminal_of_80_columns_shows_the_table_in_colours(folder: Path, environ: Mapping[str, str]) -> None:
    text = on_terminal(folder, environ)
    lines = shown(text).splitlines()
    assert "\x1b[" in text
    assert lines[0].startswith("WORKSPACE ")
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("  needs credentials of account 222222222222 (participant data)") for line in lines)
    assert "    mwaa_tf apply 2-environments/data-etl" in lines
    assert lines[-1] == "1 of 3 workspaces applied"


def test_no_color_means_none(folder: Path, environ: Mapping[str, str]) -> None:
    text = run("status", cwd=folder, env={**environ, "NO_COLOR": "1"})
    assert "\x1b" not in text.stdout
    assert text.returncode == 0


def test_a_look_is_read_only_and_its_json_fits_the_schema(folder: Path, environ: Mapping[str, str]) -> None:
    before = tree(folder), changes_of(folder)
    done = run("status", "--json", cwd=folder, env={**environ, "MWAA_TF_TERRAFORM": "/nowhere/terraform"})
    data = json.loads(done.stdout)
    assert not list(Draft202012Validator(schema()).iter_errors(data))
    assert (tree(folder), changes_of(folder)) == before
    network, etl, _ = data["deployments"][0]["workspaces"]
    assert (network["applied"], network["needs_account"], network["resources"]) == ("applied", None, 1)
    assert (etl["applied"], etl["needs_account"]) == ("not applied", DATA)


def test_commands_have_the_options_of_this_one(folder: Path, environ: Mapping[str, str]) -> None:
    (folder / "mwaa.yaml").rename(folder / "my network.yaml")
    (folder / NETWORK / "terraform.tfstate").unlink()
    done = run("status", "-c", "my network.yaml", "1-network", cwd=folder, env=environ)
    assert "    mwaa_tf apply -c 'my network.yaml' 1-network\n" in done.stdout
    assert done.returncode == 1


def test_a_configuration_that_is_newer_than_what_is_rendered_is_a_warning(
    folder: Path, environ: Mapping[str, str]
) -> None:
    assert run("status", cwd=folder, env=environ).stderr == ""
    config = folder / "mwaa.yaml"
    config.write_text(config.read_text().replace("name: etl", "name: etl, max_workers: 7"))
    done = run("status", "--json", cwd=folder, env=environ)
    assert done.stderr == "Warning: generated/analytics: `mwaa_tf render` would change 1 file\n"
    assert json.loads(done.stdout)["deployments"][0]["workspaces"][0]["applied"] == "applied"
    shutil.rmtree(folder / "generated")
    assert run("status", cwd=folder, env=environ).stderr == ""  # the next steps say it


def test_rendered_files_that_cannot_be_compared_do_not_hide_the_status(
    folder: Path, environ: Mapping[str, str]
) -> None:
    (folder / "generated/analytics/.mwaa_tf.json").write_text('{"version": 99}')
    done = run("status", "1-network", cwd=folder, env=environ)
    assert done.stderr.startswith(
        "Warning: generated/analytics: whether `mwaa_tf render` would change files is not known: "
    )
    assert done.stdout.endswith("1 of 1 workspace applied\n")


def test_only_what_was_asked_for_is_shown(folder: Path, environ: Mapping[str, str]) -> None:
    one = run("status", "1-network", cwd=folder, env=environ)
    assert (one.returncode, "2-environments" in one.stdout) == (0, False)
    stage = run("status", "--only", "2-*", cwd=folder, env=environ)
    assert ("1-network" in stage.stdout, "2-environments/data-etl" in stage.stdout) == (False, True)
    unknown = run("status", "data-elt", cwd=folder, env=environ)
    assert unknown.returncode == 2
    assert "unknown workspace 'data-elt', did you mean data-etl?" in unknown.stderr


def test_refreshing_again_and_again_is_refused(folder: Path) -> None:
    done = run("status", "--watch", "--refresh", cwd=folder)
    assert (done.returncode, done.stderr) == (2, "Error: --watch and --refresh are mutually exclusive\n")


@contextmanager
def watching(folder: Path, environ: Mapping[str, str], *arguments: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """`status --watch` without a terminal, and the file with its messages."""
    messages = folder / "messages"
    command = [sys.executable, "-m", "mwaa_tf", "status", "--watch", *arguments]
    with (
        messages.open("w") as stderr,
        subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=stderr, text=True) as process,
    ):
        yield process, messages


def test_a_watch_without_a_terminal_prints_changes_and_at_the_end_the_table(
    folder: Path, environ: Mapping[str, str]
) -> None:
    with ExitStack() as stack:
        running = stack.enter_context(ExitStack())
        running.enter_context(locked(folder / NETWORK / "terraform.tfstate", LOCK))
        watch, messages = stack.enter_context(watching(folder, environ, "--interval", "0.2", "1-network"))
        wait_until(lambda: "ops@laptop" in messages.read_text())
        running.close()
        stdout, _ = watch.communicate(timeout=60)
    assert watch.returncode == 0
    assert messages.read_text().splitlines() == [
        "1-network: applied, locked; locked by ops@laptop since 2026-11-26 09:30:00 UTC (apply); it is running",
        "1-network: applied",
    ]
    assert stdout.endswith("1 of 1 workspace applied\n")


def test_ctrl_c_ends_a_watch_with_what_was_seen_last(folder: Path, environ: Mapping[str, str]) -> None:
    (folder / ETL / "terraform.tfstate").write_bytes(b'{"version": 4')
    with (
        locked(folder / NETWORK / "terraform.tfstate", LOCK),
        watching(folder, environ, "--interval", "60") as (watch, messages),
    ):
        wait_until(lambda: "3-endpoints/data-etl" in messages.read_text())
        watch.send_signal(signal.SIGINT)
        stdout, _ = watch.communicate(timeout=60)
    assert watch.returncode == 1
    assert "terraform.tfstate: is not a Terraform state" in stdout
    assert "Traceback" not in messages.read_text()


def test_a_watch_on_a_terminal_repaints_and_leaves_the_table(folder: Path, environ: Mapping[str, str]) -> None:
    text = on_terminal(folder, environ, "--watch")
    assert "\x1b[?25l" in text  # the cursor is hidden while it repaints
    assert shown(text).splitlines()[-1] == "1 of 3 workspaces applied"


def test_a_live_view_that_is_too_small_begins_with_what_needs_attention() -> None:
    lines = [line.text for line in live_lines([SITUATIONS["pending"]], 80, 6)]
    assert len(lines) == 6
    assert lines[1].startswith("2-environments/data-etl")
    assert lines[-1].startswith("… ")
    whole = [line.text for line in live_lines([SITUATIONS["pending"]], 80, 40)]
    assert whole[1].startswith("1-network")


def test_a_line_is_printed_only_for_a_change() -> None:
    shown: dict[tuple[str, str], str] = {}
    assert len(list(changed_lines([SITUATIONS["pending"]], shown))) == 3
    assert list(changed_lines([SITUATIONS["pending"]], shown)) == []
    assert [line.partition(":")[0] for line in changed_lines([SITUATIONS["in-order"]], shown)] == [
        "2-environments/data-etl",
        "3-endpoints/data-etl",
    ]
