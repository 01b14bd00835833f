"""boto3 clients of the local AWS, with which it is prepared and looked at."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mwaa_tf.local_aws.accounts import Keys
from mwaa_tf.local_aws.api_requests import PREPARATION
from mwaa_tf.local_aws.botocore_data import data_loader

if TYPE_CHECKING:
    from mwaa_tf.local_aws.client_files import ClientFiles


class Clients:
    """Creates clients that call ``endpoint`` through ``proxy``; a context manager that closes their connections.

    Clients are kept, and threads may share them.
    """

    def __init__(self, endpoint: str, proxy: str, files: ClientFiles, keys: Mapping[str, Keys]) -> None:
        self._endpoint = endpoint
        self._proxy = proxy
        self._files = files
        self._keys = keys
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str, str], Any] = {}
        self._session: Any = None

    def get(self, service: str, account_id: str, region: str) -> Any:
        """The client of ``service``, named as in boto3, for the user of ``account_id``."""
        key = (service, account_id, region)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._create(*key)
            return self._clients[key]

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def _create(self, service: str, account_id: str, region: str) -> Any:
        from botocore.config import Config  # type: ignore[import-untyped]

        keys = self._keys[account_id]
        return self._botocore().create_client(
            service,
            region_name=region,
            endpoint_url=self._endpoint,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            config=Config(
                proxies={"http": self._proxy},
                user_agent_extra=PREPARATION,
                use_dualstack_endpoint=False,
                use_fips_endpoint=False,
            ),
        )

    def _botocore(self) -> Any:
        """A session of botocore that does not read a person's own configuration."""
        from botocore.session import Session  # type: ignore[import-untyped]

        if self._session is None:
            self._session = Session(profile="default")
            self._session.set_config_variable("config_file", str(self._files.config))
            self._session.set_config_variable("credentials_file", str(self._files.credentials))
            self._session.register_component("data_loader", data_loader())
        return self._session
