"""The clients that are tried with the local AWS, and where each is looked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mwaa_tf.local_aws import LocalAws
from tools.clients.attempt import DRIVERS, Attempt, AttemptError
from tools.clients.aws_cli import attempt_aws_cli
from tools.clients.custodian import attempt_custodian
from tools.clients.javascript import attempt_cdk, attempt_javascript
from tools.clients.place import ACCOUNT, REGION, create_place

_SPEED = 600.0


def _attempt_boto3(attempt: Attempt) -> None:
    attempt.run(attempt.folder / "bin" / "python", DRIVERS / "environment.py")


def _attempt_hook(attempt: Attempt) -> None:
    home = {"AIRFLOW_HOME": str(attempt.scratch / "airflow")}
    attempt.run(attempt.folder / "bin" / "python", DRIVERS / "mwaa_hook.py", variables=home)


CLIENTS: Mapping[str, Callable[[Attempt], None]] = {
    "aws-cli-1": attempt_aws_cli,
    "aws-cli-2": attempt_aws_cli,
    "aws-cli-2-debian": attempt_aws_cli,
    "boto3": _attempt_boto3,
    "javascript": attempt_javascript,
    "cdk": attempt_cdk,
    "airflow": _attempt_hook,
    "custodian": attempt_custodian,
}
"""By the name of the folder in which the client is installed."""


def attempt_clients(folder: Path, names: Iterable[str] = ()) -> list[str]:
    """Try the clients ``names`` of ``folder``, or all that are installed there; print what they say.

    Returns a sentence for each failure. Each client gets a local AWS of its own. Raises :class:`SystemExit` for a
    client that is unknown, or named and not installed.
    """
    chosen = list(names) or [name for name in CLIENTS if (folder / name).is_dir()]
    for name in chosen:
        if name not in CLIENTS:
            raise SystemExit(f"{name} is no client; it must be one of {', '.join(CLIENTS)}")
        if not (folder / name).is_dir():
            raise SystemExit(f"{folder / name} does not exist: install the client there (docs/clients.md)")
    if not chosen:
        raise SystemExit(f"{folder} has none of the folders {', '.join(CLIENTS)}")
    for missing in CLIENTS.keys() - set(chosen):
        print(f"{missing}: not tried")
    return [failure for name in chosen for failure in _attempt(name, (folder / name).resolve())]


def _attempt(name: str, folder: Path) -> list[str]:
    print(f"\n--- {name}", flush=True)
    with LocalAws([ACCOUNT], region=REGION, speed=_SPEED) as local, tempfile.TemporaryDirectory() as scratch:
        attempt = Attempt(folder, Path(scratch), local, create_place(local))
        try:
            CLIENTS[name](attempt)
        except AttemptError as error:
            return [f"{name}: {error}", *local.failures]
        print(f"{name}: created or found, read, updated and deleted an environment", flush=True)
        return [f"{name}: {failure}" for failure in local.failures]
