"""What moto is taught, and how it forgets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from moto.iam.models import iam_backends
from moto.organizations.models import organizations_backends

from mwaa_tf.local_aws import services

ACCOUNT = "111111111111"


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    services.reset()
    yield
    services.reset()


def test_a_folder_is_all_that_a_subject_needs() -> None:
    folder = Path(services.__file__).parent
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert {found.__name__.rsplit(".", 1)[-1] for found in services._packages()} == packages
    assert packages >= {"ec2", "ram", "mwaa", "s3", "sts"}


def test_each_is_installed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def package(name: str, **functions: Any) -> ModuleType:
        made = ModuleType(name)
        vars(made).update(functions)
        return made

    both = package("both", install=lambda: done.append("install"), reset=lambda: done.append("reset"))
    monkeypatch.setattr(services, "_packages", lambda: (both, package("neither")))
    monkeypatch.setattr(services, "_installed", set())
    services.install()
    services.install()
    services.reset()
    services.reset()
    assert done == ["install", "reset", "reset"]


def test_a_reset_forgets_what_the_accounts_have() -> None:
    iam_backends[ACCOUNT]["aws"].create_user("aws", "somebody")
    organizations_backends[ACCOUNT]["aws"].create_organization("us-east-1", FeatureSet="ALL")
    organizations_backends[ACCOUNT]["aws"].create_account(AccountName="a", Email="a@example.com")
    services.reset()
    assert list(iam_backends[ACCOUNT]["aws"].users) == []
    assert organizations_backends[ACCOUNT]["aws"].org is None
    assert organizations_backends.master_accounts == {}


def test_installing_in_a_new_process_says_nothing() -> None:
    code = "from mwaa_tf.local_aws import services; services.install(); services.install(); services.reset()"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
