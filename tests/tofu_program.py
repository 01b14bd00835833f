"""Stands for OpenTofu: runs Terraform, and rewrites the hosts and names by which the two differ.

``tofu_program.py TERRAFORM HOME ARGUMENTS``: the program to run, and a folder of its own. What it imitates, each as in
OpenTofu 1.12 (https://github.com/opentofu/opentofu):

- `version -json` has no `terraform_outdated` (internal/command/views/version.go, `versionOutput`).
- Providers without a host are of registry.opentofu.org: in lock files, data folders, mirrors, CLI configurations, plans
  and the addresses of running providers (internal/addrs/provider.go). Those under another host are not found.
- A lock file of Terraform gives the version, without its checksums (internal/depsfile/locks.go,
  `UpgradeFromPredecessorProject`).
- The first event of `-json` has `tofu` in place of `terraform` (internal/command/views/json_view.go).
- Beside `a.tofu`, `a.tf` is not read (internal/configs/parser_config_dir.go, `filterTfPathsWithTofuAlternatives`).

What it does not: it reads no `.tofu` file, so it encrypts nothing, and states have the host of Terraform's registry.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

VERSION = "1.12.6"

TERRAFORM, OPENTOFU = "registry.terraform.io", "registry.opentofu.org"

#: Commands whose output is of the user, and not of the program: only hosts are rewritten in it.
_VERBATIM = frozenset({"console", "fmt", "output", "providers", "show", "state"})

_WORDS = ((r"\bTerraform\b", "OpenTofu"), (r"\bterraform (?=init|plan|apply|destroy|providers|force-unlock)", "tofu "))


def main(terraform: str, home: Path, arguments: list[str]) -> int:
    """Run a command; return its exit code."""
    words = [argument for argument in arguments if not argument.startswith("-")]
    command = words[0] if words else ""
    chdir = [argument.removeprefix("-chdir=") for argument in arguments if argument.startswith("-chdir=")]
    folder = Path(*chdir).absolute()
    data = folder / os.environ.get("TF_DATA_DIR", ".terraform")
    if command == "version":
        return _version(terraform, folder, as_json="-json" in arguments)
    with _one_at_a_time(home, folder), _as_terraform_has_it(folder, data):
        return _run([terraform, *arguments], _environment(home), command)


def _version(terraform: str, folder: Path, *, as_json: bool) -> int:
    answer = json.loads(subprocess.run([terraform, "version", "-json"], capture_output=True, check=True).stdout)
    locked = re.findall(r'provider "([^"]+)" \{\s*version\s*=\s*"([^"]+)"', _text(folder / ".terraform.lock.hcl"))
    if as_json:
        print(
            json.dumps(
                {
                    "terraform_version": VERSION,
                    "platform": answer["platform"],
                    "provider_selections": dict(locked),
                },
                indent=2,
            )
        )
    else:
        print(f"OpenTofu v{VERSION}\non {answer['platform']}")
        print("".join(f"+ provider {address} v{version}\n" for address, version in locked), end="")
    return 0


@contextmanager
def _one_at_a_time(home: Path, folder: Path) -> Iterator[None]:
    """Files of ``folder`` are renamed for as long as Terraform runs: a second command in it waits."""
    with (home / f"{_digest(folder)}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _as_terraform_has_it(folder: Path, data: Path) -> Iterator[None]:
    """Names of Terraform in ``folder`` and ``data`` for as long as it runs, those of OpenTofu afterwards."""
    hidden = [file.with_suffix(".tf") for file in folder.glob("*.tofu") if file.with_suffix(".tf").exists()]
    for file in hidden:
        file.rename(f"{file}.hidden")
    lock_file, providers = folder / ".terraform.lock.hcl", data / "providers"
    text = _text(lock_file)
    if text and OPENTOFU not in text:
        text = re.sub(r"\n  hashes = \[.*?\n  \]", "", text, flags=re.DOTALL)
    _write(lock_file, text.replace(OPENTOFU, TERRAFORM))
    _rename(providers / OPENTOFU, providers / TERRAFORM)
    try:
        yield
    finally:
        _write(lock_file, _text(lock_file).replace(TERRAFORM, OPENTOFU))
        _rename(providers / TERRAFORM, providers / OPENTOFU)
        for file in hidden:
            Path(f"{file}.hidden").rename(file)


def _environment(home: Path) -> dict[str, str]:
    environ = dict(os.environ)
    # OpenTofu finds nothing in the cache under the other host, and leaves nothing there.
    environ["TF_PLUGIN_CACHE_DIR"] = str(home / "cache")
    (home / "cache").mkdir(exist_ok=True)
    if config := environ.get("TF_CLI_CONFIG_FILE"):
        translated = home / f"{_digest(config)}-{os.getpid()}.rc"
        translated.write_text(_config(home, _text(Path(config))))
        environ["TF_CLI_CONFIG_FILE"] = str(translated)
    if reattach := environ.pop("TF_REATTACH_PROVIDERS", ""):
        own = {
            address.replace(OPENTOFU, TERRAFORM): provider
            for address, provider in json.loads(reattach).items()
            if address.startswith(OPENTOFU)
        }
        environ["TF_REATTACH_PROVIDERS"] = json.dumps(own)
    return environ


def _config(home: Path, text: str) -> str:
    """``text`` with a link for each mirror, in which OpenTofu's host is Terraform's, and Terraform's is no provider."""

    def linked(match: re.Match[str]) -> str:
        mirror, packages = home / "mirrors" / _digest(match[1]), Path(match[1]) / OPENTOFU
        mirror.mkdir(parents=True, exist_ok=True)
        for package in (*packages.glob("*/*/*/*"), *packages.glob("*/*/*.zip")):
            link = mirror / TERRAFORM / package.relative_to(packages)
            link.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                link.symlink_to(package)
        return f'path = "{mirror}"'

    return re.sub(r'path = "([^"]+)"', linked, text.replace(OPENTOFU, TERRAFORM))


def _run(command: list[str], environ: dict[str, str], name: str) -> int:
    process = subprocess.Popen(
        command,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        bufsize=1,
    )
    # Ctrl-C reaches Terraform by itself; SIGTERM is for this process alone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    assert process.stdout
    assert process.stderr
    streams = [(process.stdout, sys.stdout), (process.stderr, sys.stderr)]
    threads = [threading.Thread(target=_copy, args=(*pair, name)) for pair in streams]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return process.wait()


def _copy(source: IO[str], target: IO[str], command: str) -> None:
    for line in source:
        target.write(translated(line, command))
        target.flush()


def translated(line: str, command: str) -> str:
    """A line of what Terraform prints, as OpenTofu prints it."""
    line = line.replace(TERRAFORM, OPENTOFU)
    if command in _VERBATIM:
        return line
    for pattern, word in _WORDS:
        line = re.sub(pattern, word, line)
    if '"type":"version"' in line:
        line = re.sub(r'OpenTofu [\d.]+"', f'OpenTofu {VERSION}"', line)
        line = re.sub(r'"terraform":"[^"]*"', f'"tofu":"{VERSION}"', line)
    return line


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return ""


def _write(file: Path, text: str) -> None:
    if text and text != _text(file):
        file.write_text(text, "utf-8")


def _rename(path: Path, target: Path) -> None:
    if path.is_dir():
        path.rename(target)


def _digest(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
