"""cdktn or cdktf, whichever is there; without either, or without Node.js, one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.constructs.support import python
from tests.support import EXAMPLES, REPOSITORY, tree

_SYNTHESIZE = """
import importlib, sys
importlib.import_module(sys.argv[1])
from mwaa_tf import load, render_deployment
from mwaa_tf.constructs.library import library
assert library.__name__ == sys.argv[1], library
for folder in sys.argv[3:]:
    render_deployment(load(f"{folder}/mwaa.yaml"), sys.argv[2], config_folder=folder, format="cdktf")
"""

#: Makes a package look as if it were not installed.
_HIDE = """
import sys
from importlib.machinery import PathFinder
class Hidden(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {hidden!r} else PathFinder.find_spec(name, path, target)
sys.meta_path[:] = [Hidden if finder is PathFinder else finder for finder in sys.meta_path]
"""


def test_both_libraries_synthesize_the_same(tmp_path: Path) -> None:
    examples = [str(example) for example in EXAMPLES]
    for library in ("cdktf", "cdktn"):
        ran = python(_SYNTHESIZE, library, str(tmp_path / library), *examples, cwd=REPOSITORY)
        assert ran.returncode == 0, ran.stderr

    first, second = tree(tmp_path / "cdktf"), tree(tmp_path / "cdktn")
    assert first == second
    assert sum(path.endswith("/cdk.tf.json") for path in first) >= 3 * len(examples)


@pytest.mark.parametrize(("hidden", "expected"), [({"cdktn"}, "cdktf"), ({"cdktf"}, "cdktn"), (set(), "cdktn")])
def test_what_is_installed_is_taken(hidden: set[str], expected: str) -> None:
    script = _HIDE.format(hidden=hidden) + "from mwaa_tf.constructs.library import library; print(library.__name__)"

    assert python(script, cwd=REPOSITORY).stdout.strip() == expected


def test_without_a_library_the_command_says_what_to_install(tmp_path: Path) -> None:
    script = _HIDE.format(hidden={"cdktf", "cdktn"}) + "from mwaa_tf.__main__ import main; main()"

    ran = python(script, "render", "-c", str(EXAMPLES[0]), "--format", "cdktf", "-o", str(tmp_path), cwd=tmp_path)

    assert ran.returncode == 2
    assert ran.stderr.strip() == (
        "Error: the constructs need cdktn (or cdktf 0.21), which is not installed: "
        "pip install 'cdktn>=0.21' 'constructs>=10.4.2'"
    )
    assert tree(tmp_path) == {}


def test_without_node_the_command_says_so(tmp_path: Path) -> None:
    script = "from mwaa_tf.__main__ import main; main()"

    ran = python(
        script, "render", "-c", str(EXAMPLES[0]), "--format", "cdktf", "-o", str(tmp_path), cwd=tmp_path, PATH=""
    )

    assert ran.returncode == 2
    assert ran.stderr.strip() == (
        "Error: the constructs need Node.js, which cdktn runs on, but `node` was not found: install Node.js 20 or later"
    )


def test_whoever_imports_the_constructs_without_a_library_gets_an_import_error() -> None:
    script = _HIDE.format(hidden={"cdktf", "cdktn"}) + (
        "try:\n    import mwaa_tf.constructs\nexcept ImportError as error:\n    print(error)"
    )

    assert "pip install 'cdktn>=0.21'" in python(script, cwd=REPOSITORY).stdout


def test_nothing_else_of_the_package_notices(tmp_path: Path) -> None:
    script = _HIDE.format(hidden={"cdktf", "cdktn", "constructs", "jsii"}) + (
        "from mwaa_tf.__main__ import main; main()"
    )

    ran = python(script, "render", "-c", str(EXAMPLES[0] / "mwaa.yaml"), "-o", str(tmp_path), cwd=tmp_path, PATH="")

    assert ran.returncode == 0, ran.stderr
    assert any(path.endswith("main.tf") for path in tree(tmp_path))


def test_an_app_of_the_other_library_is_refused_with_the_way_out(tmp_path: Path) -> None:
    script = """
import cdktn
from mwaa_tf.constructs import MwaaDeployment
from mwaa_tf import load
import cdktf, sys
try:
    MwaaDeployment(cdktf.App(outdir=sys.argv[2]), "x", load(sys.argv[1]))
except Exception as error:
    print(type(error).__name__, error)
"""

    ran = python(script, str(EXAMPLES[0] / "mwaa.yaml"), str(tmp_path), cwd=tmp_path)

    assert "UsageError the app uses cdktf, but the constructs use cdktn: import cdktf before" in ran.stdout
