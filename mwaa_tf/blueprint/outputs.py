"""Outputs of workspaces: those of the modules that they call, described for the people who read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mwaa_tf.blueprint.model import ModuleValue, Output


def module_outputs(
    call: str, descriptions: Mapping[str, str], *, prefix: str = "", names: Mapping[str, str] | None = None
) -> tuple[Output, ...]:
    """Outputs that pass on those of the module call ``call``, in the order of ``descriptions``.

    ``descriptions`` is by the workspace's name of an output. ``prefix`` is what that name has before the module's;
    ``names`` has the module's name of an output where the two differ otherwise.
    """
    names = names or {}
    return tuple(
        Output(name, text, ModuleValue(call, names.get(name, name.removeprefix(prefix))))
        for name, text in descriptions.items()
    )


def by_name(outputs: Iterable[Output]) -> tuple[Output, ...]:
    """``outputs`` in alphabetical order, as a workspace lists them."""
    return tuple(sorted(outputs, key=lambda output: output.name))
