"""The cache of a large deployment never changes what is rendered, only how long it takes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import render_deployment
from mwaa_tf.cli._options import load_jobs
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.render import cache as cache_module
from mwaa_tf.render import render_all, run
from mwaa_tf.render.cache import source_files
from tests.support import REPOSITORY, deployment, many, tree


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/mwaa_tf/rendered"


@pytest.fixture
def renderings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The deployments whose text was rendered, rather than taken from the cache."""
    names: list[str] = []
    original = run.rendered_files

    def counting(configured: Any, *further: Any) -> dict[str, bytes]:
        names.append(configured.name)
        return original(configured, *further)

    monkeypatch.setattr(run, "rendered_files", counting)
    return names


def test_a_large_deployment_that_did_not_change_is_not_rendered_again(tmp_path: Path, renderings: list[str]) -> None:
    first = render_deployment(many(2, 30), tmp_path / "out")
    before = tree(tmp_path / "out")

    second = render_deployment(many(2, 30), tmp_path / "out")

    assert renderings == ["analytics"]
    assert second.changes.is_empty
    assert len(second.changes.unchanged) == len(first.changes.create)
    assert second.wanted == first.wanted
    assert tree(tmp_path / "out") == before


def test_the_text_of_a_configuration_decides_whether_it_is_rendered_again(
    tmp_path: Path, renderings: list[str]
) -> None:
    data = many(2, 30).model_dump(mode="json")
    file = tmp_path / "mwaa.json"

    for text in (json.dumps(data), json.dumps(data), json.dumps({**data, "tags": {"Team": "data"}})):
        file.write_text(text)
        render_all(load_jobs([file], quiet=True), tmp_path / "out")

    assert renderings == ["analytics", "analytics"]
    assert b'Team = "data"' in (tmp_path / "out/analytics/1-network/providers.tf").read_bytes()


def test_the_same_text_in_another_format_has_another_digest(tmp_path: Path) -> None:
    text = json.dumps(many(1, 1).model_dump(mode="json"))
    files = [tmp_path / "mwaa.json", tmp_path / "mwaa.yaml"]
    for file in files:
        file.write_text(text)

    first, second = load_jobs(files, quiet=True)

    assert "" not in {first.digest, second.digest}
    assert first.digest != second.digest


def test_a_small_deployment_leaves_nothing_behind(tmp_path: Path, cache: Path) -> None:
    render_deployment(deployment(), tmp_path / "out")

    assert not cache.exists()


def test_an_edited_file_is_found_all_the_same(tmp_path: Path) -> None:
    render_deployment(many(2, 30), tmp_path / "out")
    (tmp_path / "out/analytics/1-network/main.tf").write_text("# mine\n")

    with pytest.raises(MwaaTfError, match="was edited since it was rendered"):
        render_deployment(many(2, 30), tmp_path / "out")


@pytest.mark.parametrize("lost", ["1-network/main.tf", ".mwaa_tf.json", "2-environments"])
def test_what_was_deleted_comes_back(tmp_path: Path, lost: str) -> None:
    render_deployment(many(2, 30), tmp_path / "out")
    before = tree(tmp_path / "out")
    path = tmp_path / "out/analytics" / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    render_deployment(many(2, 30), tmp_path / "out")

    assert tree(tmp_path / "out") == before


def test_another_configuration_and_another_module_are_rendered(tmp_path: Path, renderings: list[str]) -> None:
    modules = Path(shutil.copytree(REPOSITORY / "modules", tmp_path / "modules"))
    configured = many(2, 30, modules={"source": "./modules"})
    render_deployment(configured, tmp_path / "out", config_folder=tmp_path)
    render_deployment(
        many(2, 30, modules={"source": "./modules"}, region="eu-west-1"), tmp_path / "out", config_folder=tmp_path
    )
    render_deployment(
        many(2, 30, modules={"source": "./modules"}, region="eu-west-1"), tmp_path / "out", config_folder=tmp_path
    )
    assert len(renderings) == 2

    outputs = modules / "network/outputs.tf"
    outputs.write_text(outputs.read_text().replace('output "vpc_id"', 'output "vpc"'))

    with pytest.raises(MwaaTfError, match="uses output vpc_id, which module network does not have"):
        render_deployment(
            many(2, 30, modules={"source": "./modules"}, region="eu-west-1"), tmp_path / "out", config_folder=tmp_path
        )


@pytest.mark.parametrize("text", ["", "[]", '{"../../x": "0"}', '{"1-network/main.tf": 1}', "{"])
def test_a_broken_entry_costs_time_and_nothing_else(tmp_path: Path, cache: Path, text: str) -> None:
    render_deployment(many(2, 30), tmp_path / "out")
    before = tree(tmp_path / "out")
    (entry,) = cache.iterdir()
    entry.write_text(text)

    assert render_deployment(many(2, 30), tmp_path / "out").changes.is_empty
    assert tree(tmp_path / "out") == before
    assert len(json.loads(entry.read_text())) > 300


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, cache: Path) -> None:
    cache.parent.parent.mkdir(parents=True)
    cache.parent.write_text("a file where the cache would be")

    assert render_deployment(many(2, 30), tmp_path / "out").changes.create
    assert render_deployment(many(2, 30), tmp_path / "out").changes.is_empty


def test_the_key_depends_on_every_module_and_template_that_a_rendering_loads() -> None:
    script = (
        "import sys; from tests.support import many; from mwaa_tf import render_deployment;"
        "render_deployment(many(2, 30), sys.argv[1], dry_run=True);"
        "loaded = [module.__file__ for name, module in sys.modules.items() if name.partition('.')[0] == 'mwaa_tf'];"
        "print(*loaded, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "out"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    package = REPOSITORY / "mwaa_tf"
    loaded = {Path(file).relative_to(package).as_posix() for file in done.stdout.splitlines()}
    folder = package / "render/templates"
    templates = {file.relative_to(package).as_posix() for file in folder.iterdir() if file.name != "__pycache__"}

    assert {"text.py", "blueprint/stage.py"} <= loaded
    assert templates
    assert loaded | templates <= set(source_files())


def test_a_change_of_any_code_of_mwaa_tf_is_rendered_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = Path(shutil.copytree(REPOSITORY / "mwaa_tf", tmp_path / "mwaa_tf"))
    monkeypatch.setattr(cache_module, "_PACKAGE", package)

    def code_digest() -> bytes:
        cache_module._code_digest.cache_clear()
        return cache_module._code_digest()

    digests = {code_digest()}
    for file in ("mwaa/status.py", "text.py", "render/templates/main.tf.j2"):
        with (package / file).open("a") as source:
            source.write("\n")
        digests.add(code_digest())
    (package / "text.py").rename(package / "texts.py")
    digests.add(code_digest())
    cache_module._code_digest.cache_clear()

    assert len(digests) == 5
