"""``python -m tools.site``: build the documentation site into build/site, one folder for each version.

It is built as the version `main`, or with ``--release`` as that of mwaa_tf/__init__.py. ``--archives FOLDER`` adds the
versions of earlier releases, ``--pack FILE`` writes the built version as such an archive, the same bytes for the same
pages. Exits with 1 and names each problem if Sphinx warns or a link leads nowhere.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from mwaa_tf import __version__, installation
from tools.documents import REPOSITORY
from tools.registry_tree.__main__ import pack
from tools.site import api, commands, links, schemas, sources, versions

_FOLDER = Path(__file__).parent
_WORK = REPOSITORY / "build/site-work"
_OWNER, _NAME = installation.REPOSITORY.split("/")[-2:]
#: Where GitHub publishes the pages of the repository.
ADDRESS = f"https://{_OWNER}.github.io/{_NAME}/"


def main(arguments: list[str] | None = None) -> int:
    """Build, check, and pack; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.site", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--release", action="store_true", help="as the version of mwaa_tf, instead of main")
    parser.add_argument("--address", default=ADDRESS, help="address of the site, for links from the schema")
    parser.add_argument("--sources", default=installation.REPOSITORY, help="address of this repository")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "build/site", help="folder of all versions")
    parser.add_argument("--archives", type=Path, help="folder with archives of other versions")
    parser.add_argument("--pack", type=Path, help="archive to write of the version")
    options = parser.parse_args(arguments)
    version = __version__ if options.release else versions.DEVELOPMENT
    address = f"{options.address.rstrip('/')}/"
    shutil.rmtree(options.output, ignore_errors=True)
    origin = sources.Sources(options.sources, f"v{version}" if options.release else version)
    prepare(_WORK, f"{address}{version}/", origin)
    if code := _sphinx(options.output / version, version):
        return code
    if options.pack:
        pack(options.output / version, options.pack)
    versions.unpack(sorted(options.archives.glob("*.tar.gz")) if options.archives else (), options.output)
    versions.write(options.output, address)
    found = list(links.broken(options.output))
    print("\n".join(found) or f"{options.output}: {', '.join(versions.listed(options.output))}", file=sys.stderr)
    return 1 if found else 0


def prepare(work: Path, address: str, origin: sources.Sources) -> None:
    """Write what Sphinx reads into ``work``: the pages into ``source``, the published files into ``extra``."""
    shutil.rmtree(work, ignore_errors=True)
    sources.write(work / "source", origin)
    commands.write(work / "source/commands")
    api.write(work / "source/api")
    (work / "source/schemas.rst").write_text(schemas.page(address), "utf-8")
    schemas.publish(work / "extra" / sources.SCHEMA_FOLDER, address)


def _sphinx(output: Path, version: str) -> int:
    command = [
        *(sys.executable, "-m", "sphinx", "-b", "html", "-c", str(_FOLDER), "-d", str(_WORK / "doctrees")),
        *("--fail-on-warning", "--quiet"),
        *(str(_WORK / "source"), str(output)),
    ]
    environment = {**os.environ, "SITE_VERSION": version}
    return subprocess.run(command, cwd=REPOSITORY, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
