"""A page for each public package, from the docstrings of the names in its ``__all__``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import BaseModel

from tools.site.restructured import heading, toctree

#: The public packages: those of the table in docs/api.md, in its order. A test compares both.
PACKAGES = (
    "mwaa_tf",
    "mwaa_tf.review",
    "mwaa_tf.doctor",
    "mwaa_tf.upgrade.preflight",
    "mwaa_tf.config",
    "mwaa_tf.blueprint",
    "mwaa_tf.constructs",
    "mwaa_tf.local_aws",
    "mwaa_tf.local_aws.pytest_plugin",
    "mwaa_tf.errors",
)

_SECTIONS = ("Functions", "Models and classes", "Errors", "Other names")


def write(folder: Path) -> None:
    """Write the pages into ``folder``. What several packages export is described once, in the first of them."""
    folder.mkdir(parents=True, exist_ok=True)
    described: dict[int, str] = {}
    for package in PACKAGES:
        (folder / f"{package}.rst").write_text("\n".join(_page(package, described)), "utf-8")
    about = "What is public, and what that means, is in :doc:`/api`. These pages are written from the docstrings."
    text = f"{heading('Names of the API')}\n{about}\n{toctree(PACKAGES)}"
    (folder / "index.rst").write_text(text, "utf-8")


def public_names(package: str) -> list[str]:
    """What ``__all__`` names, or, where there is none, what the module itself defines without underscore."""
    module = import_module(package)
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return [name for name in listed if not name.startswith("__")]
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == package
    ]


def show_plain_types() -> None:
    """Let public models show the types of their fields without constraints, which their descriptions explain.

    Changes the annotations in this process, which only writes documents; pydantic has read them before.
    """
    for package in PACKAGES:
        module = import_module(package)
        for value in (getattr(module, name) for name in public_names(package)):
            if inspect.isclass(value) and issubclass(value, BaseModel):
                hints = get_type_hints(value)
                value.__annotations__ = {name: hints[name] for name in value.model_fields}


def _page(package: str, described: dict[int, str]) -> Iterator[str]:
    yield from (heading(package), f".. automodule:: {package}\n   :no-members:", "")
    module = import_module(package)
    sections: dict[str, list[str]] = {section: [] for section in _SECTIONS}
    elsewhere: list[str] = []
    for name in public_names(package):
        value = getattr(module, name)
        first = described.setdefault(id(value), f"{package}.{name}")
        if first != f"{package}.{name}":
            elsewhere.append(f":py:obj:`{name} <{first}>`")
            continue
        section, directive = _kind(value)
        sections[section].append(f".. {directive}:: {package}.{name}\n{_inherited(value)}")
    for section, entries in sections.items():
        if entries:
            yield from (heading(section, "-"), *entries)
    if elsewhere:
        yield from (heading("Described in another package", "-"), ", ".join(elsewhere), "")


def _inherited(value: Any) -> str:
    """The option that describes the fields which a model has from another one: some bases of models are private."""
    return "   :inherited-members: BaseModel\n" if inspect.isclass(value) and issubclass(value, BaseModel) else ""


def _kind(value: Any) -> tuple[str, str]:
    """The section of a name, and the directive that describes it."""
    if inspect.isclass(value):
        return ("Errors", "autoexception") if issubclass(value, Exception) else ("Models and classes", "autoclass")
    if inspect.isroutine(value):
        return "Functions", "autofunction"
    return "Other names", "autodata"
