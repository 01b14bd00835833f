"""Which object an attribute refers to whose value is known after the apply.

A plan has the references of each expression, but neither the expression itself nor the locals (`internals/json-format`,
expression representation). What can be said for certain is said: a reference leads through variables of modules and
their outputs to resources; of several it is the one of the type that the attribute takes; of several instances, the one
with the same key. A local leads to the only resource of that type in its module, if there is only one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from mwaa_tf.doctor.collect.plan.objects import PlannedObject, PlannedObjects
from mwaa_tf.terraform.plan_json import PlanJson

#: A reference to a resource or data source: its block, the key of an instance, and the rest.
_RESOURCE = re.compile(
    r'((?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)(?:\[(\d+|"(?:[^"\\]|\\.)*")\])?(?:\.(.*))?$', re.DOTALL
)
_MODULE = re.compile(r'module\.([\w-]+)(?:\[(\d+|"(?:[^"\\]|\\.)*")\])?(?:\.([\w-]+))?')
_LAST_MODULE = re.compile(r'(?:^|\.)module\.([\w-]+)(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?$')

#: What a reference leads through at most: modules may refer to each other in a circle only if the plan is damaged.
_DEEPEST = 40

_NO_RESOURCES = ("var", "local", "module", "each", "count", "path", "terraform", "self")


class PlannedReferences:
    """Resolves references of the configurations of several plans."""

    def __init__(self, plans: Mapping[str, PlanJson], objects: PlannedObjects) -> None:
        self._objects = objects
        self._roots: dict[str, Mapping[str, Any]] = {}
        for workspace, plan in plans.items():
            configuration = msgspec.json.decode(plan.configuration) or {}
            self._roots[workspace] = configuration.get("root_module") or {}

    def targets(self, planned: PlannedObject, path: str, types: Iterable[str]) -> tuple[PlannedObject, ...]:
        """The objects of ``types`` that the attribute ``path`` of ``planned`` refers to, each once.

        ``path`` is a name, or the names of a block and its attribute: ``route.gateway_id``.
        """
        block = self._block(planned)
        if block is None:
            return ()
        references = list(_references(block.get("expressions") or {}, path.split(".")))
        resolver = _Resolver(self, planned, frozenset(types), block, uses_key=_uses_own_key(references))
        found = [target for reference in _specific(references) for target in resolver.follow(planned.module, reference)]
        return tuple(dict.fromkeys(found))

    def attribute(self, planned: PlannedObject, path: str) -> str:
        """The one attribute of a resource that ``path`` refers to directly or through modules; empty for several."""
        block = self._block(planned)
        if block is None:
            return ""
        references = list(_references(block.get("expressions") or {}, path.split(".")))
        resolver = _Resolver(self, planned, None, block, uses_key=_uses_own_key(references))
        names = {name for reference in _specific(references) for name in resolver.attributes(planned.module, reference)}
        return names.pop() if len(names) == 1 else ""

    def is_given(self, planned: PlannedObject, path: str) -> bool:
        """Whether the configuration gives the attribute a value that is not constantly null; without one, it may."""
        block = self._block(planned)
        if block is None:
            return True
        expression = (block.get("expressions") or {}).get(path)
        return isinstance(expression, list) or (
            isinstance(expression, dict)
            and (bool(expression.get("references")) or expression.get("constant_value") is not None)
        )

    def are_referred_to(self, kind: str, path: str, names: frozenset[str]) -> bool:
        """Whether the attribute ``path`` of an object of type ``kind`` refers to one of these attributes."""
        return any(self.attribute(planned, path) in names for planned in self._objects.of(kind))

    def module(self, workspace: str, address: str) -> Mapping[str, Any]:
        """The configuration of a module instance."""
        module: Mapping[str, Any] = self._roots.get(workspace) or {}
        for name in re.findall(r"(?:^|\.)module\.([\w-]+)", re.sub(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]', "", address)):
            module = ((module.get("module_calls") or {}).get(name) or {}).get("module") or {}
        return module

    def instances(self, workspace: str, module: str, block: str) -> tuple[PlannedObject, ...]:
        """See :meth:`PlannedObjects.instances`."""
        return self._objects.instances(workspace, module, block)

    def module_instances(self, workspace: str, parent: str, name: str, key: str | None) -> tuple[str, ...]:
        """The instances of a call, or the one with ``key``, as far as they have objects."""
        prefix = f"{parent}." if parent else ""
        pattern = re.compile(rf'{re.escape(prefix)}module\.{re.escape(name)}(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?(?=\.|$)')
        matches = (pattern.match(planned.module) for planned in self._objects.all if planned.workspace == workspace)
        found = dict.fromkeys(match[0] for match in matches if match)
        if key is not None:
            return tuple(address for address in found if address.endswith(f"[{key}]"))
        return tuple(found)

    def only(self, workspace: str, module: str, types: Iterable[str]) -> tuple[PlannedObject, ...]:
        """The objects of ``types`` in a module instance, if all are of one block."""
        found = [
            planned
            for planned in self._objects.of(*types)
            if (planned.workspace, planned.module) == (workspace, module)
        ]
        return tuple(found) if len({planned.block for planned in found}) == 1 else ()

    def outputs_named(self, name: str, but: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The outputs of that name of the other workspaces."""
        for workspace, root in self._roots.items():
            output = (root.get("outputs") or {}).get(name)
            if output and workspace != but:
                yield workspace, output

    def _block(self, planned: PlannedObject) -> Mapping[str, Any] | None:
        module = self.module(planned.workspace, planned.module)
        return next((block for block in module.get("resources") or () if block.get("address") == planned.block), None)


