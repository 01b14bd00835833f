"""Where mwaa_tf and its modules come from: the one address that documents, messages and examples name.

mwaa_tf is in no package index. It is installed from a checkout, or from a copy of its repository at a commit that the
reader has seen; its modules have the same address.
"""

from __future__ import annotations

from mwaa_tf.text import shell_quoted

REPOSITORY = "https://github.com/OWNER/mwaa_tf"
"""The repository. OWNER is the account that has the copy which the reader uses; there is no other address."""

COMMIT = "COMMIT"
"""Stands for the full id of a commit: it cannot be moved, as a branch or a tag can."""

REQUIREMENT = f"mwaa_tf @ git+{REPOSITORY}@{COMMIT}"
"""What pip installs (PEP 508: a direct reference), where no checkout is at hand."""

MODULES = f"git::{REPOSITORY}//modules?ref={COMMIT}"
"""The folder of the modules, as ``modules.source`` of a configuration."""


def module_address(module: str) -> str:
    """The ``source`` of one module, such as ``network``, in Terraform of other repositories."""
    return f"git::{REPOSITORY}//modules/{module}?ref={COMMIT}"


def install_extra(extra: str) -> str:
    """The command that installs the packages of an extra of mwaa_tf, such as ``rehearsal``.

    It names the packages themselves, with the versions that the installed mwaa_tf asks for: ``mwaa_tf[rehearsal]``
    would make pip look for mwaa_tf in an index, where it may be another package.
    """
    packages = _packages(extra)
    if not packages:  # run from a checkout without being installed
        return f"pip install '.[{extra}]' in a checkout of mwaa_tf"
    return f"pip install {' '.join(shell_quoted(package) for package in packages)}"


def _packages(extra: str) -> list[str]:
    from importlib.metadata import PackageNotFoundError, requires

    from packaging.requirements import Requirement

    try:
        requirements = [Requirement(line) for line in requires("mwaa_tf") or ()]
    except PackageNotFoundError:
        return []
    environments = ({"extra": extra}, {"extra": ""})
    packages = []
    for requirement in requirements:
        with_extra, without = (
            requirement.marker is None or requirement.marker.evaluate(environment) for environment in environments
        )
        if with_extra and not without:
            requirement.marker = None
            packages.append(str(requirement))
    return packages
