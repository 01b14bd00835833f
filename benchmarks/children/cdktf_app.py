"""``cdktf_app.py FILE FOLDER``: a CDKTF app with one stack per workspace in FILE, synthesized into FOLDER.

Written to cdktf's advantage where there was a choice. The provider is an override instead of a class of the provider
package, which takes seconds to import. References are text instead of a call of jsii for each. Modules are not copied
as assets, and validations are skipped.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from cdktf import (
    App,
    DataTerraformRemoteStateS3,
    S3Backend,
    TerraformHclModule,
    TerraformOutput,
    TerraformStack,
)


def main(file: Path, folder: Path) -> None:
    """Read, make the constructs, synthesize."""
    app = App(outdir=str(folder), skip_validation=True)
    for workspace in json.loads(file.read_text("utf-8")):
        _stack(app, workspace)
    app.synth()


def _stack(app: Any, workspace: dict[str, Any]) -> None:
    stack = TerraformStack(app, workspace["name"])
    stack.add_override("terraform.required_version", ">= 1.10")
    stack.add_override("terraform.required_providers.aws", {"source": "hashicorp/aws", "version": ">= 5.68, < 7.0"})
    stack.add_override(
        "provider.aws",
        {
            "region": workspace["region"],
            "allowed_account_ids": [workspace["account_id"]],
            "assume_role": {"role_arn": workspace["role_arn"]},
            "default_tags": {"tags": workspace["tags"]},
        },
    )
    # cdktf 0.21 is older than locks in S3 itself, so it has no argument for them.
    S3Backend(stack, **{name: value for name, value in workspace["backend"].items() if name != "use_lockfile"})
    stack.add_override("terraform.backend.s3.use_lockfile", True)
    for name, read in workspace["reads"].items():
        state = DataTerraformRemoteStateS3(stack, name, **read["config"])
        state.add_override("lifecycle", read["lifecycle"])
    for name, module in workspace["modules"].items():
        TerraformHclModule(stack, name, **module, skip_asset_creation_from_local_modules=True)
    for name, output in workspace["outputs"].items():
        TerraformOutput(stack, name, **output)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
