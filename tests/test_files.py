"""Files are replaced as a whole, or not at all, and read only if they are plain files."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from mwaa_tf import files
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import (
    UnreadableFileError,
    UnwritableFileError,
    create_atomically,
    read_plain_file,
    replace_file,
    write_atomically,
)


def test_a_file_is_replaced_and_nothing_else_remains(tmp_path: Path) -> None:
    target = tmp_path / "plan.svg"
    target.write_text("old")

    write_atomically(target, "größer")

    assert target.read_bytes() == "größer".encode()
    assert list(tmp_path.iterdir()) == [target]


def test_a_write_that_fails_keeps_the_old_contents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "plan.svg"
    target.write_text("old")

    def full(path: str, contents: bytes, _mode: int) -> None:
        Path(path).write_bytes(contents[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_whole_file", full)

    with pytest.raises(MwaaTfError, match=r"plan\.svg: cannot be written: No space left on device"):
        write_atomically(target, "new")

    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_created_complete_and_never_replaces_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Also on a file system that has no hard links."""

    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    create_atomically(tmp_path / "adopt.tf", "größer")
    (tmp_path / "link.tf").symlink_to("nowhere")

    for name in ("adopt.tf", "link.tf"):
        with pytest.raises(UnwritableFileError, match=rf"{name}: cannot be written: File exists"):
            create_atomically(tmp_path / name, "another")

    assert (tmp_path / "adopt.tf").read_bytes() == "größer".encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["adopt.tf", "link.tf"]


@pytest.mark.parametrize("function", ["write_whole_file", "_move_to_new"])
def test_a_file_that_cannot_be_created_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def full(path: object, *_: object) -> None:
        Path(str(path)).write_bytes(b"h")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, function, full)

    with pytest.raises(UnwritableFileError, match=r"adopt\.tf: cannot be written: No space left on device"):
        create_atomically(tmp_path / "adopt.tf", "half")

    assert list(tmp_path.iterdir()) == []


def test_contents_are_written_however_little_the_kernel_takes_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, contents: write(descriptor, contents[:3]))

    replace_file(tmp_path / "file", b"0123456789")

    monkeypatch.undo()
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def test_a_link_is_followed_to_the_file_that_a_user_named(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    (tmp_path / "link").symlink_to(target)

    write_atomically(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert target.read_text() == "new"


def test_a_link_under_the_temporary_name_does_not_redirect_the_write(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (tmp_path / f".file.{os.getpid()}").symlink_to(precious)

    with pytest.raises(OSError, match=r"\[Errno"):
        replace_file(tmp_path / "file", b"new")

    assert precious.read_text() == "precious"
    assert not (tmp_path / "file").exists()


def test_a_second_name_of_another_file_under_the_temporary_name_does_not_redirect_the_write(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (tmp_path / f".file.{os.getpid()}").hardlink_to(precious)

    replace_file(tmp_path / "file", b"new")

    assert precious.read_text() == "precious"


def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    for name in ("n" * 255, "é" * 127):
        write_atomically(tmp_path / name, "new")

    assert {path.name for path in tmp_path.iterdir()} == {"n" * 255, "é" * 127}


@pytest.mark.parametrize(
    ("name", "reason"),
    [("n\0l", "embedded null byte"), ("long" * 100, "File name too long"), (".", "Is a directory")],
)
def test_a_name_that_no_file_can_have_is_an_error_with_exit_code_2(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(UnwritableFileError, match=f"cannot be written: .*{reason}") as caught:
        write_atomically(tmp_path / name, "new")

    assert caught.value.exit_code == 2


def test_text_that_is_not_utf_8_is_written_with_escapes(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", "name: caf\udce9\n")

    assert (tmp_path / "file").read_text("utf-8") == "name: caf\\udce9\n"


def test_a_file_that_was_written_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="mwaa_tf.files"):
        write_atomically(tmp_path / "file", "new")

    assert caplog.messages == [f"wrote {tmp_path / 'file'}, 3 bytes"]


def test_what_a_killed_process_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / f".file.{os.getpid()}").write_text("the longer beginning of something that was never finished")

    replace_file(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_plain_file_is_read_and_so_is_one_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")

    assert read_plain_file(tmp_path / "file", 4) == read_plain_file(tmp_path / "link", 4) == b"text"


def test_what_is_no_plain_file_is_named_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(2**20 + 1))
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "circle").symlink_to("circle")
    reasons = {}
    for name in ("large", "pipe", "device", "circle", ".", "missing", "n\0l", "long" * 100):
        with pytest.raises(UnreadableFileError) as caught:
            read_plain_file(tmp_path / name, 2**20)
        assert str(caught.value).endswith(caught.value.reason)
        reasons[name[:8]] = caught.value.reason

    assert reasons == {
        "large": "is larger than 1 MiB",
        "pipe": "is not a plain file",
        "device": "is not a plain file",
        "circle": "cannot be read: Too many levels of symbolic links",
        ".": "cannot be read: Is a directory",
        "missing": "cannot be read: No such file or directory",
        "n\0l": "cannot be read: embedded null byte",
        "longlong": "cannot be read: File name too long",
    }
