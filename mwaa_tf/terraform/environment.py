"""The environment in which Terraform runs: non-interactive, repeatable, with the AWS provider from a local mirror."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.diagnostics.facts import remember
from mwaa_tf.terraform import cli_config, provider
from mwaa_tf.terraform.cache import ProviderCache, open_cache

_log = logging.getLogger(__name__)

#: Variables of the user that would change results: other arguments, another data folder or workspace.
_DROPPED = ("TF_CLI_ARGS", "TF_DATA_DIR", "TF_WORKSPACE")

#: A file that Terraform appends its log to; see https://developer.hashicorp.com/terraform/internals/debugging.
_LOG = "TF_LOG_PATH"

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
) -> TerraformEnvironment:
    """The environment for Terraform on ``platform`` and workspaces that require ``aws_provider`` (a constraint).

    The provider comes from the first of: the mirror in ``MWAA_TF_PLUGIN_DIR``; the user's ``provider_installation``;
    Terraform's implied mirrors; a mirror found in ``roots``; the registry. ``scratch`` is a private folder that must
    exist as long as the environment is used.
    """
    variables = clean(environ)
    user = cli_config.load(environ)
    users_cache = environ.get("TF_PLUGIN_CACHE_DIR") or user.plugin_cache_dir()
    cache = open_cache(environ, users_cache, scratch / "cache")
    if not users_cache:
        variables["TF_PLUGIN_CACHE_DIR"] = str(cache.directory)

    implied = provider.implied(environ)
    mirror, reason = provider.named(environ, aws_provider, platform), f"{provider.VARIABLE} names it"
    if not mirror and user.has("provider_installation"):
        reason = "the user's provider_installation decides"
    elif not mirror and provider.has_provider(implied, aws_provider, platform):
        reason = "an implied mirror of Terraform has it"
    elif not mirror:
        searched = provider.roots(environ) if roots is None else roots
        mirror = provider.search(searched, aws_provider, platform, skip=[cache.directory])
        reason = "found on this machine" if mirror else "no mirror on this machine has it"
    remember("AWS provider", f"{aws_provider} from {mirror or 'where Terraform finds it'} ({reason})")
    _log.debug("AWS provider %s from %s: %s", aws_provider, mirror or "where Terraform finds it", reason)
    # A TF_CLI_CONFIG_FILE that does not exist makes Terraform print a warning before every result.
    if mirror or user.missing:
        config = scratch / "terraform.rc"
        _write_private(config, cli_config.with_mirror(user, mirror, implied))
        variables["TF_CLI_CONFIG_FILE"] = str(config)
    implied_mirrors: dict[str, str] = {}
    if not mirror and not user.has("provider_installation"):
        config = scratch / "implied.rc"
        _write_private(config, cli_config.with_implied_mirrors(user, implied))
        implied_mirrors["TF_CLI_CONFIG_FILE"] = str(config)
    return TerraformEnvironment(variables, cache, mirror, implied_mirrors)


def _write_private(path: Path, text: str) -> None:
    # It may carry the user's tokens.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
