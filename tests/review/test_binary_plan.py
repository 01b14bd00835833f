"""Binary plans: which one Terraform gets to see, and with which variables."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.review.binary_plan import show_plan, without_credentials
from mwaa_tf.review.read import read_plans
from tests.review.samples import as_bytes, plan, resource

_PLAN = plan(resource("x_y.this", "create", after={"name": "a"}))

_SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIA",
    "AWS_PROFILE": "admin",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x",
    "TF_TOKEN_app_terraform_io": "t",
    "TF_CLI_CONFIG_FILE": "/rc",
    "TF_VAR_password": "p",
    "GITHUB_TOKEN": "g",
    "GITLAB_TOKEN": "g",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "a",
    "ACTIONS_RUNTIME_TOKEN": "a",
    "CI_JOB_TOKEN": "c",
    "VAULT_TOKEN": "v",
    "SSH_AUTH_SOCK": "/agent",
    "HOME": "/home/me",
}

_needs_posix = pytest.mark.skipif(os.name == "nt", reason="the program that stands in is a script")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An initialised workspace with a binary plan, and a Terraform that notes its variables."""
    folder = tmp_path / "1-network"
    (folder / ".terraform").mkdir(parents=True)
    (folder / "tfplan").write_bytes(b"PK\x03\x04 a plan")
    (tmp_path / "answer.json").write_bytes(as_bytes(_PLAN))
    terraform = tmp_path / "terraform"
    terraform.write_text(
        f"#!{sys.executable}\n"
        "import json, os, pathlib, sys\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "if sys.argv[1] == 'version':\n"
        "    version = {'terraform_version': '1.11.4', 'platform': 'linux_amd64', 'terraform_outdated': False}\n"
        "    print(json.dumps(version))\n"
        "else:\n"
        "    (folder / 'seen.json').write_text(json.dumps(dict(os.environ)))\n"
        "    print((folder / 'answer.json').read_text())\n"
    )
    terraform.chmod(0o755)
    monkeypatch.setenv("MWAA_TF_TERRAFORM", str(terraform))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    for name, value in _SECRETS.items():
        monkeypatch.setenv(name, value)
    return folder


def _seen(workspace: Path) -> Path:
    return workspace.parent / "seen.json"


@_needs_posix
def test_a_plan_that_is_named_is_shown_without_any_credential(workspace: Path) -> None:
    import json

    assert list(read_plans([str(workspace / "tfplan")])) == ["1-network"]

    seen = json.loads(_seen(workspace).read_text())
    assert {name: seen[name] for name in _SECRETS if seen.get(name) == _SECRETS[name]} == {}
    assert not Path(seen["HOME"]).exists()
    assert seen["AWS_EC2_METADATA_DISABLED"] == "true"


@_needs_posix
def test_a_plan_that_lies_in_a_folder_is_never_shown(workspace: Path) -> None:
    with pytest.raises(UsageError, match="tfplan: is a binary plan"):
        read_plans([str(workspace.parent)])

    assert not _seen(workspace).exists()


@_needs_posix
def test_on_github_actions_no_plan_is_shown(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    with pytest.raises(UsageError, match="tfplan: is a binary plan, which is not read on GitHub Actions"):
        read_plans([f"network={workspace / 'tfplan'}"])

    assert not _seen(workspace).exists()


def test_only_what_terraform_needs_is_passed_on() -> None:
    environ = {"PATH": "/bin", "Path": "/bin", "LANG": "C", **_SECRETS}

    assert without_credentials(environ, "/empty") == {
        "PATH": "/bin",
        "Path": "/bin",
        "LANG": "C",
        "HOME": "/empty",
        "USERPROFILE": "/empty",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_a_workspace_that_is_not_initialised_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in its initialised workspace"):
        show_plan(tmp_path / "tfplan", {})
