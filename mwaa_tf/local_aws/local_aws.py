"""The local AWS: accounts, services, and the address that clients call."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from moto.moto_api._internal import mock_random
from moto.utilities.utils import get_partition

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws import outgoing, services
from mwaa_tf.local_aws.accounts import Keys, add_user
from mwaa_tf.local_aws.application import Application
from mwaa_tf.local_aws.authorization import as_texts
from mwaa_tf.local_aws.client_files import ClientFiles
from mwaa_tf.local_aws.clients import Clients
from mwaa_tf.local_aws.clock import Clock, clock
from mwaa_tf.local_aws.faults import Faults, faults, parse
from mwaa_tf.local_aws.record import Record
from mwaa_tf.local_aws.server import Server
from mwaa_tf.local_aws.services.cloudtrail import source
from mwaa_tf.local_aws.services.mwaa import environment_calls

ENDPOINT_HOST = "aws.mwaa-tf-rehearsal.test"
"""`.test` is reserved (RFC 6761): this name cannot be resolved, only reached through the proxy."""

_MANAGEMENT_ACCOUNT = "999999999999"
_DROPPED = ("AWS_", "AMAZON_")
_DROPPED_NAMES = frozenset({"ALL_PROXY", "FTP_PROXY"})

Allowed = Mapping[str, Iterable[Mapping[str, Any] | str]]
"""Policy documents, as data or as JSON, by account id."""

_one_per_process = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a running local AWS consists of."""

    application: Application
    server: Server
    files: ClientFiles
    clients: Clients
    keys: Mapping[str, Keys]
    cleanup: ExitStack


