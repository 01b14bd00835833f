"""A workspace as the text of its files, through Jinja2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.hcl import Expression, attributes, value
from mwaa_tf.hcl.write import escape
from mwaa_tf.render.expressions import expression
from mwaa_tf.render.sources import Sources

#: More than this many commands in a README help nobody.
_SHOWN = 12


def workspace_files(blueprint: Blueprint, workspace: Workspace, sources: Sources) -> Iterator[tuple[str, str]]:
    """Name and text of each file of ``workspace``."""
    context = {
        "blueprint": blueprint,
        "workspace": workspace,
        "sources": sources.modules(workspace),
        "config_folder": sources.config_folder(workspace),
        "credentials": {"region": workspace.region}
        | ({"profile": workspace.account.profile} if workspace.account.profile else {}),
        "locals": {
            read.name: Expression(f"data.terraform_remote_state.{read.name}.outputs") for read in workspace.reads
        },
    }
    templates = _templates()
    for name in ("terraform.tf", "providers.tf", "remote_state.tf", "main.tf", "outputs.tf"):
        if name == "remote_state.tf" and not workspace.reads:
            continue
        yield name, templates[name].render(context)


def deployment_readme(blueprint: Blueprint) -> str:
    """The map of the deployment's workspaces."""
    return _templates()["README.md"].render(
        blueprint=blueprint,
        shown=blueprint.workspaces[:_SHOWN],
        has_environments=any(workspace.stage == 2 for workspace in blueprint.workspaces),
    )


@cache
def _templates() -> Mapping[str, jinja2.Template]:
    folder = Path(__file__).parent / "templates"
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701 - the output is HCL: every value goes through the filters below
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["hcl"] = _hcl
    environment.filters["attributes"] = _attributes
    environment.filters["escaped"] = escape
    return {
        path.name.removesuffix(".j2"): environment.from_string(path.read_text("utf-8"))
        for path in sorted(folder.glob("*.j2"))
    }


@jinja2.pass_context
def _hcl(context: jinja2.runtime.Context, item: Any) -> str:
    return value(expression(item, context.get("config_folder", "")))


@jinja2.pass_context
def _attributes(context: jinja2.runtime.Context, items: Mapping[str, Any], indent: int) -> str:
    return attributes({name: expression(item, context["config_folder"]) for name, item in items.items()}, indent)
