"""``python -m tools.registry_tree``: write `terraform-aws-mwaa-shared-vpc` into build/registry and check it.

With ``--archive FILE`` also as a tar file, the same bytes for the same commit; with ``--validate``, Terraform validates
the root module and every example. Exits with 1, and names each problem, unless the tree can be published.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import tarfile
from pathlib import Path

from mwaa_tf import installation
from tools.documents import REPOSITORY
from tools.registry_tree.check import invalid, problems
from tools.registry_tree.tree import REPOSITORY_NAME, Release, build
from tools.release.agreement import stamped_version


def pack(tree: Path, archive: Path) -> None:
    """Write ``tree`` as a tar file without owners, modes and times of this machine."""
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))

    def neutral(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = epoch
        entry.mode = 0o755 if entry.isdir() else 0o644
        return entry

    archive.parent.mkdir(parents=True, exist_ok=True)
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
        tarfile.open(mode="w", fileobj=packed, format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in [tree, *sorted(tree.rglob("*"))]:
            tar.add(path, path.relative_to(tree.parent), recursive=False, filter=neutral)


def main(arguments: list[str] | None = None) -> int:
    """Build, check, and pack; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.registry_tree", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--owner", default="OWNER", help="account that publishes, the first part of the address")
    parser.add_argument("--sources", default=installation.REPOSITORY, help="address of this repository")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build/registry", help="folder around the tree")
    parser.add_argument("--archive", type=Path, help="tar file to write as well")
    parser.add_argument("--validate", action="store_true", help="run terraform validate")
    options = parser.parse_args(arguments)
    release = Release(stamped_version(REPOSITORY), options.owner, options.sources)
    tree = build(options.output / REPOSITORY_NAME, release)
    found = problems(tree, release) or (invalid(tree, release) if options.validate else [])
    if not found and options.archive:
        pack(tree, options.archive)
    print("\n".join(found) or f"{tree}: version {release.version}, can be published", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
