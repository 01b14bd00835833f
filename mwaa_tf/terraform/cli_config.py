"""Terraform's CLI configuration: the user's settings, and a generated file that adds the mirror of the AWS provider.

Terraform reads one file, ``~/.terraformrc`` or what ``TF_CLI_CONFIG_FILE`` names, and only in the first case also the
``*.tfrc`` and ``*.tfrc.json`` files of ``~/.terraform.d``, where `terraform login` keeps its tokens. Setting
``TF_CLI_CONFIG_FILE`` hides all of these, so the generated file repeats their settings. OpenTofu does the same, and
has a file of its own, ``~/.tofurc``, which it prefers.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mwaa_tf.errors import UsageError
from mwaa_tf.terraform.product import TERRAFORM, Product
from mwaa_tf.terraform.provider import addresses
from mwaa_tf.user_cache import user_home

_TOKEN = re.compile(
    r'(?P<string>"(?:\\.|[^"\\\n])*")|(?P<comment>#[^\n]*|//[^\n]*|/\*.*?\*/)'
    r"|(?P<open>[{\[])|(?P<close>[}\]])|(?P<newline>\n)|(?P<word>[^\s\"{}\[\]#/]+)",
    re.DOTALL,
)
_STRING = re.compile(r'=\s*("(?:\\.|[^"\\\n])*")')


@dataclass(frozen=True, slots=True)
class CliConfigStatement:
    """One top-level setting or block, with its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class UserConfig:
    """The statements of the user's CLI configuration; ``missing`` if ``TF_CLI_CONFIG_FILE`` does not exist."""

    statements: tuple[CliConfigStatement, ...] = ()
    missing: bool = False

    def has(self, name: str) -> bool:
        """Whether there is a setting or block called ``name``."""
        return any(statement.name == name for statement in self.statements)

    def plugin_cache_dir(self) -> str | None:
        """The folder of ``plugin_cache_dir``, with environment variables expanded as Terraform does."""
        for statement in self.statements:
            if statement.name == "plugin_cache_dir" and (match := _STRING.search(statement.text)):
                return os.path.expandvars(str(json.loads(match[1])))
        return None


def load(environ: Mapping[str, str], product: Product = TERRAFORM) -> UserConfig:
    """Read the files that ``product`` itself would read. Raises :class:`UsageError` for an unreadable file."""
    home = user_home(environ) or Path("/nonexistent")
    override = environ.get("TF_CLI_CONFIG_FILE") or environ.get("TERRAFORM_CONFIG")
    main = Path(override) if override else _main_file(environ, home, product)
    files = [main] if main.is_file() else []
    if not override:
        folder = _folder(environ, home, product)
        files += sorted([*folder.glob("*.tfrc"), *folder.glob("*.tfrc.json")])
    statements = tuple(statement for file in files for statement in _read(file))
    return UserConfig(statements, missing=bool(override) and not files)


def _main_file(environ: Mapping[str, str], home: Path, product: Product) -> Path:
    """The file of settings: in the home folder, or for OpenTofu, if it has none there, where XDG puts it."""
    files = [home / name for name in product.config_names]
    xdg = environ.get("XDG_CONFIG_HOME")
    if xdg and product.xdg_config:
        files.append(Path(xdg) / product.xdg_config / product.config_names[0].removeprefix("."))
    return next((file for file in files if file.is_file()), files[0])


def _folder(environ: Mapping[str, str], home: Path, product: Product) -> Path:
    """The folder of further files, with tokens (OpenTofu's ``configDir``, as above)."""
    folder, xdg = home / ".terraform.d", environ.get("XDG_CONFIG_HOME")
    return Path(xdg) / product.xdg_config if xdg and product.xdg_config and not folder.exists() else folder


def with_mirror(
    user: UserConfig, mirror: Path | None, implied: Iterable[Path] = (), product: Product = TERRAFORM
) -> str:
    """A CLI configuration with the statements of ``user`` that takes the AWS provider from ``mirror`` alone.

    An explicit ``provider_installation`` disables Terraform's ``implied`` mirrors, so they are listed too.
    """
    replaced = {"provider_installation"} if mirror else set()
    parts = [statement.text for statement in user.statements if statement.name not in replaced]
    if mirror:
        parts.append(_installation(mirror, implied, product))
    return "".join(f"{part.strip()}\n" for part in parts)


def with_implied_mirrors(user: UserConfig, implied: Iterable[Path]) -> str:
    """A CLI configuration with the statements of ``user`` that lists Terraform's ``implied`` mirrors explicitly.

    Without one, Terraform also takes providers from ``terraform.d/plugins`` of the folder that it runs in ("Implied
    Local Mirror Directories"), and a provider is a program.
    """
    parts = [*(statement.text for statement in user.statements), _installation(None, implied)]
    return "".join(f"{part.strip()}\n" for part in parts)


def statements(text: str) -> list[CliConfigStatement]:
    """Split CLI configuration in HCL into its top-level settings and blocks.

    Its grammar is HCL 1, which python-hcl2 does not read; only the start and end of each statement are needed.
    """
    starts: list[tuple[str, int]] = []
    depth, at_line_start = 0, True
    for token in _TOKEN.finditer(text):
        match token.lastgroup:
            case "newline":
                at_line_start = True
            case "open":
                depth += 1
            case "close":
                depth -= 1
            case "string" | "word":
                if at_line_start and depth == 0:
                    starts.append((token[0].strip('"'), token.start()))
                at_line_start = False
    ends = [*(start for _, start in starts), len(text)][1:]
    return [CliConfigStatement(name, text[start:end]) for (name, start), end in zip(starts, ends, strict=True)]


def _read(file: Path) -> list[CliConfigStatement]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        if not text.lstrip().startswith("{"):
            return statements(text)
        data = json.loads(text)
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: Terraform's CLI configuration cannot be read: {error}") from error
    return [CliConfigStatement(name, f"{_quoted(name)} = {_hcl(value)}") for name, value in data.items()]


def _hcl(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(["{\n", *(f"{_quoted(key)} = {_hcl(element)}\n" for key, element in value.items()), "}"])
    if isinstance(value, list):
        return f"[{', '.join(map(_hcl, value))}]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _installation(mirror: Path | None, implied: Iterable[Path], product: Product = TERRAFORM) -> str:
    """The installation of the AWS provider from ``mirror``, if any, and of all others from ``implied`` ones first."""
    from_mirror = [product.aws_provider] if mirror else []
    local = set(from_mirror)
    lines = ["provider_installation {"]
    if mirror:
        lines += _method("filesystem_mirror", path=str(mirror), include=from_mirror)
    for folder in implied:
        local.update(addresses(folder))
        lines += _method("filesystem_mirror", path=str(folder), exclude=from_mirror)
    lines += _method("direct", exclude=sorted(local))
    return "\n".join([*lines, "}"])


def _method(kind: str, **arguments: str | list[str]) -> list[str]:
    return [f"  {kind} {{", *(f"    {name} = {_hcl(value)}" for name, value in arguments.items() if value), "  }"]
