"""The reference of the configuration, docs/configuration.md, from its JSON Schema and its rules.

``python -m tools.config_docs`` writes it; with ``--check`` it writes nothing and fails where it is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mwaa_tf.config.problems import Severity
from mwaa_tf.config.rules import all_rules
from mwaa_tf.config.schema import schema
from tools.documents import REPOSITORY, write_or_check

_FILE = REPOSITORY / "docs/configuration.md"
_MARK = "<!-- The tables below are written by `make docs`. -->\n"

#: In the order in which a configuration is written.
_ORDER = (
    "Deployment", "TerraformVersions", "Modules", "State", "Owner", "Network", "FlowLogs", "ExistingNetwork", "Sharing",
    "Participant", "Environment", "ExistingEnvironment", "SourceObject", "SourceBucket", "KmsKey", "ExecutionRole",
    "SecurityGroup", "Logging", "Timeouts",
)  # fmt: skip


def documents() -> Iterator[tuple[Path, str]]:
    """The reference, with what it should hold."""
    whole = schema()
    models = {"Deployment": whole, **whole["$defs"]}
    left = [name for name in models if name not in _ORDER and name != "EnvironmentSettings"]
    introduction = _FILE.read_text("utf-8").partition(_MARK)[0]
    tables = "\n".join(_section(name, models[name], models) for name in [*_ORDER, *left])
    yield _FILE, f"{introduction}{_MARK}\n{tables}\n{_rules()}"


def _rules() -> str:
    """The catalogue of the rules, from their docstrings."""
    errors, warnings = (
        [f"| `{rule.id}` | {_cell(rule.summary)} |" for rule in all_rules() if rule.severity is severity]
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    return "\n".join(
        (
            "## All rules",
            "",
            "Each problem has the id of the rule that it breaks, as `Problem.rule` in Python. Problems of a single",
            "value have one of the ids `syntax`, `repeated-key`, `unknown-key`, `required`, `type`, `choice`, `range`,",
            "`length`, `value` and `missing-file`.",
            "",
            "| rule | what must hold |",
            "| --- | --- |",
            *errors,
            "",
            "These only warn; `--strict` turns them into errors:",
            "",
            "| rule | what should hold |",
            "| --- | --- |",
            *warnings,
            "",
        )
    )


def _section(name: str, model: dict[str, Any], models: dict[str, Any]) -> str:
    lines = [f"### {name}", "", model.get("description", ""), ""]
    lines += ["| field | value | default | meaning |", "| --- | --- | --- | --- |"]
    required = model.get("required", ())
    for field, about in model["properties"].items():
        if field.startswith("$"):
            continue
        default = "**required**" if field in required else _default(about)
        lines.append(f"| `{field}` | {_value(about)} | {default} | {_meaning(about, models)} |")
    return "\n".join(lines) + "\n"


def _meaning(about: dict[str, Any], models: dict[str, Any]) -> str:
    """A field's own description, or else that of the model that stands there."""
    model = models.get(about.get("$ref", "").rpartition("/")[2], {})
    return _cell(about.get("description") or model.get("description", ""))


def _value(about: dict[str, Any]) -> str:
    """What may stand there, in a few words."""
    if "$ref" in about:
        name = about["$ref"].rpartition("/")[2]
        name = "Environment" if name == "EnvironmentSettings" else name
        return f"[{name}](#{name.lower()})"
    if "const" in about:
        return f"`{about['const']}`"
    if "enum" in about:
        return ", ".join(f"`{choice}`" for choice in about["enum"])
    if branches := about.get("anyOf"):
        kinds = [_value(branch) for branch in branches if branch.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    kind = about.get("type", "")
    if kind == "array":
        return _list(about)
    if kind == "object":
        patterns = list(about.get("patternProperties", {}).values())
        values = patterns[0] if patterns else about.get("additionalProperties")
        return f"mapping of text to {_value(values) if isinstance(values, dict) and values else 'text'}"
    if isinstance(kind, list):
        return "text"
    return {"string": "text", "integer": "number", "number": "text", "boolean": "true, false"}[kind]


def _list(about: dict[str, Any]) -> str:
    """A list, with the number of its elements where that is limited: ``list of text, 1 to 50``."""
    least, most = about.get("minItems", 0), about.get("maxItems")
    items = about["items"]
    words = f"list of any of {_value(items)}" if "enum" in items else f"list of {_value(items)}"
    if most is None:
        return f"{words}, at least {least}" if least else words
    if least == most:
        return f"{words}, exactly {most}"
    return f"{words}, {least} to {most}" if least else f"{words}, up to {most}"


def _default(about: dict[str, Any]) -> str:
    value = about.get("default")
    if value is None:
        return ""
    if isinstance(value, list):
        return f"`[{', '.join(str(element) for element in value)}]`" if value else ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