class LocalAws:
    """An AWS with several accounts in this process, served on 127.0.0.1.

    It is moto, plus what moto does not have: Amazon MWAA with the statuses of its environments, subnets shared between
    accounts, Client VPN, policies that are enforced, a clock that can run fast, faults on request, and a record of all
    calls. Nothing it does reaches a real AWS. The keys of its users are new with each start.

    As a context manager it starts at the beginning and stops at the end of the block; otherwise call :meth:`start` and
    :meth:`stop`. Every start begins with empty accounts. moto keeps its state in the process, so a process can run one
    local AWS at a time.

    ::

        with LocalAws(["111111111111"], region="eu-west-1") as aws:
            aws.client("s3", "111111111111").create_bucket(...)  # a boto3 client
            subprocess.run(["terraform", "apply"], env=aws.environment("111111111111", os.environ))
            assert [call.action for call in aws.record if call.error] == []

    Tests get one from a fixture: see :mod:`mwaa_tf.local_aws.pytest_plugin`.
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
        enforce_iam: bool = False,
    ) -> None:
        """Configure a local AWS; it does not run yet.

        Args:
            accounts: Ids of the accounts, twelve digits each. Each has a user with all permissions.
            region: The default region of clients, such as ``eu-west-1``; it also decides about the partition.
            management_account: The account that can manage an organization of the others, in addition to ``accounts``.
            speed: Seconds that pass on :attr:`clock` in one second: with 600, an environment is created in 2.5 seconds
                instead of 25 minutes. 0 stops the clock; then only ``clock.advance()`` moves it.
            faults: Faults to inject, each ``NAME=VALUE``: ``throttle=0.1``, ``error500=0.1``, ``cut=0.1`` (rates from 0
                to 1), ``slow=2`` (seconds), ``endpoint=failed``, ``status=PENDING``, ``share=60`` (seconds),
                ``expire=50`` (calls); see
                :class:`~mwaa_tf.local_aws.faults.FaultPlan`.
            seed: Seed of the faults, and of the ids of resources.
            port: The port on 127.0.0.1; 0 takes a free one.
            allowed: What the accounts may do, as for :meth:`allow`; without, everything.
            enforce_iam: Whether callers have only the permissions that policies in IAM give them: their own, those of
                their groups, permissions boundaries, session policies and service control policies, and policies of
                resources. The users whose keys clients get have all.

        Raises:
            UsageError: For an invalid account id or fault.
        """
        self.accounts = tuple(dict.fromkeys((*accounts, management_account)))
        """All accounts, including the management account."""
        self.management_account = management_account
        self.region = region
        self.seed = seed
        self.record = Record()
        """All calls since the first start, those of :meth:`client` included."""
        self._speed = speed
        self._plan = parse(faults)
        self._port = port
        self._allowed = allowed or {}
        self._enforce_iam = enforce_iam
        self._parts: _Parts | None = None
        self._failures: list[str] = []
        for account_id in self.accounts:
            if not (len(account_id) == 12 and account_id.isascii() and account_id.isdigit()):
                raise UsageError(f"{account_id!r} is no account id: twelve digits")

    clock: Clock = clock
    """The clock of everything that takes AWS time."""

    faults: Faults = faults
    """The faults; assign another ``plan`` to change them while it runs."""

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``. Raises :class:`RuntimeError` unless it runs."""
        return self._running().server.address

    @property
    def endpoint(self) -> str:
        """The URL that clients call, through the proxy at :attr:`address`."""
        return f"http://{ENDPOINT_HOST}"

    @property
    def partition(self) -> str:
        """The partition of the region: ``aws``, ``aws-cn``, ..."""
        return str(get_partition(self.region))

    @property
    def failures(self) -> tuple[str, ...]:
        """Tracebacks of calls that failed because of a bug in the local AWS or in moto; a test should expect none."""
        return tuple(self._failures)

    def allow(self, allowed: Allowed) -> None:
        """Restrict accounts to what the policy documents in ``allowed`` permit, from now on.

        Other calls fail as IAM would refuse them. Accounts that are not in ``allowed`` may do everything, and so may
        clients of :meth:`client`. Assuming a role is a matter of the role's trust policy.
        """
        self._running().application.allowed = _as_json(allowed)

    def start(self) -> LocalAws:
        """Start with empty accounts, and return itself. Call :meth:`stop` at the end, unless a ``with`` block does.

        Raises :class:`RuntimeError` if a local AWS already runs in this process, :class:`UsageError` for a port that is
        in use.
        """
        if not _one_per_process.acquire(blocking=False):
            raise RuntimeError("there is one local AWS in a process")
        with ExitStack() as cleanup:
            cleanup.callback(_one_per_process.release)
            cleanup.callback(services.reset)
            cleanup.enter_context(outgoing.refused())
            keys = self._prepare_services()
            application = self._application()
            files = cleanup.enter_context(ClientFiles(keys, self.region))
            server = cleanup.enter_context(
                Server(application, port=self._port, on_refused_tunnel=application.record_refused_tunnel)
            )
            clients = cleanup.enter_context(Clients(self.endpoint, f"http://{server.address}", files, keys))
            self._parts = _Parts(application, server, files, clients, keys, cleanup.pop_all())
        return self

    def stop(self) -> None:
        """Stop and delete everything in the accounts; the record stays. A second call does nothing."""
        if self._parts is not None:
            cleanup, self._parts = self._parts.cleanup, None
            cleanup.close()

    def pause(self, *, finish: bool = True) -> None:
        """Refuse all connections and keep the data. With ``finish``, calls in progress first get their responses."""
        self._running().server.pause(finish=finish)

    def resume(self) -> None:
        """Accept connections again, at the same address."""
        self._running().server.resume()

    def __enter__(self) -> LocalAws:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def environment(self, account_id: str, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment variables of a client that calls this AWS as the user of ``account_id``.

        With ``base``, the complete environment of a process: these variables, and those of ``base`` that cannot lead
        to a real AWS (profiles, sessions, roles of containers and other proxies do). Raises :class:`KeyError` for an
        unknown account.
        """
        parts = self._running()
        keys, files = parts.keys[self._known(account_id)], parts.files
        proxy = f"http://{self.address}"
        variables = {
            "AWS_ACCESS_KEY_ID": keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
            "AWS_CONFIG_FILE": str(files.config),
            "AWS_SHARED_CREDENTIALS_FILE": str(files.credentials),
            "AWS_DEFAULT_REGION": self.region,
            "AWS_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.endpoint,
        }
        # Some clients read one spelling, some the other. The proxy refuses TLS, so that nothing gets past it.
        for name, value in (("HTTP_PROXY", proxy), ("HTTPS_PROXY", proxy), ("NO_PROXY", "")):
            variables[name] = variables[name.lower()] = value
        return {**({} if base is None else without_aws(base)), **variables}

    def add_profile(self, name: str, account_id: str) -> None:
        """Add the profile ``name`` with the keys of ``account_id``. The id of each account is a profile already.

        Clients use a profile only on request (`--profile`, the provider's ``profile``); :meth:`environment` gives them
        keys. Raises :class:`KeyError` for an unknown account.
        """
        self._running().files.add_profile(name, self._known(account_id))

    def client(self, service: str, account_id: str, *, region: str | None = None) -> Any:
        """A boto3 client of ``service``, named as in boto3, for the user of ``account_id``: to prepare and to inspect.

        No fault and no policy of :meth:`allow` affects its calls. Clients are kept, and threads may share them.
        """
        return self._running().clients.get(service, account_id, region or self.region)

    def _known(self, account_id: str) -> str:
        if account_id not in self.accounts:
            raise KeyError(account_id)
        return account_id

    def _prepare_services(self) -> Mapping[str, Keys]:
        """Empty all accounts, and create their users; the keys of each."""
        services.install()
        services.reset()
        # Ids are drawn from the seed too.
        mock_random.seed(self.seed)
        clock.restart(self._speed)
        faults.restart(self._plan, self.seed)
        environment_calls.report_to(self.record.add)
        source.read_from(self.record)
        return {account_id: add_user(account_id, self.partition) for account_id in self.accounts}

    def _application(self) -> Application:
        application = Application(
            endpoint_host=ENDPOINT_HOST, record=self.record, faults=faults, partition=self.partition
        )
        application.allowed = _as_json(self._allowed)
        application.enforce_iam = self._enforce_iam
        self._failures = application.failures
        return application

    def _running(self) -> _Parts:
        if self._parts is None:
            raise RuntimeError("the local AWS is not running")
        return self._parts


def _as_json(allowed: Allowed) -> dict[str, tuple[str, ...]]:
    return {account_id: as_texts(policies) for account_id, policies in allowed.items()}


def without_aws(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` without the variables that could lead a client to a real AWS, or past the proxy."""
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith(_DROPPED) and name.upper() not in _DROPPED_NAMES
    }
