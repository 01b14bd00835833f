"""`check`: validate configurations and rendered workspaces."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY, changes_of, render, run, tree, wait_until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest configuration, rendered."""
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", tmp_path)
    render(tmp_path)
    return tmp_path


@pytest.mark.terraform
def test_a_deployment_that_is_up_to_date_passes_and_is_left_as_it_was(folder: Path) -> None:
    before = (tree(folder), changes_of(folder))

    done = run("check", cwd=folder)

    assert (done.returncode, done.stdout) == (0, "3 workspaces: up to date, formatted, valid\n")
    assert (tree(folder), changes_of(folder)) == before


@pytest.mark.terraform
def test_what_a_person_broke_is_named_with_file_and_line(folder: Path) -> None:
    network = folder / "generated/analytics/1-network"
    (network / "mine.tf").write_text('resource "aws_vpc" "mine" {\n    cidr = "10.0.0.0/16"\n}\n')

    done = run("check", "--json", cwd=folder)

    assert done.returncode == 1
    findings = [(found["check"], found["file"], found["line"]) for found in json.loads(done.stdout)]
    assert ("fmt", "generated/analytics/1-network/mine.tf", None) in findings
    assert ("validate", "generated/analytics/1-network/mine.tf", 2) in findings


def test_without_terraform_drift_is_still_found(folder: Path) -> None:
    (folder / "generated/analytics/1-network/main.tf").unlink()
    (folder / "generated/analytics/1-network/outputs.tf").write_text("# mine\n")

    done = run("check", "--no-terraform", cwd=folder, env={"PATH": ""})

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "generated/analytics/1-network/main.tf: drift: is missing; run `mwaa_tf render`",
        "generated/analytics/1-network/outputs.tf: drift: was edited since it was rendered",
        "3 workspaces: 2 findings",
    ]


def test_a_machine_without_terraform_is_told_what_to_do(folder: Path) -> None:
    done = run("check", cwd=folder, env={"PATH": ""})

    assert done.returncode == 2
    assert "erraform" in done.stderr
    assert "Traceback" not in done.stderr


#: A Terraform that says where it runs, writes a lock file, and fails where another one is at work.
PROGRAM = """#!/bin/sh
case $1 in
version) echo '{{"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": false}}' ;;
init)
  [ -e .terraform.lock.hcl ] && echo "a lock file of another run" >&2 && exit 1
  mkdir .terraform
  echo $$ > .terraform.lock.hcl
  cp .terraform.lock.hcl .terraform/mine
  {init} ;;
validate)
  cmp -s .terraform.lock.hcl .terraform/mine || exit 1
  {validate}
  echo '{{"diagnostics": []}}' ;;
esac
"""

NETWORK = "generated/analytics/1-network"
ENVIRONMENT = "generated/analytics/2-environments/data-etl"


HANG = "touch $TMPDIR/hangs; while [ -e $TMPDIR/hangs ]; do sleep 0.05; done"


class Machine:
    """A machine with a Terraform of a test's own, and a folder for temporary files."""

    def __init__(self, folder: Path) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self._program = folder / "terraform"

    def check(self, folder: Path, init: str = ":", validate: str = ":") -> subprocess.Popen[bytes]:
        """Start `check` in ``folder`` with a Terraform whose commands include these of a shell."""
        self._program.write_text(PROGRAM.format(init=init, validate=validate))
        self._program.chmod(0o755)
        environ = {"MWAA_TF_TERRAFORM": str(self._program), "MWAA_TF_PLUGIN_DIR": "", "TMPDIR": str(self.temporary)}
        command = [sys.executable, "-m", "mwaa_tf", "check", "--jobs", "1"]
        return subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("machine"))


def test_two_runs_at_once_do_not_disturb_each_other(folder: Path, machine: Machine) -> None:
    before = changes_of(folder)

    runs = [machine.check(folder, "sleep 0.3") for _ in range(2)]

    outputs = [process.communicate(timeout=60)[0] for process in runs]
    assert outputs == [b"3 workspaces: up to date, formatted, valid\n"] * 2
    assert changes_of(folder) == before


def test_two_runs_do_not_wait_for_each_other(folder: Path, machine: Machine) -> None:
    with machine.check(folder, validate=HANG) as waiting:
        wait_until((machine.temporary / "hangs").exists)
        with machine.check(folder) as second:
            assert second.communicate(timeout=60)[0] == b"3 workspaces: up to date, formatted, valid\n"
        assert waiting.poll() is None
        waiting.send_signal(signal.SIGINT)


