"""What tries software of other projects: the launcher, what a run of the verification script means, the documents."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY
from tools.clients.attempts import CLIENTS, attempt_clients
from tools.clients.verification import EXAMPLES, UNLISTED_PERMISSIONS, ScriptRun, defects, verify

DOCUMENT = REPOSITORY / "docs" / "clients.md"
LAST_LINE = "Please make sure to NOT include any personally identifiable information in the case\n"

SCRIPT = """
import socket
import sys
from beside import GREETING

class Verifier:
    def check(self):
        return check_endpoints("subnet-1")

    def check_endpoints(self, subnet):
        return f"{GREETING} {subnet}"

if __name__ == "__main__":
    print(sys.argv[1:], Verifier().check())
    for name in ("sqs.us-east-1.amazonaws.com", "kms.us-east-1.amazonaws.com", "localhost"):
        print(socket.gethostbyname(name))
"""


def test_the_launcher_runs_a_script_as_python_does_with_names_and_methods_of_its_settings(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "beside.py").write_text("GREETING = 'endpoints of'\n", encoding="utf-8")
    settings = {
        "addresses": {"sqs.us-east-1.amazonaws.com": "10.0.0.7"},
        "public": "198.51.100.1",
        "domains": [".amazonaws.com"],
        "methods": ["check_endpoints"],
    }
    launcher = REPOSITORY / "tools" / "clients" / "launcher.py"
    process = subprocess.run(
        [sys.executable, launcher, json.dumps(settings), tmp_path / "script.py", "--envname", "etl"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stdout.splitlines() == [
        "['--envname', 'etl'] endpoints of subnet-1",
        "10.0.0.7",
        "198.51.100.1",
        "127.0.0.1",
    ]


@pytest.mark.parametrize(
    ("output", "exit_code", "findings"),
    [
        (f"✅ All routes are as expected.\n{LAST_LINE}", 0, []),
        (f"🚫 nacl: acl-1 denied port 5432 on egress\n{LAST_LINE}", 0, ["🚫 nacl: acl-1 denied port 5432 on egress"]),
        (f"⚠️ Please investigate.\n{LAST_LINE}", 0, ["⚠️ Please investigate."]),
        (f"Error Message: not authorized\n{LAST_LINE}", 0, ["Error Message: not authorized"]),
        ("Traceback (most recent call last):\nKeyError: 'Tags'\n\n", 1, ["KeyError: 'Tags'"]),
        ("### IAM Permissions\n", 0, ["### IAM Permissions"]),
        ("", 1, ["nothing printed"]),
    ],
)
def test_failures_warnings_and_an_early_end_are_findings(output: str, exit_code: int, findings: list[str]) -> None:
    assert list(ScriptRun("smallest", output, exit_code).findings()) == findings


def test_a_defect_of_the_script_explains_whole_lines_of_its_examples_only() -> None:
    (defect,) = [defect for defect in defects() if "NameError" in defect.says]
    line = "NameError: name 'check_service_vpc_endpoints' is not defined"
    assert defect.explains(line, "private-vpc")
    assert not defect.explains(line, "smallest")
    assert not defect.explains(f"{line} anywhere", "private-vpc")


def test_the_document_has_every_defect_permission_and_client() -> None:
    text = " ".join(DOCUMENT.read_text(encoding="utf-8").split())
    expected = [
        *(f"`{defect.where}`" for defect in defects()),
        *(f"`{permission}`" for permission in UNLISTED_PERMISSIONS),
        *(f"`{client}`" for client in CLIENTS),
        *(f"`{example}`" for example in EXAMPLES),
    ]
    assert [term for term in expected if term not in text] == []


def test_defects_belong_to_examples_that_the_script_is_run_against() -> None:
    assert {example for defect in defects() for example in defect.examples} <= set(EXAMPLES)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["terraform"], "terraform is no client; it must be one of aws-cli-1"),
        (["boto3"], "boto3 does not exist: install the client there"),
        ([], "has none of the folders"),
    ],
)
def test_a_client_that_is_unknown_or_not_installed_is_named(tmp_path: Path, names: list[str], message: str) -> None:
    with pytest.raises(SystemExit, match=message):
        attempt_clients(tmp_path, names)


def test_a_folder_without_the_script_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"verify_env\.py does not exist"):
        verify(tmp_path)


def test_a_client_that_fails_is_reported_with_what_it_said(tmp_path: Path) -> None:
    program = tmp_path / "boto3" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho no environment >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    (failure,) = attempt_clients(tmp_path)
    assert failure.startswith("boto3: ")
    assert failure.endswith("exit code 3: no environment")
