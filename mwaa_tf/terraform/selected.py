"""What `terraform init` would take on this machine for the modules: the program, and the AWS provider on disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.diagnostics.facts import recall
from mwaa_tf.mwaa.terraform_versions import AWS_PROVIDER
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import binary, cli_config, provider
from mwaa_tf.terraform.environment import TerraformEnvironment, prepare
from mwaa_tf.terraform.product import Product


@dataclass(frozen=True, slots=True)
class SelectedProvider:
    """The AWS provider: its version and the folder that has it, or in words where it would come from."""

    version: str | None
    source: str


def selected_provider(program: binary.Binary, environ: Mapping[str, str] | None = None) -> SelectedProvider:
    """The newest version that the modules allow of the place that the program installs from; nothing is downloaded.

    The lock file of a workspace may select an older one. Raises :class:`UsageError` for a mirror without the provider.
    """
    environ = os.environ if environ is None else environ
    with TemporaryFolder() as scratch:
        environment = prepare(
            environ, scratch, platform=program.platform, aws_provider=AWS_PROVIDER, product=program.product
        )
    for place in _places(environment, environ, program.product):
        mirror = provider.Mirror(place, program.product)
        if version := provider.newest_version(mirror, AWS_PROVIDER, program.platform):
            return SelectedProvider(version, str(place))
    return SelectedProvider(None, recall("AWS provider") or AWS_PROVIDER)


def _places(environment: TerraformEnvironment, environ: Mapping[str, str], product: Product) -> list[Path]:
    """The folders that are asked before the registry: a mirror alone, else the implied ones; then the cache."""
    if environment.mirror:
        return [environment.mirror]
    if cli_config.load(environ, product).has("provider_installation"):
        return []  # only the program knows what it says
    return [*provider.implied(environ, product), environment.cache.directory]
