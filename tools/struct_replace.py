"""A plugin of mypy: what takes dataclasses apart takes no :class:`msgspec.Struct`.

For mypy, both are classes with fields: it lets a Struct pass to :func:`dataclasses.replace`, which then raises
:class:`TypeError`. `msgspec.structs` has functions of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from mypy.plugin import FunctionContext, Plugin
from mypy.types import CallableType, Instance, Type, TypeVarType, UnionType, get_proper_type

_OF_DATACLASSES = ("asdict", "astuple", "fields", "replace")


class StructReplace(Plugin):
    """Reports calls of :mod:`dataclasses` with a Struct."""

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        module, _, name = fullname.rpartition(".")
        return partial(_judged, name) if module == "dataclasses" and name in _OF_DATACLASSES else None


def _judged(name: str, context: FunctionContext) -> Type:
    for given in context.arg_types[0]:
        for struct in _structs(given):
            context.api.fail(f"{struct} is a Struct, no dataclass: use msgspec.structs.{name}", context.context)
    return context.default_return_type


def _structs(kind: Type) -> Iterator[str]:
    kind = get_proper_type(kind)
    match kind:
        case UnionType():
            for item in kind.items:
                yield from _structs(item)
        case TypeVarType():
            yield from _structs(kind.upper_bound)
        case CallableType() if kind.is_type_obj():
            yield from _structs(kind.ret_type)
        case Instance() if kind.type.has_base("msgspec.Struct"):
            yield kind.type.name


def plugin(_: str) -> type[Plugin]:
    """What mypy calls with its version."""
    return StructReplace
