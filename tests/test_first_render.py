"""What a first `render` does not pay for, in a process that makes one of the small example."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support import REPOSITORY

_RENDER = """
import json
from mwaa_tf import load, render_deployment
render_deployment(load("mwaa.yaml"), FOLDER)
"""


def result_of(code: str, folder: Path) -> Any:
    """What a new process of Python prints as JSON."""
    code = code.replace("FOLDER", repr(str(folder)))
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_few_classes_are_dataclasses_whose_methods_python_compiles_at_each_start(tmp_path: Path) -> None:
    code = f"""
import dataclasses
process, made = dataclasses._process_class, []
def noted(cls, *arguments, **options):
    made.append(f"{{cls.__module__}}.{{cls.__qualname__}}")
    return process(cls, *arguments, **options)
dataclasses._process_class = noted
{_RENDER}
print(json.dumps(made))
"""

    made = [name for name in result_of(code, tmp_path) if name.startswith("mwaa_tf.")]

    assert made == ["mwaa_tf.render.run.Report"], "another class is a dataclass"
