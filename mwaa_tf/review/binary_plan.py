"""Binary plans, which only Terraform can read. It starts the providers beside them, so it runs without credentials.

`terraform show` asks each provider of the workspace for its schema, and a provider is a program in `.terraform`: one
that came with a plan from another source would run with all that this process may do.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform.plan_mistakes import PlanError
from mwaa_tf.terraform.product import in_use, in_words

#: A plan is a zip file whose first entry is `tfplan` (``internal/plans/planfile/writer.go`` of Terraform).
_ZIP, _ENTRY, _NAME_AT = b"PK\x03\x04", b"tfplan", 30

#: Bytes of a file by which a binary plan is recognized.
HEADER = _NAME_AT + len(_ENTRY)

#: Variables that Terraform needs to run at all. None has credentials, and every other one is left out.
_PASSED = ("PATH", "PATHEXT", "SYSTEMROOT", "WINDIR", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL", "MWAA_TF_TERRAFORM")


def _show() -> str:
    return in_words("show", "-json", "PLAN", ">", "plan.json")


def _show_it() -> str:
    return f"run {_show()} in its workspace, and review that"


def is_binary_plan(contents: bytes) -> bool:
    """Whether a file that begins with ``contents`` is a binary plan, or may be one."""
    return contents.startswith(_ZIP)


def is_certainly_binary_plan(header: bytes) -> bool:
    """Whether a file whose first :data:`HEADER` bytes are ``header`` is a binary plan and no other zip file."""
    return header.startswith(_ZIP) and header[_NAME_AT:HEADER] == _ENTRY


def refuse_in_folder(path: Path) -> PlanError:
    """The error for a binary plan that lies in a folder, and was not named itself."""
    return PlanError(
        f"{path}: is a binary plan, found in a folder: to read it, {in_use().name} would run the providers beside it. "
        f"Name the file itself if you trust them, or {_show_it()}"
    )


def show_plan(path: Path, environ: Mapping[str, str] | None = None) -> bytes:
    """The binary plan in ``path`` as JSON, in its initialised workspace.

    Terraform gets no variable but the ones it needs to run: no token and no credential of AWS. Raises
    :class:`PlanError`, on GitHub Actions always: there, a pull request decides what lies beside the plan.
    """
    environ = os.environ if environ is None else environ
    if environ.get("GITHUB_ACTIONS") == "true":
        raise PlanError(
            f"{path}: is a binary plan, which is not read on GitHub Actions: {in_use().name} would run the providers "
            f"beside it; {_show_it()}"
        )
    if not (path.parent / ".terraform").is_dir():
        raise PlanError(
            f"{path}: is a binary plan, which only {in_use().name} can read, in its initialised workspace: "
            f"{_show()} there"
        )
    from mwaa_tf.terraform import Terraform

    with (
        TemporaryFolder() as home,
        Terraform(without_credentials(environ, str(home))) as terraform,
    ):
        result = terraform.run(path.parent, ["show", "-json", "-no-color", path.name], {})
        if result.returncode != 0:
            raise terraform.failed(path.parent, ["show", "-json"], result)
    return result.stdout.encode()


def without_credentials(environ: Mapping[str, str], home: str) -> dict[str, str]:
    """The variables of ``environ`` that Terraform needs; ``home``, an empty folder, takes the place of the user's.

    An empty home has no `~/.aws` and no token of `terraform login`; the AWS SDK does not ask the machine for a role.
    """
    passed = {name: value for name, value in environ.items() if name.upper() in _PASSED}
    return passed | {
        "HOME": home,
        "USERPROFILE": home,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
