"""``python -m tools.same_terraform REVISION``: what else than wording differs in the Terraform of another revision?

Renders ``mwaa.yaml`` and each example with the code and the modules of ``REVISION`` and with those of the working tree.
Comments, descriptions of variables and outputs, error messages, line breaks and the names of locals may differ; every
other difference is printed, and the exit code is 1. Takes some 20 seconds.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.hcl.read import read_blocks
from tools.revisions import check_out, copy_working_tree, render_with

_CONFIGS = ("mwaa.yaml", "examples/*/mwaa.yaml")
_DESCRIBED = frozenset({"output", "variable"})
_OPEN, _CLOSE = "([{", ")]}"
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_JOIN = re.compile(rf'\bjoin\("([^"\\$]*)",\[({_STRING.pattern}(?:,{_STRING.pattern})*)\]\)')


def main(arguments: list[str]) -> int:
    """The command."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-same-terraform-") as scratch:
        before = terraform_of(check_out(arguments[0], Path(scratch) / "before"))
        after = terraform_of(copy_working_tree(Path(scratch) / "after"))
    changes = list(differences(before, after))
    print("\n".join(changes) or f"{len(after)} folders are the same Terraform as those of {arguments[0]}")
    return 1 if changes else 0


def terraform_of(checkout: Path) -> dict[str, dict[str, str]]:
    """Each folder with Terraform that belongs to ``checkout``, as :func:`normalized`: modules, and what it renders."""
    for number, config in enumerate(sorted(path for pattern in _CONFIGS for path in checkout.glob(pattern))):
        render_with(checkout, config, checkout / f"rendered-{number}")
    modules = {path.parent for path in checkout.glob("modules/*/versions.tf")}
    rendered = {path.parent for path in checkout.glob("rendered-*/**/*.tf") if "modules" not in path.parts}
    return {str(folder.relative_to(checkout)): normalized(folder) for folder in modules | rendered}


def normalized(folder: Path) -> dict[str, str]:
    """Address of everything in a folder's ``.tf`` files -> its value, without what is only wording."""
    files = [read_blocks(file) for file in sorted(folder.glob("*.tf"))]
    names = [name for file in files for block in file.get("locals", ()) for name in block if not name.startswith("__")]
    numbers = {name: f"local_{number}" for number, name in enumerate(names)}
    return {address: canonical(value, numbers) for file in files for address, value in _leaves(file, (), numbers)}


def differences(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """One line for each address whose value differs."""
    for folder in sorted(before.keys() | after.keys()):
        old, new = before.get(folder, {}), after.get(folder, {})
        for address in sorted(old.keys() | new.keys()):
            if old.get(address) != new.get(address):
                yield f"{folder}: {address}: {old.get(address)} -> {new.get(address)}"


def _leaves(value: Any, path: tuple[str, ...], locals_: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if not (key.startswith("__") or key == "error_message" or _is_description(path, key)):
                name = locals_[key] if path[:1] == ("locals",) and len(path) == 2 else key
                yield from _leaves(item, (*path, name), locals_)
    elif isinstance(value, list):
        # Blocks of one type are told apart by their labels, or else by their order.
        for number, item in enumerate(value):
            labelled = isinstance(item, dict) and len(item) == 1 and len(path) == 1
            yield from _leaves(item, path if labelled else (*path, str(number)), locals_)
    else:
        yield ".".join(path), str(value)


def _is_description(path: tuple[str, ...], key: str) -> bool:
    return key == "description" and len(path) == 2 and path[0] in _DESCRIBED


def canonical(expression: str, locals_: Mapping[str, str]) -> str:
    """An expression without spaces outside of strings, outer parentheses and trailing commas; locals by number."""
    text = re.sub(r"\blocal\.(\w+)", lambda match: f"local.{locals_.get(match[1], match[1])}", expression)
    text = re.sub(r",(?=[)\]}])", "", "".join(_tokens(text)))
    text = re.sub(r"\$\{\((.*)\)\}", lambda match: f"${{{match[1]}}}" if _is_balanced(match[1]) else match[0], text)
    return _with_joins_folded(text)


def _tokens(text: str) -> Iterator[str]:
    """``text`` without the spaces outside of quotes; an interpolation in quotes is outside again."""
    quoted: list[bool] = [False]
    position = 0
    while position < len(text):
        character, pair = text[position], text[position : position + 2]
        if quoted[-1] and (character == "\\" or pair in ("$$", "%%")):
            yield pair
            position += 2
            continue
        if character == '"':
            quoted.pop() if quoted[-1] else quoted.append(True)
        elif pair in ("${", "%{"):
            quoted.append(False)
            yield pair[0]
            position += 1
            character = "{"
        elif not quoted[-1] and character == "{":
            quoted.append(False)
        elif not quoted[-1] and character == "}" and len(quoted) > 1:
            quoted.pop()
        if quoted[-1] or not character.isspace():
            yield character
        position += 1


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        if depth < 0:
            return False
    return depth == 0


def _with_joins_folded(text: str) -> str:
    """``join(" ", ["a", "b"])`` as ``"a b"``: how a long text is broken into lines."""
    folded = _JOIN.sub(lambda match: f'"{match[1].join(part[1:-1] for part in _STRING.findall(match[2]))}"', text)
    whole = re.fullmatch(rf"\$\{{({_STRING.pattern})\}}", folded)
    return whole[1] if whole else folded


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
