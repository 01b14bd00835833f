"""The two programs that can apply what is rendered: Terraform, and OpenTofu, which was forked from it.

Both are asked with `version -json`, whose documents differ in one key: Terraform's always has `terraform_outdated`
(https://developer.hashicorp.com/terraform/cli/commands/version, `VersionOutput` of its internal/command/version.go),
OpenTofu's never (https://opentofu.org/docs/cli/commands/version/, `versionOutput` of its
internal/command/views/version.go). Both call their own version `terraform_version`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from mwaa_tf.mwaa import terraform_versions

#: Names the program to run instead of the `terraform` or `tofu` on PATH.
VARIABLE = "MWAA_TF_TERRAFORM"


class Product(Struct, frozen=True):
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


def by_name(environ: Mapping[str, str]) -> Product:
    """The one that would be found with ``environ``, told by the program's name alone: nothing is run."""
    if named := environ.get(VARIABLE):
        return OPENTOFU if OPENTOFU.command in Path(named).name else TERRAFORM
    path = absolute(environ.get("PATH"))
    return next((product for product in PRODUCTS if shutil.which(product.command, path=path)), TERRAFORM)


def absolute(path: str | None) -> str:
    """``path``, a value of PATH, without relative folders: a program of the folder that is worked on is never run."""
    folders = (os.defpath if path is None else path).split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())


_in_use: Product | None = None


def use(product: Product) -> None:
    """Make ``product`` the one that messages name from now on."""
    global _in_use  # noqa: PLW0603 - a process uses one of them; what it says is not passed through every call
    _in_use = product


def in_use() -> Product:
    """The one that was found last; before any was, the one that would be, by its name. Messages name this one.

    `status` reads most states itself, and suggests commands without having run a program.
    """
    return _in_use or by_name(os.environ)


def in_words(*arguments: str) -> str:
    """A command of the one in use, as messages quote it: `` `terraform show -json PLAN` ``."""
    return f"`{in_use().command} {' '.join(arguments)}`"
