"""A workspace as the text of its files, through Jinja2."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.compiled_templates import environment_of
from mwaa_tf.hcl import Expression, attributes, quote, value
from mwaa_tf.hcl.write import escape
from mwaa_tf.module_sources import ModuleSources
from mwaa_tf.render.expressions import reference
from mwaa_tf.render.readme import readme_context

#: File of a workspace -> what its text depends on, beside the deployment. Workspaces with equal values share the text:
#: of the ten thousand files of a thousand environments, most are one of a few. An id is unique: the blueprint keeps the
#: object alive.
_DEPENDS_ON: dict[str, Callable[[Workspace], object]] = {
    "terraform.tf": lambda workspace: id(workspace.backend),
    "providers.tf": lambda workspace: (workspace.account, workspace.region, id(workspace.tags)),
    "remote_state.tf": lambda workspace: repr(workspace.reads),
    "main.tf": lambda workspace: workspace.path,
    "outputs.tf": lambda workspace: id(workspace.outputs),
    "encryption.tofu": lambda workspace: (repr(workspace.encryption), bool(workspace.reads)),
    "encryption.tf": lambda _: None,
}

#: Whether a workspace has a file; those that are not here, all have.
_NEEDED: dict[str, Callable[[Workspace], bool]] = {
    "remote_state.tf": lambda workspace: bool(workspace.reads),
    "encryption.tofu": lambda workspace: workspace.encryption is not None,
    "encryption.tf": lambda workspace: workspace.encryption is not None,
}


#: What a workspace in CDKTF's JSON has as well.
_BESIDE_JSON = ("encryption.tofu", "encryption.tf")


def workspace_files(
    blueprint: Blueprint, sources: ModuleSources, *, beside_json: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Path below the deployment's folder and contents of each file of the workspaces.

    ``beside_json``: only of those that are not part of a workspace in CDKTF's JSON.
    """
    rendered: dict[tuple[str, object], bytes] = {}
    templates = _templates()
    for workspace in blueprint.workspaces:
        context: dict[str, Any] = {}
        for name, depends_on in _DEPENDS_ON.items():
            if (name in _NEEDED and not _NEEDED[name](workspace)) or (beside_json and name not in _BESIDE_JSON):
                continue
            key = (name, depends_on(workspace))
            if key not in rendered:
                context = context or _context(blueprint, workspace, sources)
                rendered[key] = templates[name].render(context).encode()
            yield f"{workspace.path}/{name}", rendered[key]


def _context(blueprint: Blueprint, workspace: Workspace, sources: ModuleSources) -> dict[str, Any]:
    profile = {"profile": workspace.account.profile} if workspace.account.profile else {}
    return {
        "blueprint": blueprint,
        "workspace": workspace,
        "sources": sources.modules(workspace),
        "reference": partial(reference, config_folder=sources.config_folder(workspace)),
        "credentials": {"region": workspace.region, **profile},
        "locals": {
            read.name: Expression(f"data.terraform_remote_state.{read.name}.outputs") for read in workspace.reads
        },
    }


def readme(blueprint: Blueprint) -> bytes:
    """The README of the deployment: its workspaces and how to apply and destroy them."""
    text = _templates()["README.md"].render(readme_context(blueprint))
    return text.encode()


#: What Terraform and people write beside the workspaces. Lock files of providers belong into version control. With a
#: state elsewhere, a state is there until it has been migrated, and `terraform state pull` and plans write files, too.
_IGNORED = b"""\
# States and plans hold every value that Terraform knows, passwords among them.
*.tfstate
*.tfstate.*
*.tfplan
*.plan
tfplan*
plan.*
.terraform/
crash.log
crash.*.log
"""


def ignore_files(blueprint: Blueprint) -> Iterator[tuple[str, bytes]]:
    """``.gitignore`` files: for states and plans, and for the state of stage 0 until its bucket exists."""
    yield ".gitignore", _IGNORED
    for workspace in blueprint.workspaces:
        if workspace.owns_state_bucket:
            yield f"{workspace.path}/.gitignore", b"backend_override.tf\nterraform.tfstate*\n"


@cache
def _templates() -> Mapping[str, jinja2.Template]:
    folder = Path(__file__).parent / "templates"
    environment = environment_of(
        folder,
        {"hcl": _hcl, "attributes": _attributes, "escaped": _escaped},
        autoescape=False,  # the output is HCL: every value goes through the filters
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    templates = {
        path.name.removesuffix(".j2"): environment.get_template(path.name) for path in sorted(folder.glob("*.j2"))
    }
    for template in templates.values():
        template.globals = {}  # Jinja2's functions, which none of them calls, are copied for each text
    return templates


def _hcl(context: jinja2.runtime.Context, argument: Any) -> str:
    # Most are names. `parent` has what a text is rendered with, without the search for what the template sets itself.
    return quote(argument) if isinstance(argument, str) else value(argument, 0, context.parent["reference"])


def _attributes(context: jinja2.runtime.Context, arguments: Mapping[str, Any], indent: int) -> str:
    return attributes(arguments, indent, context.parent["reference"])


def _escaped(_: jinja2.runtime.Context, text: str) -> str:
    return escape(text)
