"""Apps run as a person runs them, and workspaces in one form whatever they are written in."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.hcl.read import read_blocks, text

#: jsii warns of each release of Node.js that its authors do not test or no longer support; each takes a list of them.
QUIET = dict.fromkeys(
    (
        "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION",
    ),
    ",".join(map(str, range(18, 40))),
)


def python(script: str, *arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """``script`` in an interpreter of its own: a process has one CDKTF library."""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=cwd,
        env={**os.environ, **QUIET, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def from_hcl(folder: Path) -> dict[str, Any]:
    """All blocks of a rendered workspace, as :func:`from_json` gives those of a synthesized one."""
    blocks: dict[str, Any] = {}
    for file in sorted(folder.glob("*.tf")):
        for kind, found in read_blocks(file).items():
            for block in found:
                _merge(blocks, {kind: _plain(block)}) if kind != "__comments__" else None
    reads = {name for local in _blocks(blocks.pop("locals", {})) for name in local}
    named: dict[str, Any] = _with_reads(_normal(blocks), reads)
    return named


def from_json(file: Path) -> dict[str, Any]:
    """The blocks of a synthesized stack."""
    normal: dict[str, Any] = _normal(json.loads(file.read_bytes()))
    return normal


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _plain(value: Any) -> Any:
    """What python-hcl2 gives, without its quotes and marks."""
    if isinstance(value, dict):
        return {
            text(name): _plain(item) for name, item in value.items() if name not in ("__is_block__", "__comments__")
        }
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and value.startswith('"'):
        # An escaped introducer stays escaped in JSON; everything else is the text itself.
        return value[1:-1].replace("$${", "\x01").replace("%%{", "\x02") if "${" in value else text(value)
    return value


def _normal(value: Any) -> Any:
    """Without the freedom that Terraform's JSON leaves: a block alone or in a list, spaces in expressions."""
    if isinstance(value, dict):
        return {name: _normal(item) for name, item in value.items() if name != "//"}
    if isinstance(value, list):
        items = [_normal(item) for item in value]
        return items[0] if len(items) == 1 and isinstance(items[0], dict) else items
    if isinstance(value, str) and value.startswith("${"):
        return re.sub(r"\s+", " ", value)
    return value


def _blocks(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from value if isinstance(value, list) else [value]


def _with_reads(value: Any, reads: set[str]) -> Any:
    """With the short names of remote states, which are locals of the rendered workspaces, in full."""
    if isinstance(value, dict):
        return {name: _with_reads(item, reads) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_reads(item, reads) for item in value]
    if isinstance(value, str):
        for name in reads:
            value = value.replace(f"local.{name}.", f"data.terraform_remote_state.{name}.outputs.")
    return value
