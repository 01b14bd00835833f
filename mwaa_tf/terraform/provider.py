"""Find the AWS provider in a filesystem mirror on this machine.

The provider unpacks to some 700 MB, and many build machines reach no registry at all. A mirror is a folder with the
layout ``HOST/NAMESPACE/TYPE``, unpacked or packed; see "Provider Installation" in Terraform's CLI configuration
(https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation). The host is that of the
registry: Terraform's or OpenTofu's. Both serve the same provider, in packages with different checksums (OpenTofu's
``UpgradeFromPredecessorProject`` in internal/depsfile/locks.go: "no guarantee that hashes would match").
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.errors import UsageError
from mwaa_tf.terraform.product import TERRAFORM, Product, other
from mwaa_tf.user_cache import user_home
from mwaa_tf.versions import parse, satisfies

LOCK_FILE = ".terraform.lock.hcl"
"""The file that pins the providers of a root module."""

#: Names a filesystem mirror that overrides every other configuration.
VARIABLE = "MWAA_TF_PLUGIN_DIR"

_ROOTS = ("/opt", "/usr/local/share", "/usr/local/lib", "/usr/share", "/usr/lib", "/srv", "/var/lib", "/var/cache")


@dataclass(frozen=True, slots=True)
class Mirror:
    """A filesystem mirror with the AWS provider, and the product whose registry's packages it has."""

    path: Path
    product: Product

    @property
    def packages(self) -> Path:
        """The folder of the AWS provider."""
        return self.path / self.product.aws_provider


def locked_version(folder: Path, product: Product = TERRAFORM) -> str | None:
    """The version of the provider that the root module in ``folder`` is locked to; None if it has no lock file.

    A lock file has the registries of the product that wrote it last; OpenTofu takes versions of Terraform's (its
    changelog, 1.10.0).
    """
    try:
        text = (folder / LOCK_FILE).read_text("utf-8")
    except (OSError, ValueError):
        return None
    for each in (product, other(product)):
        address = re.escape(each.aws_provider)
        if version := re.search(rf'provider "{address}" {{\s*version\s*=\s*"([^"]+)"', text):
            return version[1]
    return None


def named(environ: Mapping[str, str], constraint: str, platform: str, product: Product = TERRAFORM) -> Mirror | None:
    """The mirror in ``MWAA_TF_PLUGIN_DIR``. Raises :class:`UsageError` if it does not have the provider."""
    value = environ.get(VARIABLE)
    if not value:
        return None
    path = Path(value).expanduser().absolute()
    for each in (product, other(product)):
        if any(_versions(Mirror(path, each), constraint, platform)):
            return Mirror(path, each)
    raise UsageError(
        f"{VARIABLE} names {path}, which has no {product.aws_provider} {constraint} for {platform}; "
        f"a filesystem mirror has the layout {product.aws_provider}/VERSION/{platform}"
    )


def search(
    roots: Iterable[Path], constraint: str, platform: str, *, skip: Iterable[Path] = (), product: Product = TERRAFORM
) -> Mirror | None:
    """The first mirror in ``roots``, or one level below, that has ``product``'s AWS provider within ``constraint``.

    Folders that users other than root and the current one can write are skipped: the provider is a program that runs
    with the user's AWS credentials. ``skip`` has the plugin cache, which Terraform forbids as a mirror.
    """
    skipped = {path.resolve() for path in skip}
    for path in _candidates(roots):
        mirror = Mirror(path, product)
        usable = any(_trusted(path, package) for package in _versions(mirror, constraint, platform))
        if usable and path.resolve() not in skipped:
            return mirror
    return None


def linked(mirror: Mirror, product: Product, folder: Path) -> Path:
    """A mirror below ``folder`` that has the packages of ``mirror`` under the host of ``product``'s registry.

    Only the packages are links: a mirror is searched without following any other (``SearchLocalDirectory`` in
    internal/getproviders/filesystem_search.go of both). They must outlive the process: `init` links a workspace's
    provider to them.
    """
    root = folder / hashlib.sha256(str(mirror.path).encode()).hexdigest()[:16]
    own = root / product.aws_provider
    for package in (*mirror.packages.glob("*/*"), *mirror.packages.glob("*.zip")):
        link = own / package.relative_to(mirror.packages)
        link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # One of an earlier run leads to the same package: the name has the digest of the mirror's.
        with suppress(FileExistsError):
            link.symlink_to(package)
    return root


def roots(environ: Mapping[str, str]) -> list[Path]:
    """Folders that may contain mirrors: the conventional system folders, the home folder and the user's data folder."""
    folders = [*_ROOTS, environ.get("HOME"), environ.get("XDG_DATA_HOME")]
    return [Path(folder) for folder in folders if folder]


def implied(environ: Mapping[str, str], product: Product = TERRAFORM) -> list[Path]:
    """The implied local mirrors of ``product`` that exist.

    They are used only without an explicit ``provider_installation`` ("Implied Local Mirror Directories" on the page
    above; OpenTofu has the same and one more, ``implicitProviderSource`` of its cmd/tofu/provider_source.go).
    """
    home = user_home(environ)
    own_data = environ.get("XDG_DATA_HOME")
    own = [Path(own_data) / product.xdg_config / "plugins"] if own_data and product.xdg_config else []
    data_home = environ.get("XDG_DATA_HOME") or (home and str(home / ".local/share"))
    data_dirs = (environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(os.pathsep)
    mirrors = [
        *own,
        *([home / ".terraform.d/plugins", home / "Library/Application Support/io.terraform/plugins"] if home else []),
        Path("/Library/Application Support/io.terraform/plugins"),
        *(Path(data) / "terraform/plugins" for data in (data_home, *data_dirs) if data),
    ]
    return [path for path in mirrors if path.is_dir()]


def has_provider(mirrors: Iterable[Path], constraint: str, platform: str, product: Product = TERRAFORM) -> bool:
    """Whether one of ``mirrors`` has ``product``'s AWS provider within ``constraint``."""
    return any(any(_versions(Mirror(path, product), constraint, platform)) for path in mirrors)


def newest_version(mirror: Mirror, constraint: str, platform: str) -> str | None:
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


def _versions(mirror: Mirror, constraint: str, platform: str) -> Iterator[Path]:
    """The matching packages of the AWS provider in ``mirror``: folders if unpacked, else zip files."""
    packed = re.compile(rf"terraform-provider-aws_(.+)_{re.escape(platform)}\.zip")
    try:
        with os.scandir(mirror.packages) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        return
    for name in names:
        zipped = packed.fullmatch(name)
        version = parse(zipped[1] if zipped else name)
        package = mirror.packages / name if zipped else mirror.packages / name / platform
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
