"""Fixtures for the scripts of pipelines."""

from __future__ import annotations

import os
import shutil

import pytest

#: The system's openssl, with a thousandth of the iterations that a key is derived with.
_OPENSSL = """\
#!/bin/sh
for argument; do
  shift
  [ "$option" != -iter ] || argument=$((argument / 1000))
  set -- "$@" "$argument"
  option=$argument
done
exec {openssl} "$@"
"""


@pytest.fixture
def quick_openssl(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have scripts derive keys quickly: the iterations are most of what an encrypted plan costs, half a second each.

    Who encrypts and who decrypts must still agree on their number.
    """
    folder = tmp_path_factory.mktemp("openssl")
    program = folder / "openssl"
    program.write_text(_OPENSSL.format(openssl=shutil.which("openssl")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