def test_a_lock_file_that_the_users_own_init_writes_meanwhile_stays(folder: Path, machine: Machine) -> None:
    lock = folder / NETWORK / ".terraform.lock.hcl"

    output = machine.check(folder, f"echo '# of the user' > {lock}").communicate(timeout=60)[0]

    assert output == b"3 workspaces: up to date, formatted, valid\n"
    assert lock.read_text() == "# of the user\n"


def test_a_killed_run_leaves_nothing_in_the_workspaces_and_the_next_deletes_its_temporary_files(
    folder: Path, machine: Machine
) -> None:
    before = changes_of(folder)
    with machine.check(folder, HANG) as process:
        wait_until((machine.temporary / "hangs").exists)
        process.kill()
    left = set(machine.temporary.glob("mwaa_tf-*"))
    assert left
    assert changes_of(folder) == before

    machine.check(folder).communicate(timeout=60)

    assert list(machine.temporary.glob("mwaa_tf-*")) == []
    assert changes_of(folder) == before


def test_a_failure_of_init_is_called_init_and_names_the_users_folder(folder: Path, machine: Machine) -> None:
    output = machine.check(folder, "echo no registry in $PWD >&2; exit 1").communicate(timeout=60)[0].decode()

    for workspace, line in zip((NETWORK, ENVIRONMENT), output.splitlines(), strict=False):
        real = (folder / workspace).resolve()
        assert line.startswith(f"{workspace}: init: terraform init in {real}: exit code 1 no registry in {real}")
    assert "mwaa_tf-" not in output


@pytest.mark.terraform
def test_a_deployment_on_a_read_only_file_system_passes(folder: Path) -> None:
    mounted = 'mount --bind . . && mount -o remount,bind,ro . && cd . && cd "$PWD" && ! touch generated/x 2>/dev/null'
    if (
        not shutil.which("unshare")
        or subprocess.run(["unshare", "-m", "sh", "-c", mounted], cwd=folder, check=False).returncode
    ):
        pytest.skip("this user cannot mount")
    script = f"{mounted} && exec {sys.executable} -m mwaa_tf check"

    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stdout) == (0, "3 workspaces: up to date, formatted, valid\n"), done.stderr


@pytest.mark.terraform
def test_a_finding_in_a_module_names_its_file(folder: Path) -> None:
    module = folder / "generated/analytics/modules/network/outputs.tf"
    module.write_text(module.read_text() + 'output "mine" {\n  valeu = 1\n}\n')

    done = run("check", "--json", cwd=folder)

    findings = {(found["check"], found["file"]) for found in json.loads(done.stdout)}
    assert findings >= {
        ("drift", "generated/analytics/modules/network/outputs.tf"),
        ("init", "generated/analytics/modules/network/outputs.tf"),
    }


def test_a_deployment_that_was_never_rendered_is_one_finding(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "examples/smallest/mwaa.yaml", tmp_path)

    done = run("check", cwd=tmp_path, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)})
    complete = run("check", "--no-terraform", "--json", cwd=tmp_path)

    assert done.returncode == complete.returncode == 1
    assert done.stdout.splitlines() == [
        "generated/analytics: drift: was never rendered here; run `mwaa_tf render`",
        "3 workspaces: 1 finding",
    ]
    missing = {found["file"]: found["message"] for found in json.loads(complete.stdout)}
    assert len(missing) > 50
    assert missing[f"{NETWORK}/main.tf"] == "is missing; run `mwaa_tf render`"


def test_a_deployment_of_which_one_file_exists_names_each_missing_one(folder: Path) -> None:
    kept = folder / NETWORK / "main.tf"
    for file in (folder / "generated").rglob("*"):
        if file.is_file() and file not in (kept, folder / "generated/analytics/.mwaa_tf.json"):
            file.unlink()

    done = run("check", "--no-terraform", cwd=folder)

    assert len(done.stdout.splitlines()) > 50
    assert f"{NETWORK}/outputs.tf: drift: is missing; run `mwaa_tf render`" in done.stdout


