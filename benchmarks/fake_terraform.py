"""A Terraform that does nothing and answers at once, so that what remains is the work of mwaa_tf."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHILDREN = Path(__file__).parent / "children"

#: Resources of a workspace; Terraform prints two lines for each that it reads.
_RESOURCES = 8

_TYPE = "aws_iam_role"


def fake_terraform(folder: Path, *, compiled: bool = True) -> dict[str, str]:
    """Write the answers and, with a compiler, the program to ``folder``. Returns the variables that it is used with.

    Each plan updates one resource and no output, so that no workspace waits for another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    program = CHILDREN / "fake_terraform.sh"
    if compiled and (compiler := shutil.which("cc")):
        program = folder / "terraform"
        subprocess.run([compiler, "-O2", "-o", program, CHILDREN / "fake_terraform.c"], check=True)
    version = {"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": False}
    _write(folder / "version.json", version)
    _write(folder / "show.json", _plan())
    lines = "".join(f"{json.dumps({**line, '@level': 'info', '@module': 'terraform.ui'})}\n" for line in _lines())
    (folder / "plan.jsonl").write_text(lines, "utf-8")
    with zipfile.ZipFile(folder / "plan.tfplan", "w") as archive:
        archive.writestr("tfstate", json.dumps({"version": 4, "lineage": "fake", "serial": 3, "resources": []}))
    return {"MWAA_TF_TERRAFORM": str(program), "FAKE_TERRAFORM": str(folder)}


def _write(file: Path, data: dict[str, Any]) -> None:
    file.write_text(json.dumps(data), "utf-8")


def _lines() -> Iterator[dict[str, Any]]:
    yield {"type": "version", "terraform": "1.11.4", "ui": "1.2", "@message": "Terraform 1.11.4"}
    for number in range(_RESOURCES):
        for kind in ("refresh_start", "refresh_complete"):
            hook = {"resource": _resource(number), "id_key": "id", "id_value": f"role-{number}"}
            yield {"type": kind, "hook": hook, "@message": f"{_resource(number)['addr']}: Refreshing state..."}
    yield {
        "type": "planned_change",
        "change": {"resource": _resource(0), "action": "update"},
        "@message": f"{_resource(0)['addr']}: Plan to update",
    }
    changes = {"add": 0, "change": 1, "import": 0, "remove": 0, "operation": "plan"}
    yield {"type": "change_summary", "changes": changes, "@message": "Plan: 0 to add, 1 to change, 0 to destroy."}
    yield {"type": "outputs", "outputs": {"arn": {"sensitive": False, "action": "noop"}}, "@message": "Outputs: 1"}


def _resource(number: int) -> dict[str, str]:
    return {"addr": f"module.environment.{_TYPE}.this[{number}]", "resource_type": _TYPE, "resource_name": "this"}


def _plan() -> dict[str, Any]:
    values = {"name": "role-0", "assume_role_policy": "{}", "description": "x" * 1000}
    change = {
        "address": _resource(0)["addr"],
        "module_address": "module.environment",
        "mode": "managed",
        "type": _TYPE,
        "name": "this",
        "index": 0,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {"actions": ["update"], "before": values, "after": {**values, "name": "role"}, "after_unknown": {}},
    }
    return {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [change], "complete": True}
