"""Find the AWS provider in a filesystem mirror on this machine.

The provider unpacks to some 700 MB, and many build machines reach no registry at all. A mirror is a folder with the
layout ``HOST/NAMESPACE/TYPE``, unpacked or packed; see "Provider Installation" in Terraform's CLI configuration
(https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mwaa_tf.errors import UsageError
from mwaa_tf.user_cache import user_home
from mwaa_tf.versions import parse, satisfies

PROVIDER = "registry.terraform.io/hashicorp/aws"

LOCK_FILE = ".terraform.lock.hcl"
"""The file that pins the providers of a root module."""

_LOCKED_VERSION = re.compile(rf'provider "{re.escape(PROVIDER)}" {{\s*version\s*=\s*"([^"]+)"')

#: Names a filesystem mirror that overrides every other configuration.
VARIABLE = "MWAA_TF_PLUGIN_DIR"

_ROOTS = ("/opt", "/usr/local/share", "/usr/local/lib", "/usr/share", "/usr/lib", "/srv", "/var/lib", "/var/cache")


def locked_version(folder: Path) -> str | None:
    """The version of the provider that the root module in ``folder`` is locked to; None if it has no lock file."""
    try:
        version = _LOCKED_VERSION.search((folder / LOCK_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return version[1] if version else None


def named(environ: Mapping[str, str], constraint: str, platform: str) -> Path | None:
    """The mirror in ``MWAA_TF_PLUGIN_DIR``. Raises :class:`UsageError` if it does not have the provider."""
    value = environ.get(VARIABLE)
    if not value:
        return None
    mirror = Path(value).expanduser().absolute()
    if not any(_versions(mirror, constraint, platform)):
        raise UsageError(
            f"{VARIABLE} names {mirror}, which has no {PROVIDER} {constraint} for {platform}; "
            f"a filesystem mirror has the layout {PROVIDER}/VERSION/{platform}"
        )
    return mirror


def search(roots: Iterable[Path], constraint: str, platform: str, *, skip: Iterable[Path] = ()) -> Path | None:
    """The first mirror in ``roots``, or one level below, that has the AWS provider within ``constraint``.

    Folders that users other than root and the current one can write are skipped: the provider is a program that runs
    with the user's AWS credentials. ``skip`` has the plugin cache, which Terraform forbids as a mirror.
    """
    skipped = {path.resolve() for path in skip}
    for mirror in _candidates(roots):
        usable = any(_trusted(mirror, package) for package in _versions(mirror, constraint, platform))
        if usable and mirror.resolve() not in skipped:
            return mirror
    return None


def roots(environ: Mapping[str, str]) -> list[Path]:
    """Folders that may contain mirrors: the conventional system folders, the home folder and the user's data folder."""
    folders = [*_ROOTS, environ.get("HOME"), environ.get("XDG_DATA_HOME")]
    return [Path(folder) for folder in folders if folder]


def implied(environ: Mapping[str, str]) -> list[Path]:
    """Terraform's implied local mirrors that exist.

    Terraform uses them only without an explicit ``provider_installation`` ("Implied Local Mirror Directories" on the
    page above).
    """
    home = user_home(environ)
    data_home = environ.get("XDG_DATA_HOME") or (home and str(home / ".local/share"))
    data_dirs = (environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(os.pathsep)
    mirrors = [
        *([home / ".terraform.d/plugins", home / "Library/Application Support/io.terraform/plugins"] if home else []),
        Path("/Library/Application Support/io.terraform/plugins"),
        *(Path(data) / "terraform/plugins" for data in (data_home, *data_dirs) if data),
    ]
    return [path for path in mirrors if path.is_dir()]


def has_provider(mirrors: Iterable[Path], constraint: str, platform: str) -> bool:
    """Whether one of ``mirrors`` has the AWS provider within ``constraint``."""
    return any(any(_versions(mirror, constraint, platform)) for mirror in mirrors)


def newest_version(mirror: Path, constraint: str, platform: str) -> str | None:
    """The newest version of the AWS provider in ``mirror`` within ``constraint``; None without any."""
    names = (
        package.name.split("_")[1] if package.suffix == ".zip" else package.parent.name
        for package in _versions(mirror, constraint, platform)
    )
    versions = [version for name in names if (version := parse(name))]
    return ".".join(map(str, max(versions))) if versions else None


def addresses(mirror: Path) -> list[str]:
    """All providers in ``mirror``, as ``HOST/NAMESPACE/TYPE``."""
    return sorted("/".join(path.parts[-3:]) for path in mirror.glob("*.*/*/*") if path.is_dir())


def _candidates(roots: Iterable[Path]) -> Iterator[Path]:
    for root in roots:
        yield root
        try:
            with os.scandir(root) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError:
            continue
        yield from (root / name for name in names)


def _versions(mirror: Path, constraint: str, platform: str) -> Iterator[Path]:
    """The matching packages of the AWS provider in ``mirror``: folders if unpacked, else zip files."""
    packed = re.compile(rf"terraform-provider-aws_(.+)_{re.escape(platform)}\.zip")
    try:
        with os.scandir(mirror / PROVIDER) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        return
    for name in names:
        zipped = packed.fullmatch(name)
        version = parse(zipped[1] if zipped else name)
        package = mirror / PROVIDER / name if zipped else mirror / PROVIDER / name / platform
        if version and satisfies(version, constraint) and os.access(package, os.R_OK):
            yield package


def _trusted(mirror: Path, package: Path) -> bool:
    inside = package.relative_to(mirror).parents
    chain = [mirror, *(mirror / folder for folder in inside), package]
    if package.is_dir():
        chain += package.iterdir()
    try:
        return all(_safe(path.stat()) for path in chain)
    except OSError:
        return False


def _safe(status: os.stat_result) -> bool:
    return status.st_uid in (0, os.geteuid()) and not status.st_mode & stat.S_IWOTH