class _Resolver:
    """Follows the references of one attribute of one object."""

    def __init__(
        self,
        references: PlannedReferences,
        origin: PlannedObject,
        types: frozenset[str] | None,
        block: Mapping[str, Any],
        *,
        uses_key: bool,
    ) -> None:
        self._references = references
        self._origin = origin
        self._types = types
        self._block = block
        self._uses_key = uses_key
        self._seen: set[tuple[str, str, str]] = set()

    def follow(self, module: str, reference: str, workspace: str = "") -> Iterator[PlannedObject]:
        """The objects that ``reference`` leads to, from the module instance ``module``."""
        workspace = workspace or self._origin.workspace
        if (workspace, module, reference) in self._seen or len(self._seen) > _DEEPEST:
            return
        self._seen.add((workspace, module, reference))
        first = reference.partition(".")[0].partition("[")[0]
        match first:
            case "var":
                yield from self._variable(workspace, module, reference)
            case "module":
                yield from self._output(workspace, module, reference)
            case "local":
                yield from self._references.only(workspace, module, self._types or ())
            case "each":
                yield from self._each(module, reference)
            case _ if first not in _NO_RESOURCES:
                yield from self._resource(workspace, module, reference)

    def attributes(self, module: str, reference: str) -> Iterator[str]:
        """``ADDRESS.ATTRIBUTE`` of what ``reference`` leads to, where that is an attribute of one object."""
        first = reference.partition(".")[0].partition("[")[0]
        workspace = self._origin.workspace
        if first == "var":
            parent, expression = self._argument(workspace, module, reference)
            for inner in _specific(list(_all_references(expression))):
                yield from self.attributes(parent, inner)
        elif first == "module":
            for child, inner in self._output_references(workspace, module, reference):
                yield from self.attributes(child, inner)
        elif first not in _NO_RESOURCES and (match := _RESOURCE.match(reference)) and match[3]:
            for planned in self._keyed(self._references.instances(workspace, module, match[1]), match[2]):
                yield f"{planned.name}.{match[3]}"

    def _resource(self, workspace: str, module: str, reference: str) -> Iterator[PlannedObject]:
        match = _RESOURCE.match(reference)
        if not match:
            return
        block, key, rest = match.groups()
        if block == "data.terraform_remote_state" or block.startswith(
            ("data.terraform_remote_state.", "data.tfe_outputs.")
        ):
            yield from self._remote(workspace, rest or "")
            return
        instances = self._references.instances(workspace, module, block)
        if self._types is not None and not any(planned.type in self._types for planned in instances):
            return
        yield from (planned for planned in self._keyed(instances, key) if not planned.is_data)

    def _keyed(self, instances: tuple[PlannedObject, ...], key: str | None) -> tuple[PlannedObject, ...]:
        """The instance with ``key``; without one, that with the key of the origin, if its expression uses it."""
        if key is not None:
            return tuple(planned for planned in instances if planned.key == key)
        own = self._origin.key
        if own and len(instances) > 1 and self._uses_key:
            same = tuple(planned for planned in instances if planned.key == own)
            return same or instances
        return instances

    def _variable(self, workspace: str, module: str, reference: str) -> Iterator[PlannedObject]:
        parent, expression = self._argument(workspace, module, reference)
        for inner in _specific(list(_all_references(expression))):
            yield from self.follow(parent, inner, workspace)

    def _argument(self, workspace: str, module: str, reference: str) -> tuple[str, Any]:
        """The module instance of the caller, and the expression that it gives to the variable."""
        match = _LAST_MODULE.search(module)
        if not match:
            return module, None
        parent = module[: match.start()]
        call = (self._references.module(workspace, parent).get("module_calls") or {}).get(match[1]) or {}
        name = re.split(r"[.\[]", reference)[1]
        return parent, (call.get("expressions") or {}).get(name)

    def _output(self, workspace: str, module: str, reference: str) -> Iterator[PlannedObject]:
        for child, inner in self._output_references(workspace, module, reference):
            yield from self.follow(child, inner, workspace)

    def _output_references(self, workspace: str, module: str, reference: str) -> Iterator[tuple[str, str]]:
        match = _MODULE.match(reference)
        if not match or not match[3]:
            return
        for child in self._references.module_instances(workspace, module, match[1], match[2]):
            output = (self._references.module(workspace, child).get("outputs") or {}).get(match[3]) or {}
            for inner in _specific(list(_all_references(output.get("expression")))):
                yield child, inner

    def _each(self, module: str, reference: str) -> Iterator[PlannedObject]:
        """What `for_each` goes over, where the key of an instance is that of what it refers to."""
        if module != self._origin.module or not reference.startswith("each.value"):
            return
        for inner in _specific(list(_all_references(self._block.get("for_each_expression")))):
            for planned in self.follow(module, inner):
                if planned.key == self._origin.key:
                    yield planned

    def _remote(self, workspace: str, rest: str) -> Iterator[PlannedObject]:
        """An output of another workspace whose plan was given; of several, none."""
        name = re.sub(r"^(?:outputs|values|nonsensitive_values)\.", "", rest).partition(".")[0].partition("[")[0]
        outputs = list(self._references.outputs_named(name, workspace))
        if len(outputs) != 1:
            return
        other, output = outputs[0]
        for inner in _specific(list(_all_references(output.get("expression")))):
            yield from self.follow("", inner, other)


