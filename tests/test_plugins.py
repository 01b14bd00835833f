"""Modules that are found by being there."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.plugins import load_plugin, load_plugins, plugin_names


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "some_plugins"
    folder.mkdir()
    for name, source in (
        ("__init__", ""),
        ("beta", "word = 'b'"),
        ("alpha", "word = 'a'"),
        ("_shared", "raise RuntimeError"),
    ):
        (folder / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder.name


def test_every_file_is_a_plugin_but_those_that_are_private(package: str) -> None:
    assert plugin_names(package) == ("alpha", "beta")
    assert [module.word for module in load_plugins(package)] == ["a", "b"]


@pytest.mark.parametrize("name", ["gamma", "_shared", "__init__", "beta.word", "../beta"])
def test_only_a_plugin_of_the_package_can_be_loaded(package: str, name: str) -> None:
    with pytest.raises(KeyError):
        load_plugin(package, name)
