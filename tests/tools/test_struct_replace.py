"""The plugin of mypy that tells Structs from dataclasses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support import REPOSITORY

_PROGRAM = """
import dataclasses
from dataclasses import dataclass, replace

import msgspec

class Bird(msgspec.Struct, frozen=True):
    name: str

@dataclass(frozen=True)
class Tree:
    bird: Bird

def changed(bird: Bird, tree: Tree, either: Bird | Tree) -> None:
    replace(tree, bird=msgspec.structs.replace(bird, name="b"))
    dataclasses.asdict(tree)
    replace(bird, name="a")
    dataclasses.asdict(bird)
    replace(either)
    dataclasses.fields(Bird)
"""


def test_what_takes_dataclasses_apart_is_refused_for_structs(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(_PROGRAM)
    plugin = REPOSITORY / "tools" / "struct_replace.py"
    (tmp_path / "mypy.ini").write_text(f"[mypy]\nplugins = {plugin}\n")

    mypy = [sys.executable, "-m", "mypy", "--no-error-summary", "program.py"]
    done = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.stdout.splitlines() == [
        f"program.py:{line}: error: Bird is a Struct, no dataclass: use msgspec.structs.{function}  [misc]"
        for line, function in [(17, "replace"), (18, "asdict"), (19, "replace"), (20, "fields")]
    ]
