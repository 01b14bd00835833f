"""Files as they are found on disks: missing, unreadable, too large, not text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mwaa_tf.config.source import SourceError, read
from tests.support import REPOSITORY


def refused(path: Path) -> SourceError:
    with pytest.raises(SourceError) as error:
        read(path)
    return error.value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "name: été"),
        ("a.yml", "name: été"),
        ("a.YAML", "name: été"),
        ("a.toml", 'name = "été"'),
        ("a.json", '{"name": "été"}'),
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order-mark"])
def test_every_format_is_read_by_its_ending(tmp_path: Path, name: str, text: str, mark: bytes) -> None:
    (tmp_path / name).write_bytes(mark + text.encode())

    assert read(tmp_path / name).data == {"name": "été"}


@pytest.mark.parametrize("name", ["mwaa.tf", "mwaa", "mwaa.yaml.bak", ".yaml"])
def test_any_other_ending_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("name: x")

    assert refused(tmp_path / name).message == "unknown kind of file; allowed endings: .yaml, .yml, .toml, .json"


def test_a_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "mwaa.yaml").message == "no such file; `mwaa_tf init` writes one"


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").mkdir()

    assert refused(tmp_path / "mwaa.yaml").message == "cannot be read: Is a directory"


def test_a_link_that_leads_round_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").symlink_to("mwaa.yaml")

    assert refused(tmp_path / "mwaa.yaml").message.startswith("cannot be read: ")


WITHOUT_POWER = """
import os
from pathlib import Path
from mwaa_tf.config.source import SourceError, read
from mwaa_tf.config.source import yaml
if os.geteuid() == 0:
    os.seteuid(65534)  # root may read everything
try:
    read(Path("mwaa.yaml"))
except SourceError as error:
    print(error.message)
"""


def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text("name: x")
    (tmp_path / "mwaa.yaml").chmod(0)
    tmp_path.chmod(0o755)

    command = [sys.executable, "-c", WITHOUT_POWER]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("cannot be read: Permission denied\n", "")


@pytest.mark.parametrize(
    ("contents", "line"),
    [(b"name: x\nregion: caf\xe9\n", 2), (b"\xff\xfen\x00a\x00", 1), (b"a: 1\n\n\xc0\xaf", 3), (b"a: \xed\xa0\x80", 1)],
)
def test_what_is_not_utf_8_is_refused_with_its_line(tmp_path: Path, contents: bytes, line: int) -> None:
    path = tmp_path / "mwaa.yaml"
    path.write_bytes(contents)

    error = refused(path)

    assert (error.message, error.line) == ("not UTF-8 text", line)


def test_a_file_that_no_person_wrote(tmp_path: Path) -> None:
    path = tmp_path / "mwaa.yaml"
    path.write_bytes(b"#")
    os.truncate(path, 32 * 1024 * 1024 + 1)

    assert refused(path).message == "larger than 32 MiB"


def test_a_device_without_an_end_is_read_no_further_than_any_file(tmp_path: Path) -> None:
    path = tmp_path / "mwaa.yaml"
    path.symlink_to("/dev/zero")

    assert refused(path).message == "larger than 32 MiB"
