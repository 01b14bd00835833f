"""The environment in which Terraform runs: non-interactive, repeatable, with the AWS provider from a local mirror."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mwaa_tf.diagnostics.facts import remember
from mwaa_tf.terraform import cli_config, provider
from mwaa_tf.terraform.cache import ProviderCache, open_cache
from mwaa_tf.terraform.cli_config import UserConfig
from mwaa_tf.terraform.product import TERRAFORM, Product, other
from mwaa_tf.terraform.provider import Mirror

_log = logging.getLogger(__name__)

#: Variables of the user that would change results: other arguments, another data folder or workspace.
_DROPPED = ("TF_CLI_ARGS", "TF_DATA_DIR", "TF_WORKSPACE")

#: A file that Terraform appends its log to; see https://developer.hashicorp.com/terraform/internals/debugging.
_LOG = "TF_LOG_PATH"

SOCKETS = "PLUGIN_UNIX_SOCKET_DIR"
"""The folder of the sockets of providers (go-plugin, constants.go); without it, that for temporary files.

A provider that is killed leaves its socket there.
"""

#: Bytes of that folder's path: of a socket's at most 103 (macOS, unix(4); 107 in Linux), less the name that Go makes.
_LONGEST_SOCKETS = 103 - len("/plugin4294967295")

#: A folder below a root module from which Terraform would take providers.
_PLUGINS = "terraform.d"

_ALWAYS = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}

#: How much the heaps of Terraform and its providers grow, in percent, before Go collects garbage (its default is 100):
#: the provider's schema is all that they allocate, and a quarter of a plan's CPU time went into looking for garbage in
#: it (`python -m benchmarks plan`). See https://pkg.go.dev/runtime#hdr-Environment_Variables.
_GARBAGE_COLLECTION = {"GOGC": "400"}


@dataclass(frozen=True, slots=True)
class TerraformEnvironment:
    """Variables for Terraform, the plugin cache, and the chosen mirror (None: Terraform's own installation methods)."""

    variables: Mapping[str, str]
    cache: ProviderCache
    mirror: Path | None
    implied_mirrors: Mapping[str, str]
    """Variables for a folder with plugins of its own, by which Terraform does not run them; empty if it never does."""
    borrowed: Mapping[str, str] = field(default_factory=dict)
    """Variables by which the provider comes from :attr:`borrowed_mirror`, for a workspace whose lock file is discarded:
    it gets checksums of packages that the registry of the product in use does not have."""
    borrowed_mirror: Path | None = None
    """A mirror that was found with the packages of the other product's registry alone."""

    @property
    def trusted(self) -> tuple[Path, ...]:
        """Folders whose programs may be run: the cache and the mirrors."""
        return (self.cache.directory, *filter(None, (self.mirror, self.borrowed_mirror)))

    def variables_in(self, folder: Path) -> Mapping[str, str]:
        """The variables for a command in ``folder``."""
        return {**self.variables, **self.implied_mirrors} if (folder / _PLUGINS).exists() else self.variables


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` without variables that change results, and with those that keep Terraform non-interactive.

    A relative path of a log starts from the current folder instead of each folder that Terraform runs in, which may be
    a temporary one.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith(_DROPPED)}
    variables = _GARBAGE_COLLECTION | kept | _ALWAYS
    if log := variables.get(_LOG):
        variables[_LOG] = str(Path(log).absolute())
    return variables


def prepare(
    environ: Mapping[str, str],
    scratch: Path,
    *,
    platform: str,
    aws_provider: str,
    roots: list[Path] | None = None,
    product: Product = TERRAFORM,
) -> TerraformEnvironment:
    """The environment for ``product`` on ``platform`` and workspaces that require ``aws_provider`` (a constraint).

    The provider comes from the first of: the mirror in ``MWAA_TF_PLUGIN_DIR``; the user's ``provider_installation``;
    the implied mirrors; a mirror found in ``roots``; the registry. ``scratch`` is a private folder that must exist as
    long as the environment is used.
    """
    variables = clean(environ)
    if len(os.fsencode(scratch)) <= _LONGEST_SOCKETS:
        variables.setdefault(SOCKETS, str(scratch))
    user = cli_config.load(environ, product)
    users_cache = environ.get("TF_PLUGIN_CACHE_DIR") or user.plugin_cache_dir()
    cache = open_cache(environ, users_cache, scratch / "cache")
    if not users_cache:
        variables["TF_PLUGIN_CACHE_DIR"] = str(cache.directory)

    implied = provider.implied(environ, product)
    mirror, reason = provider.named(environ, aws_provider, platform, product), f"{provider.VARIABLE} names it"
    borrowed: Mirror | None = None
    if not mirror and user.has("provider_installation"):
        reason = "the user's provider_installation decides"
    elif not mirror and provider.has_provider(implied, aws_provider, platform, product):
        reason = "an implied mirror has it"
    elif not mirror:
        searched = provider.roots(environ) if roots is None else roots
        skip = [cache.directory]
        mirror = provider.search(searched, aws_provider, platform, skip=skip, product=product)
        if not mirror:
            searched = [*implied, *searched]
            borrowed = provider.search(searched, aws_provider, platform, skip=skip, product=other(product))
        reason = "found on this machine" if mirror else "no mirror on this machine has it"
    path = mirror.path if mirror else None
    place = path or f"where {product.name} finds it"
    remember("AWS provider", f"{aws_provider} from {place} ({reason})")
    _log.debug("AWS provider %s from %s: %s", aws_provider, place, reason)
    files = _Files(scratch, cache, user, implied, product)
    # A TF_CLI_CONFIG_FILE that does not exist makes Terraform print a warning before every result.
    if mirror or user.missing:
        variables |= files.with_mirror("terraform.rc", mirror)
    implied_mirrors: dict[str, str] = {}
    if not mirror and not user.has("provider_installation"):
        implied_mirrors = files.write("implied.rc", cli_config.with_implied_mirrors(user, implied))
    if not borrowed:
        return TerraformEnvironment(variables, cache, path, implied_mirrors)
    lent = files.with_mirror("borrowed.rc", borrowed)
    return TerraformEnvironment(variables, cache, path, implied_mirrors, lent, borrowed.path)


@dataclass(frozen=True, slots=True)
class _Files:
    """Writes CLI configurations into ``scratch``."""

    scratch: Path
    cache: ProviderCache
    user: UserConfig
    implied: list[Path]
    product: Product

    def with_mirror(self, name: str, mirror: Mirror | None) -> dict[str, str]:
        """The variable for a configuration that takes the provider from ``mirror``."""
        path = mirror.path if mirror else None
        if mirror and mirror.product is not self.product:
            path = provider.linked(mirror, self.product, self.cache.lock_file.parent / "mirrors")
        return self.write(name, cli_config.with_mirror(self.user, path, self.implied, self.product))

    def write(self, name: str, text: str) -> dict[str, str]:
        """The variable for a configuration of ``text``."""
        _write_private(self.scratch / name, text)
        return {"TF_CLI_CONFIG_FILE": str(self.scratch / name)}


def _write_private(path: Path, text: str) -> None:
    # It may carry the user's tokens.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