def _uses_own_key(references: Iterable[str]) -> bool:
    return any(reference.startswith(("each.key", "each.value", "count.index")) for reference in references)


def _references(expressions: Any, path: list[str]) -> Iterator[str]:
    """The references of the attribute at ``path``; blocks are lists."""
    if not path:
        yield from _all_references(expressions)
    elif isinstance(expressions, list):
        for block in expressions:
            yield from _references(block, path)
    elif isinstance(expressions, dict):
        if path[0] in expressions:
            yield from _references(expressions[path[0]], path[1:])
        elif "references" in expressions:  # the whole is one expression
            yield from _all_references(expressions)


def _all_references(expression: Any) -> Iterator[str]:
    if isinstance(expression, list):
        for part in expression:
            yield from _all_references(part)
    elif isinstance(expression, dict):
        references = expression.get("references")
        if isinstance(references, list):
            yield from (reference for reference in references if isinstance(reference, str))
        else:
            for part in expression.values():
                yield from _all_references(part)


def _specific(references: list[str]) -> Iterator[str]:
    """``references`` without those that only begin another one: of ``a.b.id``, Terraform lists ``a.b`` as well."""
    for place, reference in enumerate(references):
        before = references[place - 1] if place else ""
        if not before.startswith((f"{reference}.", f"{reference}[")):
            yield reference
