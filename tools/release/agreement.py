"""What must be the same everywhere before a release: the version of the package, the tag, the changelog, the wheel."""

from __future__ import annotations

import datetime as dt
import email
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tools.release.changelog import UNRELEASED, VERSION, parsed_date, section_of, sections

#: The one place of the version; hatchling reads it from there (`tool.hatch.version` of pyproject.toml).
VERSION_FILE = "mwaa_tf/__init__.py"

_STAMP = re.compile(r'^__version__ = "([^"]*)"$', re.MULTILINE)


class ReleaseError(ValueError):
    """What keeps the version of a checkout or a wheel from being read."""


def stamped_version(root: Path) -> str:
    """The version of the checkout ``root``. Raises :class:`ReleaseError` unless it is stamped exactly once."""
    stamps = _STAMP.findall((root / VERSION_FILE).read_text("utf-8"))
    if len(stamps) != 1:
        raise ReleaseError(f'{VERSION_FILE}: {len(stamps)} lines of the form __version__ = "…"; one is needed')
    return str(stamps[0])


def disagreements(root: Path, *, today: dt.date, tag: str | None = None, wheel: Path | None = None) -> list[str]:
    """What differs, in words; empty if everything agrees. With ``tag``, the version must be released by it."""
    version = stamped_version(root)
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    problems = [*_of_the_version(version), *_of_the_changelog(changelog, today), *_of_the_order(version, changelog)]
    if tag is not None:
        problems += _of_the_tag(tag, version, changelog, (root / "docs/upgrading.md").read_text("utf-8"))
    if wheel is not None:
        problems += _of_the_wheel(wheel, version)
    return problems


def _of_the_version(version: str) -> Iterator[str]:
    if not VERSION.fullmatch(version):
        yield f"{VERSION_FILE}: {version!r} is not MAJOR.MINOR.PATCH"


def _of_the_changelog(changelog: str, today: dt.date) -> Iterator[str]:
    if not (found := sections(changelog)):
        yield "CHANGELOG.md: it has no section"
    for place, section in enumerate(found):
        heading = f"CHANGELOG.md: ## {section.title}"
        if not section.is_release:
            if place or section.date:
                yield f"{heading} is the first section, without a date"
            continue
        if not section.version:
            yield f"{heading} is neither MAJOR.MINOR.PATCH nor {UNRELEASED}"
        if (date := parsed_date(section.date)) is None:
            yield f"{heading} needs its date: ## {section.title} - YYYY-MM-DD"
        elif date > today:
            yield f"{heading} is dated {date}, which is after {today}"
        if not section.text:
            yield f"{heading} is empty"
    for newer, older in pairwise(section for section in found if section.version):
        if newer.version <= older.version:
            yield f"CHANGELOG.md: ## {newer.title} is above ## {older.title}; the newest is the first"


def _of_the_order(version: str, changelog: str) -> Iterator[str]:
    """The package has the newest version of the changelog, or the next one."""
    newest = next((section for section in sections(changelog) if section.version), None)
    if newest and VERSION.fullmatch(version) and newest.version > tuple(map(int, version.split("."))):
        yield f"{VERSION_FILE}: {version} is older than {newest.title}, the newest in CHANGELOG.md"


def _of_the_tag(tag: str, version: str, changelog: str, upgrading: str) -> Iterator[str]:
    if tag != f"v{version}":
        yield f"the tag is {tag}, and {VERSION_FILE} has {version}, whose tag is v{version}"
    if section_of(version, changelog) is None:
        yield f"CHANGELOG.md: no section ## {version} - YYYY-MM-DD"
    if (waiting := section_of(UNRELEASED, changelog)) and waiting.text:
        yield f"CHANGELOG.md: ## {UNRELEASED} is not empty; move its lines to ## {version}"
    if re.search(rf"^## {UNRELEASED}\b", upgrading, re.MULTILINE):
        yield f"docs/upgrading.md: ## {UNRELEASED} needs the version as its heading: ## {version}"


def _of_the_wheel(wheel: Path, version: str) -> Iterator[str]:
    with zipfile.ZipFile(wheel) as archive:
        metadata = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        packed = [str(email.message_from_bytes(archive.read(name))["Version"]) for name in metadata]
    if packed != [version]:
        yield f"{wheel.name}: its metadata have version {', '.join(packed) or 'none'}, not {version}"
    if not wheel.name.startswith(f"mwaa_tf-{version}-"):
        yield f"{wheel.name}: its name does not have version {version}"
