"""The published JSON Schemas: that of the configuration with a link to the reference at each field, and the others.

The link is a paragraph of the field's ``description``, which editors show; a ``$comment`` they do not. The schema that
`mwaa_tf schema` prints has none, because only a published site has an address.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mwaa_tf.config.schema import schema
from tools.site import pages
from tools.site.restructured import heading, literal, text

CONFIGURATION = "mwaa.schema.json"
_PAGE = "configuration.html"

#: A model that the reference describes with another one: the same fields without a name.
_SAME_SECTION = {"EnvironmentSettings": "Environment"}


def field_anchor(model: str, field: str) -> str:
    """The anchor of a field in the page of the configuration."""
    return f"{_SAME_SECTION.get(model, model).lower()}-{field}"


def fields(whole: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every field of the configuration: its model, its name and its schema. ``$schema`` is for editors, no field."""
    for model, definition in (("Deployment", whole), *whole["$defs"].items()):
        for field, about in definition.get("properties", {}).items():
            if not field.startswith("$"):
                yield model, field, about


def linked(address: str) -> dict[str, Any]:
    """The schema of the configuration for the site at ``address``, which ends in ``/``: the folder of one version."""
    whole = copy.deepcopy(schema())
    for model, field, about in fields(whole):
        target = about if "description" in about else whole["$defs"].get(about.get("$ref", "").rpartition("/")[2], {})
        described = target.get("description", "").partition("\n\n")[0]
        link = f"{address}{_PAGE}#{field_anchor(model, field)}"
        about["description"] = f"{described}\n\n{link}".strip()
    return {"$schema": whole.pop("$schema"), "$id": f"{address}schema/{CONFIGURATION}", **whole}


def publish(folder: Path, address: str) -> None:
    """Write all schemas into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = json.dumps(linked(address), indent=2, ensure_ascii=False)
    (folder / CONFIGURATION).write_text(whole + "\n", "utf-8")
    for file in pages.schemas():
        shutil.copy(file, folder)


def page(address: str) -> str:
    """The page that lists the schemas."""
    lines = [
        heading("JSON Schemas"),
        "The schema of the configuration, as ``mwaa_tf schema`` prints it, with a link to the reference at each field. "
        "An editor completes, checks and explains with it:",
        "",
        ".. code-block:: yaml",
        "",
        f"   # yaml-language-server: $schema={address}schema/{CONFIGURATION}",
        "",
        _entry(CONFIGURATION, "Configurations: mwaa.yaml, and the same in TOML and JSON."),
        "The schemas of what commands write:",
        "",
    ]
    for file in pages.schemas():
        content = json.loads(file.read_text("utf-8"))
        lines.append(_entry(file.name, content.get("description") or content.get("title") or ""))
    return "\n".join(lines)


def _entry(name: str, about: str) -> str:
    return f"`{name} <schema/{name}>`__\n   {text(' '.join(about.split())) or literal(name)}\n"
