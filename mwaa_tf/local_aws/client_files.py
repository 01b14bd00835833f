"""The AWS configuration files of clients of the local AWS, which replace a person's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mwaa_tf.local_aws.accounts import Keys
from mwaa_tf.temporary import TemporaryFolder


class ClientFiles:
    """A temporary folder with ``config`` and ``credentials``; a context manager that deletes it.

    Each account of ``keys`` has a profile that is named after it.
    """

    def __init__(self, keys: Mapping[str, Keys], region: str) -> None:
        self._keys = keys
        self._region = region
        self._profiles = {account_id: account_id for account_id in keys}
        self._folder = TemporaryFolder()
        self._write()

    @property
    def config(self) -> Path:
        """The file for ``AWS_CONFIG_FILE``."""
        return self._folder.path / "config"

    @property
    def credentials(self) -> Path:
        """The file for ``AWS_SHARED_CREDENTIALS_FILE``."""
        return self._folder.path / "credentials"

    def add_profile(self, name: str, account_id: str) -> None:
        """Add a profile ``name`` with the keys of ``account_id``."""
        self._profiles[name] = account_id
        self._write()

    def __enter__(self) -> ClientFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.delete()

    def _write(self) -> None:
        config, credentials = ["[default]"], ["[default]"]
        for name, account_id in self._profiles.items():
            keys = self._keys[account_id]
            config += [f"[profile {name}]", f"region = {self._region}"]
            credentials += [
                f"[{name}]",
                f"aws_access_key_id = {keys.access_key_id}",
                f"aws_secret_access_key = {keys.secret_access_key}",
            ]
        for file, lines in ((self.config, config), (self.credentials, credentials)):
            file.write_text("\n".join([*lines, ""]), encoding="utf-8")
