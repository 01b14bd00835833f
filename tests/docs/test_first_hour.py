"""The first hour that the README describes, word by word, on a local AWS: from `init` to a DAG in the bucket, and down.

Only three things differ from what a reader types: the answer to the question of `apply` and `destroy` is an option, the
upload goes through boto3 because the AWS CLI may be missing, and nobody logs in: the local AWS runs no Airflow.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.guides import FILE, Shell, blocks, commands
from tests.support import REPOSITORY, wait_until

README = REPOSITORY / "README.md"
#: The blocks of commands that this test runs: page and first line.
RUN = {
    ("README.md", "mwaa_tf apply"),
    ("README.md", "aws s3 sync dags s3://analytics-data-etl-222222222222/dags --profile data"),
    ("docs/uninstall.md", "mwaa_tf destroy --empty-buckets"),
}

_UPLOAD = """
import boto3, pathlib
bucket = boto3.Session(profile_name="{profile}").resource("s3").Bucket("{bucket}")
for file in pathlib.Path("{folder}").rglob("*.py"):
    bucket.upload_file(str(file), f"{prefix}/{{file.name}}")
print(*(version.object_key for version in bucket.object_versions.all()))
"""
_SYNC = re.compile(r"aws s3 sync (\S+) s3://([^/]+)/(\S+) --profile (\S+)")


@pytest.fixture
def first_hour(tmp_path: Path) -> Iterator[Shell]:
    """A shell in the folder of the README, after `init` and `render`, with both accounts' profiles on a local AWS."""
    clone = tmp_path / "clone"
    clone.mkdir()
    shell = Shell(clone)
    for console in blocks(README, "console"):
        for command, shown in commands(console):
            assert shell.run(command).stdout == shown
    configuration = shell.folder / "mwaa.yaml"
    text = configuration.read_text()
    for account, profile in (("111111111111", "network"), ("222222222222", "data")):
        text = re.sub(rf'^( +)account_id: "{account}"$', rf"\g<0>\n\1profile: {profile}", text, flags=re.MULTILINE)
    configuration.write_text(text)
    assert shell.run("mwaa_tf render").returncode == 0
    serve = [sys.executable, "-m", "mwaa_tf", "rehearse", "--serve", "--speed", "3600", "--env-file", "env.sh"]
    server = subprocess.Popen(serve, cwd=shell.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        wait_until((shell.folder / "env.sh").exists)
        yield shell
    finally:
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=120)
    assert server.returncode == 0, errors


def typed(page: str, first_line: str) -> list[str]:
    """The commands of a block that this test runs."""
    (block,) = [text for text in blocks(REPOSITORY / page, "sh") if text.startswith(f"{first_line}\n")]
    assert (page, first_line) in RUN
    return block.splitlines()


@pytest.mark.long
@pytest.mark.terraform
def test_the_first_hour_of_the_readme(first_hour: Shell) -> None:
    def run(command: str) -> str:
        done = first_hour.run(f". ./env.sh; unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; {command}")
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        return done.stdout

    apply, status = typed("README.md", "mwaa_tf apply")
    run(f"{apply} --yes")
    assert "3 of 3 workspaces applied" in run(status)

    (dag,) = [code for code in blocks(README, "python") if FILE.match(code)]
    (first_hour.folder / "dags").mkdir()
    (first_hour.folder / "dags/hello.py").write_text(dag)
    upload, login = typed("README.md", "aws s3 sync dags s3://analytics-data-etl-222222222222/dags --profile data")
    assert login == "mwaa_tf login"
    match = _SYNC.fullmatch(upload)
    assert match
    folder, bucket, prefix, profile = match.groups()
    script = _UPLOAD.format(folder=folder, bucket=bucket, prefix=prefix, profile=profile)
    assert run(f"{sys.executable} -c '{script}'") == "dags/hello.py\n"
    assert "failure" not in run("mwaa_tf doctor").lower()

    (destroy,) = typed("docs/uninstall.md", "mwaa_tf destroy --empty-buckets")
    assert "All objects are deleted in: analytics-data-etl-222222222222 (1 object version)" in run(
        f"{destroy} --confirm analytics"
    )
