"""The container image: an unprivileged user, nothing but what was checked, and Terraform only with its signature."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import REPOSITORY

DOCKERFILE = (REPOSITORY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
INSTRUCTIONS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and line[0] not in "# "]
VERIFY = REPOSITORY / "tools/image/verify"
ZIP = "terraform_1.2.3_linux_amd64.zip"

needs_gpg = pytest.mark.skipif(
    not all(map(shutil.which, ("gpg", "gpgv"))), reason="gpg and gpgv are missing: apt-get install gpg gpgv"
)


def values(instruction: str) -> list[str]:
    return [value for name, value in INSTRUCTIONS if name == instruction]


def test_it_runs_as_a_number_that_is_not_root_and_without_a_shell() -> None:
    """Kubernetes' runAsNonRoot can judge only a number."""
    last_stage = [name for name, _ in INSTRUCTIONS][::-1]
    last_stage = last_stage[: last_stage.index("FROM")]

    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", values("USER")[-1])
    assert "USER" in last_stage
    assert not {"RUN", "VOLUME", "ADD"} & {*last_stage}
    assert values("ENTRYPOINT") == ['["mwaa_tf"]']
    assert values("CMD") == ['["--help"]']


def test_what_it_copies_from_the_checkout_is_all_that_docker_is_given() -> None:
    given = {line[1:] for line in (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"}
    copied = {word for value in values("COPY") if "--from" not in value for word in value.split()[:-1]}

    assert copied == given
    assert "*" in (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines()


def test_terraform_is_that_of_the_platform_which_is_built_for() -> None:
    """BuildKit sets TARGETARCH where it is declared without a value; one given here would win on every platform."""
    assert "TARGETARCH" in values("ARG")
    assert all(value.count("${TARGETARCH}") == value.count("linux_") for value in (*values("ADD"), *values("RUN")))


def test_packages_are_the_locked_ones_by_hash() -> None:
    (install,) = [value for value in values("RUN") if "constraints.txt" in value]

    assert "--no-deps --require-hashes -r constraints.txt" in install
    assert "--no-deps --no-index ./*.whl" in install


def test_every_stage_is_made_from_the_one_base_image() -> None:
    """Named once, in FROM itself: an ARG would hide it from those who update it."""
    image, *stages = values("FROM")

    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim-\w+(@sha256:[0-9a-f]{64})? AS base", image)
    assert stages == ["base AS terraform", "base AS package", "base"]


def gpg(home: Path, *arguments: str) -> str:
    command = ["gpg", "--homedir", str(home), "--batch", "--pinentry-mode", "loopback", "--passphrase", "", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two keys: that of the releases, and another."""
    home = tmp_path_factory.mktemp("keys")
    home.chmod(0o700)
    for name in ("releases", "other"):
        gpg(home, "--quick-generate-key", f"{name}@example.com", "ed25519", "sign", "never")
    return home


def fingerprint(keys: Path, name: str) -> str:
    listed = gpg(keys, "--with-colons", "--list-keys", f"{name}@example.com")
    return next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:"))


@pytest.fixture
def download(keys: Path, tmp_path: Path) -> Path:
    """What the build stage downloads, signed by the releases' key."""
    (tmp_path / ZIP).write_bytes(b"terraform")
    sums = [f"{hashlib.sha256(b'terraform').hexdigest()}  {ZIP}", f"{'0' * 64}  {ZIP}.other"]
    (tmp_path / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    sign(keys, tmp_path, "releases")
    (tmp_path / "hashicorp.asc").write_text(
        gpg(keys, "--armor", "--export", "releases@example.com", "other@example.com")
    )
    return tmp_path


def sign(keys: Path, folder: Path, name: str) -> None:
    (folder / "SHA256SUMS.sig").unlink(missing_ok=True)
    gpg(
        keys,
        "-u",
        f"{name}@example.com",
        "-o",
        str(folder / "SHA256SUMS.sig"),
        "--detach-sign",
        str(folder / "SHA256SUMS"),
    )


def verify(folder: Path, key: str, file: str = ZIP) -> subprocess.CompletedProcess[str]:
    return subprocess.run([VERIFY, file, key], cwd=folder, capture_output=True, text=True, check=False)


@needs_gpg
def test_terraform_with_its_signature_passes(keys: Path, download: Path) -> None:
    done = verify(download, fingerprint(keys, "releases"))

    assert (done.returncode, done.stdout) == (0, f"{ZIP}: OK\n")


@needs_gpg
def test_a_changed_file_fails(keys: Path, download: Path) -> None:
    (download / ZIP).write_bytes(b"something else")

    assert "FAILED" in verify(download, fingerprint(keys, "releases")).stdout
    assert verify(download, fingerprint(keys, "releases")).returncode == 1


@needs_gpg
def test_changed_sums_fail(keys: Path, download: Path) -> None:
    (download / ZIP).write_bytes(b"something else")
    (download / "SHA256SUMS").write_text(f"{hashlib.sha256(b'something else').hexdigest()}  {ZIP}\n")
    done = verify(download, fingerprint(keys, "releases"))

    assert done.returncode
    assert "BAD signature" in done.stderr


@needs_gpg
def test_a_signature_of_another_key_in_the_same_file_fails(keys: Path, download: Path) -> None:
    sign(keys, download, "other")
    done = verify(download, fingerprint(keys, "releases"))

    assert done.returncode
    assert "No public key" in done.stderr


@needs_gpg
def test_a_download_without_the_key_fails(download: Path) -> None:
    done = verify(download, "0" * 40)

    assert (done.returncode, done.stdout) == (1, "")
    assert "hashicorp.asc does not hold the key" in done.stderr


@needs_gpg
@pytest.mark.parametrize("file", ["terraform.zip", "terraform_1x2x3_linux_amd64.zip"])
def test_a_file_that_is_not_listed_fails(keys: Path, download: Path, file: str) -> None:
    (download / file).write_bytes(b"terraform")
    done = verify(download, fingerprint(keys, "releases"), file)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(f"SHA256SUMS must list {file} once\n")
