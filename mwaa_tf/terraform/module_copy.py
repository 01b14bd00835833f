"""A private copy of a root module, to plan it without writing in its folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from mwaa_tf.files import UnreadableFileError
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform.errors import TerraformError
from mwaa_tf.terraform.private_copy import PrivateCopy
from mwaa_tf.terraform.root_module import RootModule


@contextmanager
def private_module(module: RootModule) -> Iterator[RootModule]:
    """``module`` in a private copy, which has its backend and its state; it is initialised if ``module`` is not.

    Only plan it: an apply would change AWS, and lose the state of it. A :class:`TerraformError` that is raised in the
    ``with`` block gets the paths of ``module``. Raises it too if Terraform cannot be initialised, and
    :class:`~mwaa_tf.files.UnreadableFileError` if the folder or one of its states cannot be read.
    """
    with TemporaryFolder() as scratch:
        private_copy = PrivateCopy(scratch / "copy")
        try:
            folder = private_copy.add_initialized(module.folder)
        except OSError as error:
            raise UnreadableFileError(module.folder, f"cannot be read: {error.strerror or error}") from error
        try:
            if not (folder / ".terraform").is_dir():
                # A lock left by a killed run must not be an obstacle, and one taken here would be one for others.
                module.terraform.init(folder, backend=True, discarded=True, environ=module.environ)
            yield replace(module, folder=folder)
        except TerraformError as error:
            raise _as_users(error, private_copy, module) from error


def _as_users(error: TerraformError, private_copy: PrivateCopy, module: RootModule) -> TerraformError:
    return TerraformError(
        error.command,
        module.folder,
        error.returncode,
        output=private_copy.in_users_words(error.output),
        diagnostics=[private_copy.as_users(diagnostic, module.folder) for diagnostic in error.diagnostics],
        hint=error.hint,
    )
