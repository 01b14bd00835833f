"""Bytecode of templates that is kept: used for exactly what it was compiled from, and never needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest

from mwaa_tf import compiled_templates
from mwaa_tf.compiled_templates import environment_of


@pytest.fixture(autouse=True)
def _python_writes_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", None)


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that were compiled, in order."""
    names: list[str] = []
    compile_template = jinja2.Environment.compile

    def compile_and_note(self: jinja2.Environment, source: Any, name: str, filename: str) -> Any:
        names.append(name)
        return compile_template(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", compile_and_note)
    return names


def shout(_: jinja2.runtime.Context, text: str) -> str:
    return f"{text}!"


def render(folder: Path, *, trim_blocks: bool = True, louder: Callable[..., str] = shout) -> str:
    environment = environment_of(folder, {"shout": louder}, trim_blocks=trim_blocks)
    return environment.get_template("greeting.tf.j2").render(name="etl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "greeting.tf.j2").write_text("{% if name %}\nHello {{ name | shout }}\n{% endif %}")
    return tmp_path


def test_second_run_does_not_compile(folder: Path, compiled: list[str]) -> None:
    assert [render(folder), render(folder)] == ["Hello etl!\n"] * 2
    assert compiled == ["greeting.tf.j2"]


def test_another_template_is_compiled(folder: Path, compiled: list[str]) -> None:
    render(folder)
    (folder / "greeting.tf.j2").write_text("Bye {{ name }}")
    assert render(folder) == "Bye etl"
    assert len(compiled) == 2


def test_other_options_compile_again(folder: Path, compiled: list[str]) -> None:
    render(folder)
    assert render(folder, trim_blocks=False) == "\nHello etl!\n"
    assert len(compiled) == 2


def test_filter_of_a_constant_is_called_each_time(folder: Path) -> None:
    (folder / "greeting.tf.j2").write_text('{{ "etl" | shout }}')
    assert render(folder) == "etl!"
    assert render(folder, louder=lambda _, text: f"{text}?") == "etl?"


def test_another_version_of_jinja2_compiles_again(
    folder: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    render(folder)
    monkeypatch.setattr(compiled_templates, "_version", lambda: "99.0")
    render(folder)
    assert len(compiled) == 2


def test_version_is_that_of_the_installed_jinja2(monkeypatch: pytest.MonkeyPatch) -> None:
    version = compiled_templates._version()
    monkeypatch.delattr(jinja2, "__version__", raising=False)
    assert compiled_templates._version() == version


def test_damaged_file_is_replaced(folder: Path, compiled: list[str]) -> None:
    render(folder)
    (file,) = (folder / "__pycache__").iterdir()
    contents = file.read_bytes()
    damaged = [b"", b"x", b"\x80\x02cos\nsystem\n", *(contents[:length] for length in range(0, len(contents) - 1, 7))]
    for number, damage in enumerate(damaged, 2):
        file.write_bytes(damage)
        assert render(folder) == "Hello etl!\n"
        assert len(compiled) == number
        assert file.read_bytes() == contents


def test_python_without_bytecode_writes_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert render(folder) == "Hello etl!\n"
    assert not (folder / "__pycache__").exists()


def test_python_without_caches_renders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.implementation.cache_tag", None)
    assert render(folder) == "Hello etl!\n"
    assert not (folder / "__pycache__").exists()


def test_folder_of_bytecode_is_that_of_python(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = tmp_path_factory.mktemp("prefix")
    monkeypatch.setattr("sys.pycache_prefix", str(prefix))
    render(folder)
    assert not (folder / "__pycache__").exists()
    assert [file.suffix for file in prefix.rglob("*") if file.is_file()] == [".jinja2"]


def test_file_in_the_place_of_the_folder_is_no_error(folder: Path) -> None:
    (folder / "__pycache__").write_text("")
    assert [render(folder), render(folder)] == ["Hello etl!\n"] * 2
