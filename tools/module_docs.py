"""Inputs and outputs of the modules: the tables in their READMEs, and the index of their contracts.

``python -m tools.module_docs`` writes both; with ``--check`` it writes nothing and fails where something is stale.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mwaa_tf.contract import INDEX, Contract
from mwaa_tf.contract.parse import read_module
from mwaa_tf.contract.read import fingerprint, to_data
from tools.documents import REPOSITORY, write_or_check

MODULES = REPOSITORY / "modules"

_BEGIN, _END = "<!-- BEGIN_TF_DOCS -->", "<!-- END_TF_DOCS -->"
_BETWEEN = re.compile(f"(?<={_BEGIN}\n).*?(?={_END})", re.DOTALL)
_WIDE = 40


def documents() -> Iterator[tuple[Path, str]]:
    """Each file that is made from the modules, with what it should hold."""
    index = {}
    for folder in sorted(path.parent for path in MODULES.glob("*/versions.tf")):
        contract = read_module(folder)
        index[folder.name] = to_data(contract, fingerprint(folder))
        readme = folder / "README.md"
        text = readme.read_text("utf-8")
        if not _BETWEEN.search(text):
            raise SystemExit(f"{readme}: has no {_BEGIN} … {_END}")
        tables = tables_of(contract)
        yield readme, _BETWEEN.sub(lambda _, tables=tables: tables, text)  # type: ignore[misc]
    yield MODULES / INDEX, json.dumps(index, indent=1, ensure_ascii=False) + "\n"


def tables_of(contract: Contract) -> str:
    """The tables of a module, as Markdown."""
    lines = ["## Inputs", "", "| Name | Description | Type | Default | Required |", "| --- | --- | --- | --- | :---: |"]
    for name, variable in contract.variables.items():
        default = "n/a" if variable.default is None else _code(variable.default)
        required = "yes" if variable.required else "no"
        lines.append(f"| {name} | {_cell(variable.description)} | {_code(variable.type)} | {default} | {required} |")
    lines += ["", "## Outputs", "", "| Name | Description |", "| --- | --- |"]
    lines += [f"| {name} | {_cell(output.description)} |" for name, output in contract.outputs.items()]
    return "\n".join(lines) + "\n"


def _code(source: str) -> str:
    if len(source) <= _WIDE and "\n" not in source:
        return f"`{source}`".replace("|", "\\|")
    return f"<pre>{'<br/>'.join(_escaped(line) for line in _broken(source))}</pre>"


def _broken(source: str, indent: int = 0) -> Iterator[str]:
    """A long type over several lines: each field of an object on its own."""
    margin = "  " * indent
    opened = re.match(r".*?object\(\{", source, re.DOTALL)
    if len(source) <= _WIDE or not opened:
        yield margin + source
        return
    end = _closing(source, opened.end())
    yield f"{margin}{opened[0]}"
    for field in _fields(source[opened.end() : end]):
        yield from _broken(field, indent + 1)
    yield f"{margin}{source[end:]}"


def _closing(source: str, start: int) -> int:
    """The position of the brace that closes the one before ``start``."""
    depth = 1
    for position in range(start, len(source)):
        depth += (source[position] == "{") - (source[position] == "}")
        if depth == 0:
            return position
    raise ValueError(f"no closing brace in {source}")


def _fields(source: str) -> Iterator[str]:
    depth, start = 0, 0
    for position, character in enumerate(source):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield source[start:position].strip()
            start = position + 1
    yield source[start:].strip()


def _cell(text: str) -> str:
    """A description in a table's cell: there, Markdown has neither line breaks nor lists, so bullets become HTML."""
    html, depth = "", 0
    for level, line in _lines(text):
        while depth > level:
            html, depth = f"{html}</li></ul>", depth - 1
        if level:
            html += "</li><li>" if depth == level else "<ul><li>"
        elif html:
            html += " "
        html, depth = html + line, level
    return (html + "</li></ul>" * depth).replace("|", "\\|")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each bullet with its level, from 1 on, and the text around them with level 0; continuation lines are joined."""
    level, lines = 0, list[str]()
    for line in text.strip().splitlines():
        bullet = re.match(r"( *)- ", line)
        if bullet and lines:
            yield level, " ".join(lines)
            lines = []
        if bullet:
            level = len(bullet[1]) // 2 + 1
        lines.append(line[bullet.end() :] if bullet else line.strip())
    yield level, " ".join(lines)


def _escaped(line: str) -> str:
    body = line.lstrip(" ")
    text = body.replace("&", "&amp;").replace("<", "&lt;").replace("|", "&#124;")
    return "&nbsp;" * (len(line) - len(body)) + text


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
