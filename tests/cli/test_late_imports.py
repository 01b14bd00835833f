"""Modules that the command line loads only when they are used, in processes of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mwaa_tf.cli._late_imports import _LATE
from tests.support import REPOSITORY


def _printed(program: str) -> str:
    prepared = f"import sys\nfrom mwaa_tf.cli._late_imports import import_late\nimport_late()\n{program}"
    command = [sys.executable, "-I", "-S", "-c", f"import sys\nsys.path[:0] = {sys.path!r}\n{prepared}"]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.strip()


def test_an_import_does_not_load_what_the_module_imports() -> None:
    program = "import importlib.metadata, secrets\nfrom importlib.metadata import entry_points\n"

    assert _printed(f"{program}print(sorted({{'email', 'zipfile', 'hmac'}} & set(sys.modules)))") == "[]"


@pytest.mark.parametrize(
    ("use", "loaded"),
    [
        ("from importlib.metadata import version; version('click')", "email"),
        ("import importlib.metadata; importlib.metadata.version('click')", "email"),
        ("from importlib.metadata import entry_points; len(entry_points(group='console_scripts'))", "email"),
        ("import importlib.metadata._meta; importlib.metadata._meta; importlib.metadata.version('click')", "email"),
        ("import secrets; secrets.token_hex(4)", "hmac"),
        ("import tempfile; tempfile.gettempdir()", "shutil"),
        ("import random; random.random()", "bisect"),
    ],
)
def test_the_first_use_loads_the_module_itself(use: str, loaded: str) -> None:
    names = sorted(_LATE)
    real = f"[sys.modules[name].__spec__ is not None for name in {names} if name.split('.')[-1] in {use!r}]"

    assert _printed(f"{use}\nprint({loaded!r} in sys.modules, set({real}))") == "True {True}"


def test_threads_that_use_a_module_at_once_all_get_it() -> None:
    program = """
import threading, tempfile
results, start = [], threading.Barrier(8)
def use():
    start.wait()
    results.append(tempfile.gettempdir())
threads = [threading.Thread(target=use) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(results), len(set(results)))
"""

    assert _printed(program) == "8 1"


def test_what_is_loaded_already_stays() -> None:
    program = (
        "import tempfile; tempfile.gettempdir(); import_late(); print(sys.modules['tempfile'].__spec__ is not None)"
    )

    assert _printed(program) == "True"
