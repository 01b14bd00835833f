"""The versions of the site, side by side: a folder for each, ``versions.json`` for the switcher, and a first page.

Needs Python alone. The list is made from the folders, so that it cannot name one that is missing.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

#: The folder of what is not released: the branch main.
DEVELOPMENT = "main"
LIST = "versions.json"

_RELEASE = re.compile(r"\d+\.\d+\.\d+")


def unpack(archives: Iterable[Path], site: Path) -> None:
    """Put the version in each archive beside the others; raises :class:`ValueError` if it holds anything else."""
    for archive in archives:
        with tarfile.open(archive) as tar:
            first = {entry.name.split("/")[0] for entry in tar.getmembers()}
            if len(first) != 1 or not _RELEASE.fullmatch(min(first)):
                raise ValueError(f"{archive}: holds {', '.join(sorted(first))} instead of the folder of one version")
            tar.extractall(site, filter="data")


def listed(site: Path) -> list[str]:
    """The folders of versions: what is not released first, then the newest release."""
    names = [folder.name for folder in site.iterdir() if folder.is_dir()]
    releases = [name for name in names if _RELEASE.fullmatch(name)]
    releases.sort(key=lambda name: [int(part) for part in name.split(".")], reverse=True)
    return [name for name in names if name == DEVELOPMENT] + releases


def preferred(site: Path) -> str:
    """The version that a visitor sees first: the newest release, or what there is before the first one."""
    versions = listed(site)
    return next((name for name in versions if name != DEVELOPMENT), versions[0])


def write(site: Path, address: str) -> None:
    """Write the list and the first page. ``address`` is that of the site: its path begins the links of the list."""
    base = urlsplit(address).path.rstrip("/") or ""
    first = preferred(site)
    entries = [
        {"version": name, "name": name, "url": f"{base}/{name}/", **({"preferred": True} if name == first else {})}
        for name in listed(site)
    ]
    (site / LIST).write_text(json.dumps(entries, indent=2) + "\n", "utf-8")
    (site / "index.html").write_text(_FIRST_PAGE.format(version=first), "utf-8")


_FIRST_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={version}/index.html">
<title>mwaa_tf</title>
<p><a href="{version}/index.html">Documentation of mwaa_tf {version}</a></p>
</html>
"""
