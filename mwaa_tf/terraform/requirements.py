"""What the files of a module require of providers, read only where it is certain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.terraform.module_files import HCL, JSON, TOFU

_WORD = "required_providers"
# Possessive, so that long runs of blanks are read once.
_BLOCK = re.compile(rf"\b{_WORD}\s*+\{{(?P<entries>(?:\s*+[\w-]++\s*+=\s*+\{{[^{{}}]*+\}}\s*+,?+)*+)\s*+\}}")
_ENTRY = re.compile(r"(?P<name>[\w-]+)\s*=\s*\{(?P<arguments>[^{}]*)\}")
_COMMENT = re.compile(r'(?:#|//)[^"\n]*$', re.MULTILINE)
_ARGUMENTS = re.compile(
    r'(?:\s*+(?:(?:source|version)\s*+=\s*+"[^"\\$%]*+"|configuration_aliases\s*+=\s*+\[[\w\s,.]*+\])\s*+,?+)*+\s*+'
)
_ARGUMENT = re.compile(r'\b(source|version)\s*=\s*"([^"]*)"')

#: A constraint where Terraform 0.12 had it, in the configuration of a provider.
_OLD_HCL = re.compile(r'^[ \t]*+provider\s++"?[\w-]++"?\s*+\{', re.MULTILINE)
_VERSION = re.compile(r"^[ \t]*+version\s*+=", re.MULTILINE)

#: What makes a difference, and no error, where a path begins: at the folder in which Terraform runs.
_ELSEWHERE = r'\s*\((?!\s*"\$\{path\.module\}/)'
_RELATIVE = re.compile(rf"\bpath\.(?:cwd|root)\b|\b(?:fileexists|fileset){_ELSEWHERE}")
_READS = re.compile(rf"\b(?:file\w*|templatefile){_ELSEWHERE}")
_CATCHES = re.compile(r"\b(?:can|try)\s*\(")

Requirement = tuple[str, str]
"""Name of a provider of HashiCorp, and a constraint, which may be empty."""


class NotUnderstood(Exception):  # noqa: N818 - no error: what is not understood here is left to Terraform
    """The files may say something that is not read here."""


def requirements(folder: Path) -> frozenset[Requirement]:
    """What the module in ``folder`` requires, without those it calls.

    Raises :class:`NotUnderstood` where a file is not in the usual form: with providers of others, with what only
    OpenTofu reads, or with paths that begin where Terraform runs and of which a wrong one is no error.
    """
    try:
        return frozenset(required for path in sorted(folder.iterdir()) for required in _of_file(path))
    except (OSError, ValueError, RecursionError) as error:
        raise NotUnderstood(f"{folder}: {error}") from error


def backends(folder: Path) -> tuple[str, ...]:
    """The types of the backends that the files in ``folder`` configure. Raises :class:`NotUnderstood`."""
    try:
        texts = {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.name.endswith((HCL, JSON))}
        return tuple(backend for name, text in texts.items() for backend in _backends(name, text))
    except (OSError, ValueError, RecursionError) as error:
        raise NotUnderstood(f"{folder}: {error}") from error


def _backends(name: str, text: str) -> Iterable[str]:
    if name.endswith(HCL):
        return re.findall(r'^[ \t]*+backend\s++"([a-z0-9_]+)"\s*+\{', text, re.MULTILINE)
    return [str(backend) for block in _blocks(json.loads(text), "terraform", "backend") for backend in block]


def _of_file(path: Path) -> Iterator[Requirement]:
    if path.name.endswith(TOFU):
        raise NotUnderstood(f"{path}: only OpenTofu reads it")
    if path.name.endswith((HCL, JSON)):
        text = path.read_text("utf-8")
        if _RELATIVE.search(text) or (_READS.search(text) and _CATCHES.search(text)):
            raise NotUnderstood(f"{path}: a path may begin where Terraform runs")
        yield from _of_hcl(path, text) if path.name.endswith(HCL) else _of_json(path, json.loads(text))


def _of_hcl(path: Path, text: str) -> Iterator[Requirement]:
    blocks = list(_BLOCK.finditer(text))
    if text.count(_WORD) != len(blocks) or (_OLD_HCL.search(text) and _VERSION.search(_BLOCK.sub("", text))):
        raise NotUnderstood(f"{path}: the providers that it requires")
    for block in blocks:
        for entry in _ENTRY.finditer(block["entries"]):
            arguments = _COMMENT.sub("", entry["arguments"])
            if not _ARGUMENTS.fullmatch(arguments):
                raise NotUnderstood(f"{path}: what it requires of {entry['name']}")
            yield _requirement(path, entry["name"], dict(_ARGUMENT.findall(arguments)))


def _of_json(path: Path, data: Any) -> Iterator[Requirement]:
    configured = [body for block in _blocks(data, "provider") for name in block for body in _blocks(block, name)]
    if any("version" in body for body in configured):
        raise NotUnderstood(f"{path}: the version of a provider")
    for block in _blocks(data, "terraform", _WORD):
        for name, entry in block.items():
            if not isinstance(entry, dict):
                raise NotUnderstood(f"{path}: what it requires of {name}")
            yield _requirement(path, name, entry)


def _requirement(path: Path, name: str, entry: Mapping[str, Any]) -> Requirement:
    # Terraform resolves local names of others' providers differently in the module of a test.
    if entry.get("source", f"hashicorp/{name}") != f"hashicorp/{name}":
        raise NotUnderstood(f"{path}: {name} is not HashiCorp's")
    return name, str(entry.get("version", ""))


def _blocks(data: Any, *names: str) -> Iterator[Mapping[str, Any]]:
    """The bodies of the blocks at ``names``; in JSON a block is an object, or a list of them, at each level."""
    if isinstance(data, list):
        for each in data:
            yield from _blocks(each, *names)
    elif isinstance(data, dict):
        if names:
            yield from _blocks(data.get(names[0]), *names[1:])
        else:
            yield data
