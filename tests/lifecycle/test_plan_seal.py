from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf.lifecycle import plan_seal


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    plan_seal._key.cache_clear()
    yield tmp_path / "mwaa_tf"
    plan_seal._key.cache_clear()


def test_a_seal_is_of_one_record_and_one_user(state: Path) -> None:
    text = plan_seal.seal(b"record")
    plan_seal._key.cache_clear()  # as another process
    assert plan_seal.is_sealed(b"record", text)
    assert not plan_seal.is_sealed(b"another record", text)
    assert not plan_seal.is_sealed(b"record", "é")
    assert (state / "plan-key").stat().st_mode & 0o777 == 0o600

    (state / "plan-key").unlink()
    plan_seal._key.cache_clear()
    assert not plan_seal.is_sealed(b"record", text)


@pytest.mark.parametrize("contents", [b"", b"k" * 31, b"k" * 33])
def test_a_key_that_is_none_is_not_used(state: Path, contents: bytes) -> None:
    state.mkdir()
    (state / "plan-key").write_bytes(contents)
    (state / "plan-key").chmod(0o600)
    assert len(plan_seal._key()) == 32


def test_a_key_that_others_can_read_or_a_link_is_not_used(state: Path) -> None:
    state.mkdir()
    known = b"k" * 32
    (state / "plan-key").write_bytes(known)
    (state / "plan-key").chmod(0o644)
    assert plan_seal._key() != known
    plan_seal._key.cache_clear()
    (state / "plan-key").rename(state / "elsewhere")
    (state / "elsewhere").chmod(0o600)
    (state / "plan-key").symlink_to("elsewhere")
    assert plan_seal._key() != known


def test_without_a_home_plans_are_sealed_for_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    text = plan_seal.seal(b"record")
    assert plan_seal.is_sealed(b"record", text)
    plan_seal._key.cache_clear()
    assert not plan_seal.is_sealed(b"record", text)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
