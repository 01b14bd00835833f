"""The local AWS on its own."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mwaa_tf.cli._options import load_jobs
from mwaa_tf.errors import UsageError
from mwaa_tf.files import UnwritableFileError
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.mwaa import quotas
from mwaa_tf.rehearsal.serve import SPEED, serve
from mwaa_tf.rehearsal.shell import NOT_PROXIED, account_names, credentials_lines, parse_server, shell_variables
from mwaa_tf.rehearsal.variables_file import variables_file
from tests.support import DATA, OWNER, REPOSITORY, deployment

SERVE = f"""
import signal
import sys
from pathlib import Path
from mwaa_tf.rehearsal.serve import serve
from tests.support import deployment

# A shell without job control has the tests ignore SIGINT.
signal.signal(signal.SIGINT, signal.default_int_handler)
serve(
    deployment(),
    env_file=Path(sys.argv[1]),
    ready=lambda aws: print(aws.address, Path(aws.environment("{OWNER}")["AWS_CONFIG_FILE"]).parent, flush=True),
)
print("ended", flush=True)
"""

WHO = "python -c \"import boto3; print(boto3.client('sts').get_caller_identity()['Account'])\""


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / "aws.env"


@pytest.fixture
def served(env_file: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, env_file], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_serves_until_it_is_told_to_end(
    served: subprocess.Popen[str], env_file: Path, number: signal.Signals
) -> None:
    assert served.stdout is not None
    address, folder = served.stdout.readline().split()
    assert env_file.stat().st_mode & 0o777 == 0o600

    script = f". {env_file}; {WHO}; account_{DATA}; {WHO}"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-eu", "-c", script],
        env={"PATH": path, "AWS_PROFILE": "production", "AWS_SESSION_TOKEN": "FwoGZXIvYXdzEXAMPLE"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == [OWNER, DATA]

    served.send_signal(number)
    assert served.stdout.read() == "ended\n"
    assert served.wait(60) == 0
    assert not env_file.exists()
    assert not Path(folder).exists()
    host, port = address.split(":")
    with socket.socket() as client:
        assert client.connect_ex((host, int(port))) != 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_that_serves_ends_with_0_as_the_commands_page_says(tmp_path: Path, number: signal.Signals) -> None:
    config = REPOSITORY / "examples/smallest/mwaa.yaml"
    program = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    program += "from mwaa_tf.cli import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "rehearse", "--serve", "-c", str(config), "--env-file", "aws.sh"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().endswith(": ready. In another shell: . ./aws.sh\n")

        process.send_signal(number)

        assert process.wait(60) == 0
        # How to apply in the other account, and nothing about the end.
        assert process.stderr.read().count("\n") == 2
    assert "Ctrl-C is how `rehearse --serve` and `--keep` end" in (REPOSITORY / "docs/commands.md").read_text("utf-8")


def test_ready_means_that_it_answers() -> None:
    stop = threading.Event()
    answers: list[str] = []

    def ready(aws: LocalAws) -> None:
        answers.append(aws.client("sts", DATA).get_caller_identity()["Account"])
        answers.append(aws.client("iam", DATA).get_role(RoleName="terraform")["Role"]["RoleName"])
        stop.set()

    serve(deployment(), ready=ready, stop=stop)
    assert answers == [DATA, "terraform"]


def test_what_the_configuration_says_exists_is_there_as_in_a_rehearsal() -> None:
    stop = threading.Event()
    found: list[str] = []
    job = load_jobs((REPOSITORY / "examples" / "existing-vpc" / "mwaa.yaml",))[0]
    network = job.deployment.owner.network.existing
    group_ids = [group for each in job.deployment.environments for group in each.settings.security_group.ids]
    assert network
    assert group_ids, "the example has groups of the participant"

    def share_and_look(aws: LocalAws) -> None:
        """What the first stage does, and what the second one needs."""
        owner, participant = job.deployment.owner.account_id, job.deployment.participants[0].account_id
        subnets = aws.client("ec2", owner).describe_subnets(SubnetIds=list(network.private_subnet_ids))["Subnets"]
        found.append(subnets[0]["VpcId"])
        aws.client("ram", owner).create_resource_share(
            name="subnets", principals=[participant], resourceArns=[subnet["SubnetArn"] for subnet in subnets]
        )
        ec2 = aws.client("ec2", participant)
        while not stop.is_set():
            groups = ec2.describe_security_groups(Filters=[{"Name": "group-id", "Values": group_ids[:1]}])
            found.extend(group["GroupId"] for group in groups["SecurityGroups"])
            if len(found) > 1:
                stop.set()
            time.sleep(0.1)

    threads: list[threading.Thread] = []

    def ready(aws: LocalAws) -> None:
        threads.append(threading.Thread(target=share_and_look, args=(aws,)))
        threads[0].start()
        threading.Timer(60, stop.set).start()

    serve(job.deployment, ready=ready, stop=stop)
    threads[0].join()
    assert found == [network.vpc_id, group_ids[0]]


def test_pending_lasts_long_enough_to_read_a_guide() -> None:
    assert quotas.PENDING.total_seconds() / SPEED > 3600


def test_a_port_in_use_is_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} of 127.0.0.1 cannot be used"):
            serve(deployment(), port=port)


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFileError, match=r"none/aws\.env: cannot be written: No such file"):
        serve(deployment(), env_file=tmp_path / "none" / "aws.env")


def test_a_file_of_an_earlier_run_is_replaced_and_no_longer_readable_by_others(env_file: Path) -> None:
    with LocalAws([OWNER], region="us-east-1") as earlier:
        env_file.write_text(of_killed_run := shell_variables(earlier, {}))
    env_file.chmod(0o644)
    stop = threading.Event()
    found: list[tuple[int, str]] = []

    def ready(_: LocalAws) -> None:
        found.append((env_file.stat().st_mode & 0o777, env_file.read_text()))
        stop.set()

    serve(deployment(), env_file=env_file, ready=ready, stop=stop)
    assert found[0][0] == 0o600
    assert found[0][1] != of_killed_run
    assert not env_file.exists()


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + "export PATH=~/bin:$PATH\n",
        lambda text: "# mine\n" + text,
        lambda text: text.replace("\nunset", "\nalias ll='ls -l'\nunset"),
        lambda text: text.replace("export AWS_REGION=", "export AWS_PROFILE=production\nexport AWS_REGION="),
        lambda text: text.replace("}\n", "  echo switched\n}\n", 1),
        lambda text: text.replace("AWS_REGION=us-east-1", "AWS_REGION=$(my-region)"),
        lambda text: text.replace("AWS_REGION=us-east-1", "AWS_REGION=us-east-1; my-command"),
        lambda text: text.splitlines()[0] + "\nexport PATH\n",
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("AWS_REGION=us-east-1", "AWS_REGION=eu-west-1"),
        lambda text: re.sub(r"(AWS_SECRET_ACCESS_KEY=).*", r"\1my-key", text),
    ],
    ids=[
        *("at the end", "before", "between", "variable", "in a function", "command", "second", "first line only"),
        *("cut", "value", "key"),
    ],
)
def test_a_file_with_a_line_of_someone_else_is_refused_and_kept(env_file: Path, edit: Callable[[str], str]) -> None:
    with LocalAws([OWNER], region="us-east-1") as earlier:
        written = shell_variables(earlier, {})
    env_file.write_text(edited := edit(written))
    assert edited != written

    with pytest.raises(UsageError, match=r"aws\.env already exists and is not a file that mwaa_tf wrote; choose"):
        serve(deployment(), env_file=env_file, ready=lambda _: pytest.fail("nothing is started"))

    assert env_file.read_text() == edited


def test_a_second_server_does_not_take_the_file_of_a_running_one_but_that_of_a_killed_one(
    served: subprocess.Popen[str], env_file: Path
) -> None:
    assert served.stdout is not None
    address, _ = served.stdout.readline().split()
    text = env_file.read_text()
    stop = threading.Event()

    with pytest.raises(UsageError) as refused:
        serve(deployment(), env_file=env_file, ready=lambda _: pytest.fail("nothing is started"))
    assert str(refused.value) == (
        f"{env_file} is used by the local AWS that process {served.pid} serves on {address}; choose another file"
    )
    assert env_file.read_text() == text

    served.kill()
    served.wait()
    serve(deployment(), env_file=env_file, ready=lambda _: stop.set(), stop=stop)
    assert stop.is_set()


def test_two_servers_that_start_at_one_moment_do_not_share_a_file(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalAws([OWNER], region="us-east-1") as aws:
        variables = shell_variables(aws, {})
    # The other has written its file after this one looked, and has not locked it yet.
    monkeypatch.setattr("mwaa_tf.rehearsal.variables_file.write_variables", lambda file, _: file.write_text("other"))

    with pytest.raises(UsageError, match="used by another local AWS"), variables_file(env_file, variables):
        pytest.fail("both would use one file")

    assert env_file.read_text() == "other"


def test_variables_with_every_kind_of_character_are_recognized(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / 'it\'s a "folder" of $mine'
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        assert parse_server(shell_variables(aws, account_names(deployment()))) == (os.getpid(), aws.address)


@pytest.mark.parametrize("kind", ["file", "link", "folder", "pipe"])
def test_a_file_of_someone_else_is_refused_and_kept(env_file: Path, tmp_path: Path, kind: str) -> None:
    precious = tmp_path / ".bashrc"
    precious.write_text("export PATH\n")
    match kind:
        case "file":
            precious.rename(env_file)
            precious = env_file
        case "link":
            env_file.symlink_to(precious)
        case "folder":
            env_file.mkdir()
        case "pipe":
            os.mkfifo(env_file)

    with pytest.raises(UsageError, match=r"aws\.env already exists and is not a file that mwaa_tf wrote"):
        serve(deployment(), env_file=env_file, ready=lambda _: pytest.fail("nothing is started"))

    assert os.path.lexists(env_file)
    assert precious.read_text() == "export PATH\n"


def test_a_file_that_someone_replaced_in_the_meantime_stays(env_file: Path) -> None:
    stop = threading.Event()

    def ready(_: LocalAws) -> None:
        env_file.write_text("export PATH\n")
        stop.set()

    serve(deployment(), env_file=env_file, ready=ready, stop=stop)

    assert env_file.read_text() == "export PATH\n"


def test_signals_are_handled_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    stop = threading.Event()
    stop.set()
    serve(deployment(), stop=stop)
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_signals_are_left_alone() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=lambda: serve(deployment(), ready=lambda _: stop.set(), stop=stop))
    began = time.monotonic()
    thread.start()
    thread.join(60)
    assert stop.is_set()
    assert time.monotonic() - began < 60


def test_the_lines_say_what_each_account_is() -> None:
    asked = deployment(
        participants=[
            {"name": "data", "account_id": DATA},
            {"name": "self", "account_id": OWNER},
        ]
    )
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        lines = shell_variables(aws, account_names(asked)).splitlines()
    assert f"# {OWNER}: owner, participant self" in lines
    assert f"# {DATA}: participant data" in lines
    assert "# 999999999999: management account of the organization" in lines
    assert f"account_{OWNER}" in lines
    assert lines[-1].startswith("# Written by mwaa_tf")
    assert [line for line in lines if line.startswith("export AWS_ENDPOINT_URL=")]


def test_who_serves_a_deployment_of_several_accounts_is_told_how_to_apply_in_all_of_them() -> None:
    participants = [{"name": "data", "account_id": DATA}, {"name": "self", "account_id": OWNER}]
    line = "\n".join(credentials_lines(deployment(participants=participants)))
    assert f"the keys of {OWNER} (owner, participant self)" in line
    assert f"To apply in {DATA} (participant data) as well" in line
    assert f'profile: "{DATA}"' in line
    assert f"`account_{DATA}`" in line

    for own in ({"profile": "data"}, {"role_arn": f"arn:aws:iam::{DATA}:role/terraform"}):
        assert credentials_lines(deployment(participants=[{**participants[0], **own}])) == []
    assert credentials_lines(deployment(participants=participants[1:])) == []


def test_the_profile_that_is_suggested_exists() -> None:
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        config = Path(aws.environment(OWNER)["AWS_CONFIG_FILE"]).read_text()
    assert f"[profile {DATA}]" in config


@pytest.mark.parametrize("host", ["registry.terraform.io", "github.com", "codeload.github.com", "gitlab.com"])
def test_registries_and_git_are_reached_past_the_local_aws(env_file: Path, host: str) -> None:
    with LocalAws([OWNER], region="us-east-1") as aws:
        env_file.write_text(shell_variables(aws, {}))
        script = f". {env_file}; {sys.executable} -c 'import urllib.request as r; print(r.proxy_bypass(\"{host}\"))'"
        ran = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True, env={})
    assert ran.stdout.strip() == "True"


@pytest.mark.parametrize("host", ["sts.amazonaws.com", "s3.us-east-1.amazonaws.com", "airflow.us-east-1.api.aws"])
def test_aws_is_never_reached_past_the_local_aws(host: str) -> None:
    assert not any(host == entry or host.endswith(f".{entry}") for entry in NOT_PROXIED)


def test_a_refused_tunnel_says_how_to_reach_what_is_not_aws() -> None:
    with LocalAws([OWNER], region="us-east-1") as aws:
        name, port = aws.address.split(":")
        connection = http.client.HTTPConnection(name, int(port), timeout=60)
        connection.set_tunnel("modules.example.com", 443)
        with pytest.raises(OSError, match="for hosts that are not AWS, set NO_PROXY"):
            connection.connect()