@pytest.mark.terraform
def test_a_users_file_that_does_not_parse_hides_nothing_else(folder: Path) -> None:
    generated = folder / "generated/analytics"
    (generated / "1-network/mine.tf").write_text('resource "aws_vpc" "mine" {\n  cidr =\n}\n')
    (generated / "notes.tf").write_text('note = "\n')
    (generated / "1-network/outputs.tf").unlink()
    (generated / "2-environments/data-etl/ugly.tf").write_text('locals {\n    region = "x"\n}\n')

    done = run("check", cwd=folder)

    assert (done.returncode, done.stderr) == (1, "")
    places = {line.split(": ")[0] + ": " + line.split(": ")[1] for line in done.stdout.splitlines()[:-1]}
    assert places >= {
        "generated/analytics/1-network/outputs.tf: drift",
        "generated/analytics/1-network/mine.tf:2: init",
        "generated/analytics/2-environments/data-etl/ugly.tf: fmt",
        # In no workspace, so that only `terraform fmt` reads it.
        "generated/analytics/notes.tf:1: fmt",
    }
    assert "generated/analytics/1-network/mine.tf:2: fmt" not in places, "one error is one finding"


@pytest.fixture
def several(folder: Path) -> Path:
    """Four configurations: one up to date, one with a file that is missing, one that is no YAML, one unreadable."""
    text = (folder / "mwaa.yaml").read_text()
    for name in ("drifted", "unreadable"):
        (folder / f"{name}.yaml").write_text(text.replace("name: analytics", f"name: {name}", 1))
        run("render", "-c", f"{name}.yaml", cwd=folder)
    (folder / "generated/drifted/1-network/main.tf").unlink()
    (folder / "generated/unreadable/.mwaa_tf.json").write_text("{")
    (folder / "broken.yaml").write_text("name: [\n")
    return folder


_SEVERAL = ("-c", "broken.yaml", "-c", "mwaa.yaml", "-c", "unreadable.yaml", "-c", "drifted.yaml", "-c", "none.yaml")


def test_what_cannot_be_read_ends_with_2_after_everything_else_is_checked(several: Path) -> None:
    done = run("check", "--no-terraform", *_SEVERAL, cwd=several)

    assert done.returncode == 2
    assert done.stdout.splitlines() == [
        "generated/drifted/1-network/main.tf: drift: is missing; run `mwaa_tf render "
        "-c broken.yaml -c mwaa.yaml -c unreadable.yaml -c drifted.yaml -c none.yaml`",
        "6 workspaces: 1 finding",
    ]
    first, second, third = done.stderr.splitlines()
    assert first == "broken.yaml:2: not valid YAML: did not find expected node content"
    assert second == "none.yaml: no such file; `mwaa_tf init` writes one"
    assert third.startswith("Error: generated/unreadable/.mwaa_tf.json: not a manifest of mwaa_tf; restore it")


def test_in_json_problems_and_findings_are_one_list(several: Path) -> None:
    done = run("check", "--no-terraform", "--json", *_SEVERAL, cwd=several)

    assert done.returncode == 2
    problems = json.loads(done.stdout)["problems"]
    assert [(problem["file"], problem["rule"]) for problem in problems] == [
        ("broken.yaml", "syntax"),
        ("none.yaml", "syntax"),
        (None, None),
        ("generated/drifted/1-network/main.tf", "drift"),
    ]
    assert all(problem.keys() == problems[0].keys() for problem in problems)


def test_without_terraform_installed_the_files_are_compared_all_the_same(several: Path) -> None:
    done = run("check", *_SEVERAL, cwd=several, env={"PATH": "", "HOME": str(several)})

    assert done.returncode == 2
    assert "generated/drifted/1-network/main.tf: drift: is missing" in done.stdout
    assert done.stdout.splitlines()[-1] == "6 workspaces: 1 finding"
    assert "broken.yaml:2: not valid YAML" in done.stderr
    assert "erraform" in done.stderr.splitlines()[-1]


def test_two_deployments_of_one_name_are_an_error_of_both(folder: Path) -> None:
    shutil.copy(folder / "mwaa.yaml", folder / "copy.yaml")

    done = run("check", "--no-terraform", "-c", "mwaa.yaml", "-c", "copy.yaml", cwd=folder)

    assert (done.returncode, done.stdout) == (2, "")
    assert "mwaa.yaml and copy.yaml describe a deployment named analytics" in done.stderr
