"""The local AWS: accounts, services, and the address that clients are pointed at."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from moto.moto_api._internal import mock_random

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws import services
from mwaa_tf.local_aws.accounts import add_user, keys_of
from mwaa_tf.local_aws.application import Application
from mwaa_tf.local_aws.authorization import as_texts
from mwaa_tf.local_aws.calls import PREPARATION
from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.faults import faults, parse
from mwaa_tf.local_aws.record import Record
from mwaa_tf.local_aws.server import Server
from mwaa_tf.local_aws.services import environment_calls

ENDPOINT_HOST = "aws.mwaa-tf-rehearsal.test"
"""`.test` is reserved (RFC 6761): this name leads nowhere but through the proxy."""

_MANAGEMENT_ACCOUNT = "999999999999"
_DROPPED = ("AWS_", "AMAZON_")
_DROPPED_NAMES = frozenset({"ALL_PROXY", "FTP_PROXY"})

Allowed = Mapping[str, Iterable[Mapping[str, Any] | str]]
"""Policy documents, as data or as JSON, by account id."""

_one_per_process = threading.Lock()


class LocalAws:
    """A local AWS with ``accounts``, on 127.0.0.1; a context manager that starts it and ends it.

    moto keeps its state in the process, so there is one at a time. ``speed`` is how much faster than the wall clock its
    own one runs, ``faults`` what goes wrong (`NAME=VALUE`, see :mod:`mwaa_tf.local_aws.faults`), drawn from ``seed``.
    ``port`` 0 takes a free one. ``allowed`` is as :meth:`allow` takes it.

    Raises :class:`UsageError` for a fault that means nothing or a port that is taken, :class:`RuntimeError` where
    another one runs.
    """

    def __init__(
        self,
        accounts: Sequence[str],
        *,
        region: str,
        management_account: str = _MANAGEMENT_ACCOUNT,
        speed: float = 600.0,
        faults: Iterable[str] = (),
        seed: int = 0,
        port: int = 0,
        allowed: Allowed | None = None,
    ) -> None:
        self.accounts = tuple(dict.fromkeys((*accounts, management_account)))
        """All accounts, the management account among them."""
        self.management_account = management_account
        self.region = region
        self.seed = seed
        self.record = Record()
        self._speed = speed
        self._plan = parse(faults)
        self._port = port
        self._allowed = allowed or {}
        self._server: Server | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._clients: dict[tuple[str, str, str], Any] = {}
        self._session: Any = None
        self._clients_lock = threading.Lock()
        for account_id in self.accounts:
            if not (len(account_id) == 12 and account_id.isascii() and account_id.isdigit()):
                raise UsageError(f"{account_id!r} is no account id: twelve digits")

    clock = clock
    """The clock of whatever takes AWS time."""

    faults = faults
    """What goes wrong; its ``plan`` may be replaced while it runs."""

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``."""
        return self._running().address

    @property
    def endpoint(self) -> str:
        """The address that clients call, through the proxy at :attr:`address`."""
        return f"http://{ENDPOINT_HOST}"

    @property
    def partition(self) -> str:
        """``aws``, or the name of the partition that the region is in."""
        from moto.utilities.utils import get_partition

        return str(get_partition(self.region))

    @property
    def failures(self) -> tuple[str, ...]:
        """Tracebacks of what failed inside the local AWS itself."""
        return tuple(self._application.failures)

    def allow(self, allowed: Allowed) -> None:
        """Have accounts do only what the policy documents that ``allowed`` has for them allow, from now on.

        What they do not allow is refused as IAM does it. Accounts that it does not name may do everything, as may
        :meth:`client`; and assuming a role is a matter of the role's trust policy.
        """
        self._application.allowed = {account_id: as_texts(policies) for account_id, policies in allowed.items()}

    def start(self) -> LocalAws:
        """Begin with empty accounts. Whoever is not in a ``with`` block must call :meth:`stop`."""
        if not _one_per_process.acquire(blocking=False):
            raise RuntimeError("there is one local AWS in a process")
        try:
            services.install()
            services.reset()
            # Ids are drawn from the seed too.
            mock_random.seed(self.seed)
            clock.restart(self._speed)
            faults.restart(self._plan, self.seed)
            for account_id in self.accounts:
                add_user(account_id, self.partition)
            self._folder = tempfile.TemporaryDirectory(prefix="mwaa_tf-aws-")
            self._profiles = {account_id: account_id for account_id in self.accounts}
            self._write_profiles()
            self._application = Application(
                endpoint_host=ENDPOINT_HOST, record=self.record, faults=faults, partition=self.partition
            )
            self.allow(self._allowed)
            environment_calls.report_to(self.record.add)
            self._server = Server(self._application, port=self._port, refused=self._application.refused)
        except BaseException:
            self._clean_up()
            raise
        return self

    def stop(self) -> None:
        """End it and forget everything that the accounts hold; the record stays. Twice does nothing more."""
        if self._server is not None:
            self._server.stop()
            self._server = None
            self._clean_up()

    def pause(self, *, finish: bool = True) -> None:
        """Refuse all connections, keeping the data. With ``finish``, calls under way get their answers before."""
        self._running().pause(finish=finish)

    def resume(self) -> None:
        """Accept connections again, at the same address."""
        self._running().resume()

    def __enter__(self) -> LocalAws:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def environment(self, account_id: str, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment variables that point a client at this AWS, as the user of ``account_id``.

        With ``base``, the whole environment for a process: ``base`` without anything that could lead to a real AWS
        (profiles, sessions, roles of containers, other proxies), and these. Raises :class:`KeyError` for an account
        that there is not.
        """
        if account_id not in self.accounts:
            raise KeyError(account_id)
        running = self._running()
        keys = keys_of(account_id)
        folder = Path(self._folder.name if self._folder else "")
        proxy = f"http://{running.address}"
        variables = {
            "AWS_ACCESS_KEY_ID": keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
            "AWS_CONFIG_FILE": str(folder / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.endpoint,
        }
        # Some clients read the one spelling, some the other. What wants TLS is refused rather than let out.
        for name, value in (("HTTP_PROXY", proxy), ("HTTPS_PROXY", proxy), ("NO_PROXY", "")):
            variables[name] = variables[name.lower()] = value
        return {**({} if base is None else without_aws(base)), **variables}

    def add_profile(self, name: str, account_id: str) -> None:
        """Have ``name`` as a profile with the keys of ``account_id``; each account's id is one already.

        Clients use a profile where they are told to (`--profile`, the provider's ``profile``); what they get from
        :meth:`environment` are keys. Raises :class:`KeyError` for an account that there is not.
        """
        if account_id not in self.accounts:
            raise KeyError(account_id)
        self._profiles[name] = account_id
        self._write_profiles()

    def client(self, service: str, account_id: str, *, region: str | None = None) -> Any:
        """A boto3 client of ``service``, named as boto3 names it, for ``account_id``: to prepare, and to look.

        Its calls are never made to fail by a fault. Clients are kept and may be used by several threads.
        """
        wanted = (service, account_id, region or self.region)
        with self._clients_lock:
            if wanted not in self._clients:
                self._clients[wanted] = self._new_client(*wanted)
            return self._clients[wanted]

    def _new_client(self, service: str, account_id: str, region: str) -> Any:
        from botocore.config import Config  # type: ignore[import-untyped]

        keys = keys_of(account_id)
        return self._botocore().create_client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            config=Config(
                proxies={"http": f"http://{self.address}"},
                user_agent_extra=PREPARATION,
                use_dualstack_endpoint=False,
                use_fips_endpoint=False,
            ),
        )

    def _botocore(self) -> Any:
        """A session of botocore that knows nothing of a person's own configuration."""
        from botocore.session import Session  # type: ignore[import-untyped]

        if self._session is None:
            folder = Path(self._folder.name if self._folder else "")
            self._session = Session(profile="default")
            self._session.set_config_variable("config_file", str(folder / "config"))
            self._session.set_config_variable("credentials_file", str(folder / "credentials"))
            self._session.register_component("data_loader", _data_loader())
        return self._session

    def _write_profiles(self) -> None:
        """The AWS configuration files that clients are pointed at, instead of a person's own."""
        folder = Path(self._folder.name if self._folder else "")
        config, credentials = ["[default]"], ["[default]"]
        for name, account_id in self._profiles.items():
            keys = keys_of(account_id)
            config += [f"[profile {name}]", f"region = {self.region}"]
            credentials += [
                f"[{name}]",
                f"aws_access_key_id = {keys.access_key_id}",
                f"aws_secret_access_key = {keys.secret_access_key}",
            ]
        for file, lines in (("config", config), ("credentials", credentials)):
            (folder / file).write_text("\n".join([*lines, ""]), encoding="utf-8")

    def _running(self) -> Server:
        if self._server is None:
            raise RuntimeError("the local AWS is not running")
        return self._server

    def _clean_up(self) -> None:
        try:
            for client in self._clients.values():
                client.close()
            self._clients.clear()
            self._session = None
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None
            services.reset()
        finally:
            _one_per_process.release()


@cache
def _data_loader() -> Any:
    """Reading botocore's models takes longer than all else of a client; they are read once in a process."""
    from botocore.loaders import create_loader  # type: ignore[import-untyped]

    return create_loader()


def without_aws(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` without what could lead a client to a real AWS, or past the proxy."""
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith(_DROPPED) and name.upper() not in _DROPPED_NAMES
    }
