"""What the modules use of the provider: types, arguments, blocks and attributes, each with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from mwaa_tf.hcl.syntax import Block, Reference, parse
from tools.provider_schema.model import Kind

_META = frozenset({"count", "depends_on", "for_each", "provider"})
_META_BLOCKS = frozenset({"connection", "lifecycle", "provisioner"})


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """``steps`` of a type: set where it is an argument or a block, read where it is an attribute in an expression."""

    file: Path
    line: int
    kind: Kind
    type: str
    steps: tuple[str, ...]
    set: bool


def uses(folder: Path) -> Iterator[Use]:
    """Everything that the ``.tf`` files directly in ``folder`` use, file by file."""
    for file in sorted(folder.glob("*.tf")):
        contents = parse(file.read_text("utf-8"))
        blocks = [block for block in contents.blocks if _type(block)]
        for block in blocks:
            kind, name = cast("Kind", block.type), block.labels[0]
            yield Use(file, block.line, kind, name, (), True)
            for line, steps in _arguments(block):
                yield Use(file, line, kind, name, steps, True)
        for reference in contents.references:
            if found := _read(reference, contents.blocks):
                kind, name, steps = found
                yield Use(file, reference.line, kind, name, steps, False)


def _type(block: Block) -> bool:
    return block.type in ("resource", "data") and block.labels[0].startswith("aws_")


def _arguments(block: Block) -> Iterator[tuple[int, tuple[str, ...]]]:
    for name, argument in block.arguments.items():
        if name not in _META:
            yield argument.line, (name,)
    for inner in block.blocks:
        if inner.type in _META_BLOCKS:
            continue
        name, content = inner.type, inner
        if inner.type == "dynamic":
            name = inner.labels[0]
            content = next(block for block in inner.blocks if block.type == "content")
        yield inner.line, (name,)
        for line, steps in _arguments(content):
            yield line, (name, *steps)


def _read(reference: Reference, blocks: tuple[Block, ...]) -> tuple[Kind, str, tuple[str, ...]] | None:
    """Type and attribute that a reference reads; None for all that is not the provider's."""
    root, *rest = reference.steps
    names = [step for step in rest if isinstance(step, str)]
    if not isinstance(root, str):
        return None
    if root == "self":
        around = max((block for block in blocks if block.line <= reference.line), key=lambda block: block.line)
        return (cast("Kind", around.type), around.labels[0], tuple(names)) if _type(around) else None
    if root == "data" and names and names[0].startswith("aws_"):
        return "data", names[0], tuple(names[2:])
    if root.startswith("aws_"):
        return "resource", root, tuple(names[1:])
    return None
