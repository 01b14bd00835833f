"""``python -m tools.other_modules FOLDER [NAME...]``: try modules of other authors on the local AWS.

FOLDER has a clone of each module's repository: FOLDER/OWNER/NAME. Without NAME, all modules of catalogue.toml are
tried; a NAME is one of them, `aws-ia/terraform-aws-mwaa`. Modules of a registry that they call are taken from
FOLDER/registry/NAMESPACE/NAME/PROVIDER/VERSION, else from the registry. Nothing is written into FOLDER.

Terraform runs what the modules contain, provisioners included, with your rights: read them first.

Exit code 0 if all modules pass, 1 if a step failed, 2 if a module or FOLDER is missing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import Terraform
from tools.other_modules.catalogue import CATALOGUE, OtherModule, read_catalogue, select
from tools.other_modules.checkout import find_checkout
from tools.other_modules.report import HEADER, Row, failures
from tools.other_modules.trial import ACCOUNT, Trial
from tools.other_modules.workspace import TrialWorkspace

_REGISTRY = "registry"

_INTERRUPTED = 130


def main(arguments: list[str], catalogue: Path = CATALOGUE) -> int:
    """The command."""
    if not arguments or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return _run(Path(arguments[0]), select(read_catalogue(catalogue), tuple(arguments[1:])))
    except MwaaTfError as error:
        print(f"Error: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrupted", file=sys.stderr)
        return _INTERRUPTED


def _run(folder: Path, modules: Iterable[OtherModule]) -> int:
    """Try ``modules``, one after another, and print each row as soon as it is complete."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder")
    rows = []
    print("\n".join(HEADER))
    with Terraform(without_aws(os.environ)) as terraform:
        for module in modules:
            rows.append(_try(folder, module, terraform))
            print(rows[-1].as_markdown(), flush=True)
    print("\n".join(failures(rows)))
    return max(row.exit_code for row in rows)


def _try(folder: Path, module: OtherModule, terraform: Terraform) -> Row:
    checkout = find_checkout(folder, module)
    if checkout is None:
        return Row(module.name, missing=f"{folder / module.repository / module.folder}: does not exist")
    with ExitStack() as stack:
        scratch = stack.enter_context(TemporaryFolder())
        try:
            workspace = TrialWorkspace(
                module, clone=checkout.folder, registry=(folder / _REGISTRY).resolve(), scratch=scratch
            )
        except MwaaTfError as error:
            return Row(module.name, checkout.describe(module), missing=str(error))
        aws = stack.enter_context(LocalAws([ACCOUNT], region=module.region))
        return Row(module.name, checkout.describe(module), tuple(Trial(module, workspace, terraform, aws).run()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
