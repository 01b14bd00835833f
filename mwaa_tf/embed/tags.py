"""The tags of a root module, where a module takes them."""

from __future__ import annotations

import re
from typing import Any

from mwaa_tf.contract.types import parse_type
from mwaa_tf.embed.local_modules import RepositoryRoot
from mwaa_tf.embed.repository import Repository
from mwaa_tf.hcl import Expression

_NAMES = ("tags", "common_tags", "default_tags")
#: An expression whose value is a list, or a map of maps or lists.
_NO_MAP_OF_TEXT = re.compile(r"\[.*|\{\s*for\b.*?=>\s*[\[{].*", re.DOTALL)


def find_tags(repository: Repository, root: RepositoryRoot) -> str | None:
    """Find the expression for the tags of all resources of ``root``, a map of text; None if it has none.

    A value that only Terraform can evaluate is taken for such a map.
    """
    values = {
        name: argument.value
        for _, block in repository.blocks(root.folder, "locals")
        for name, argument in block.arguments.items()
    }
    for name in _NAMES:
        if name in values and _is_map_of_text(values[name]):
            return f"local.{name}"
    types = {
        block.labels[0]: block.arguments["type"].value if "type" in block.arguments else None
        for _, block in repository.blocks(root.folder, "variable")
        if block.labels
    }
    return next((f"var.{name}" for name in _NAMES if name in types and _is_type_of_tags(types[name])), None)


def _is_map_of_text(value: Any) -> bool:
    if isinstance(value, Expression):
        return not _NO_MAP_OF_TEXT.fullmatch(value.text)
    return isinstance(value, dict) and not any(
        isinstance(member, (dict, list)) or (isinstance(member, Expression) and member.text.startswith(("{", "[")))
        for member in value.values()
    )


def _is_type_of_tags(constraint: Any) -> bool:
    """Whether a type constraint may be one of a map of text; None is that of a variable without one."""
    if constraint is None:
        return True
    # In Terraform's JSON syntax, and in configurations for Terraform 0.11, a type is a quoted text.
    kind = parse_type(constraint.text if isinstance(constraint, Expression) else str(constraint))
    members = [kind.element] if kind.element else [member for member, _ in (kind.fields or {}).values()]
    return kind.kind in ("any", "map", "object") and all(
        member.element is None and member.fields is None and member.kind != "tuple" for member in members
    )
