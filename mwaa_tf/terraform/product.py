"""The two programs that can apply what is rendered: Terraform, and OpenTofu, which was forked from it.

Both are asked with `version -json`, whose documents differ in one key: Terraform's always has `terraform_outdated`
(https://developer.hashicorp.com/terraform/cli/commands/version, `VersionOutput` of its internal/command/version.go),
OpenTofu's never (https://opentofu.org/docs/cli/commands/version/, `versionOutput` of its
internal/command/views/version.go). Both call their own version `terraform_version`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mwaa_tf.mwaa import terraform_versions


@dataclass(frozen=True, slots=True)
class Product:
    """One of the two, and what differs between them where they are run."""

    name: str
    command: str
    """The program's usual name, as in the commands of messages."""
    registry: str
    """The host of providers whose source names none, such as `hashicorp/aws`."""
    config_names: tuple[str, ...]
    """Names of the CLI configuration in the home folder; the first that exists is read."""
    xdg_config: str
    """Its folder in `$XDG_CONFIG_HOME`, where it reads one; else empty."""
    oldest: tuple[int, int, int]
    download: str

    @property
    def aws_provider(self) -> str:
        """The address of the AWS provider: in lock files, mirrors and plans."""
        return f"{self.registry}/hashicorp/aws"

    @property
    def oldest_text(self) -> str:
        """Such as ``1.10``."""
        return ".".join(map(str, self.oldest[:2]))


#: The CLI configuration of each: https://developer.hashicorp.com/terraform/cli/config/config-file and
#: https://opentofu.org/docs/cli/config/config-file/ (`configFile` of OpenTofu's internal/command/cliconfig).
TERRAFORM = Product(
    name="Terraform",
    command="terraform",
    registry="registry.terraform.io",
    config_names=(".terraformrc",),
    xdg_config="",
    oldest=terraform_versions.OLDEST_TERRAFORM,
    download="https://developer.hashicorp.com/terraform/install",
)
OPENTOFU = Product(
    name="OpenTofu",
    command="tofu",
    registry="registry.opentofu.org",
    config_names=(".tofurc", ".terraformrc"),
    xdg_config="opentofu",
    oldest=terraform_versions.OLDEST_OPENTOFU,
    download="https://opentofu.org/docs/intro/install/",
)

#: In the order in which they are looked for.
PRODUCTS = (TERRAFORM, OPENTOFU)


def product_of(version: Mapping[str, Any]) -> Product:
    """The program that printed ``version``, the document of its `version -json`."""
    return TERRAFORM if "terraform_outdated" in version else OPENTOFU


def other(product: Product) -> Product:
    """The one of the two that ``product`` is not."""
    return OPENTOFU if product is TERRAFORM else TERRAFORM


_in_use = TERRAFORM


def use(product: Product) -> None:
    """Make ``product`` the one that messages name from now on."""
    global _in_use  # noqa: PLW0603 - a process uses one of them; what it says is not passed through every call
    _in_use = product


def in_use() -> Product:
    """The one that was found last; Terraform before any was."""
    return _in_use
