"""Runs a workflow of GitHub as its runners do, but for GitHub's own machines.

Jobs start in the order of `needs`, each entry of a matrix by itself, each in a clone of its own without anything that
another job left, and with the keys of one account: that of the role in its step with `configure-aws-credentials`. The
scripts of the steps run one after the other, in Bash as GitHub starts it. Actions are imitated; one that is not known
here fails the test by name, and so does an expression.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.shell import NOT_PROXIED
from tests.support import REPOSITORY
from tools.parsed_yaml import parsed_yaml

#: How GitHub starts `shell: bash` (GitHub docs, workflow-syntax, defaults.run.shell).
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")

_EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")

#: What a runner has on its PATH, besides what the steps install.
_MWAA_TF = f"""\
#!/bin/sh
PYTHONPATH={REPOSITORY} exec {sys.executable} -m mwaa_tf "$@"
"""
_PIP = """\
#!/bin/sh
echo "$@" >> "$RUNNER_TEMP/../../../pip"
"""


@dataclass
class FinishedJob:
    """A job that ran, or did not."""

    id: str
    entry: Mapping[str, str]
    result: str
    """`success`, `failure` or `skipped`."""
    log: str
    summary: str = ""
    """What the steps wrote for the page of the run."""

    @property
    def name(self) -> str:
        """The job and its entry of the matrix."""
        return f"{self.id} {self.entry['name']}" if self.entry else self.id


@dataclass
class Runner:
    """Runs workflows of ``repository`` against ``aws``."""

    repository: Path
    folder: Path
    """Where jobs run, each in a folder of its own."""
    aws: LocalAws | None = None
    context: Mapping[str, str] = field(default_factory=dict)
    """Expressions and their values, for what differs between events."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Further variables of every job, which GitHub sets."""
    programs: Mapping[str, str] = field(default_factory=dict)
    """Further programs of the runner: name and script."""

    def __post_init__(self) -> None:
        self._programs = self.folder / "bin"
        self._programs.mkdir(parents=True)
        for name, text in {"mwaa_tf": _MWAA_TF, "pip": _PIP, **self.programs}.items():
            (self._programs / name).write_text(text)
            (self._programs / name).chmod(0o755)
        self._runs = 0

    @property
    def installed(self) -> list[str]:
        """What jobs called `pip` with."""
        return (self.folder / "pip").read_text().splitlines()

    def run(self, workflow: str) -> list[FinishedJob]:
        """Run the workflow in the file of that name, from the branch's last commit."""
        self._runs += 1
        scratch = self.folder / str(self._runs)
        (scratch / "artifacts").mkdir(parents=True)
        definition = parsed_yaml((self.repository / ".github/workflows" / workflow).read_text())
        finished: list[FinishedJob] = []
        waiting = dict(definition["jobs"])
        while waiting:
            done = {job.id for job in finished}
            ready = {id: job for id, job in waiting.items() if done.issuperset(_needs(job))}
            assert ready, f"jobs that wait for each other: {', '.join(waiting)}"
            results = _results(finished)
            with ThreadPoolExecutor(2) as pool:
                running = [
                    pool.submit(self._job, scratch, id, job, entry, results)
                    for id, job in ready.items()
                    for entry in _entries(job)
                ]
            finished += [job.result() for job in running]
            for id in ready:
                del waiting[id]
        return finished

    def run_job(
        self, workflow: str, id: str, artifacts: Mapping[str, Path], results: Mapping[str, str] | None = None
    ) -> FinishedJob:
        """Run one job, after jobs that uploaded ``artifacts`` and ended with ``results``; without, all succeeded."""
        self._runs += 1
        scratch = self.folder / str(self._runs)
        (scratch / "artifacts").mkdir(parents=True)
        for name, file in artifacts.items():
            (scratch / "artifacts" / name).mkdir()
            shutil.copy(file, scratch / "artifacts" / name)
        definition = parsed_yaml((self.repository / ".github/workflows" / workflow).read_text())
        job = definition["jobs"][id]
        return self._job(scratch, id, job, {}, results or dict.fromkeys(_needs(job), "success"))

    def _job(
        self, scratch: Path, id: str, job: Mapping[str, Any], entry: Mapping[str, str], results: Mapping[str, str]
    ) -> FinishedJob:
        needed = [results[need] for need in _needs(job)]
        if not self._starts(job.get("if", ""), needed, dict(zip(_needs(job), needed, strict=True))):
            return FinishedJob(id, entry, "skipped", "")
        context = {
            **{f"matrix.{key}": value for key, value in entry.items()},
            "join(needs.*.result, ' ')": " ".join(needed),
            **self.context,
        }
        return _Steps(self, scratch, id, entry, context).run(job)

    def _starts(self, condition: str, needed: list[str], results: Mapping[str, str]) -> bool:
        """Whether a job with ``condition`` starts, of those that the templates have."""
        text = condition.removeprefix("${{").removesuffix("}}").strip()
        if "!cancelled()" not in text and any(result != "success" for result in needed):
            return False
        for part in filter(None, text.split(" && ")):
            need = re.fullmatch(r"needs\.(\w+)\.result == 'success'", part)
            if need and results[need[1]] != "success":
                return False
            known = ("!cancelled()", "github.event.pull_request.head.repo.full_name == github.repository")
            assert need or part in known or part.startswith("github.ref == 'refs/heads/"), part
        return True


class _Steps:
    """The steps of one job."""

    def __init__(
        self, runner: Runner, scratch: Path, id: str, entry: Mapping[str, str], context: Mapping[str, str]
    ) -> None:
        self._runner = runner
        self._artifacts = scratch / "artifacts"
        self._folder = scratch / re.sub(r"\W+", "-", "-".join([id, *list(entry.values())[:1]]))
        self._temp = self._folder / "temp"
        self._temp.mkdir(parents=True)
        (self._temp / "summary.md").touch()
        self._home = self._folder / "home"
        self._home.mkdir()
        self._id, self._entry = id, entry
        self._context = {**context, "runner.temp": str(self._temp)}
        self._identity: dict[str, str] = {}
        self._log: list[str] = []

    def run(self, job: Mapping[str, Any]) -> FinishedJob:
        ok = True
        for number, step in enumerate(job["steps"]):
            condition = step.get("if", "")
            assert condition in ("", "${{ !cancelled() }}"), condition
            if ok or condition:
                ok = self._step(number, step) and ok
        result = "success" if ok else "failure"
        summary = (self._temp / "summary.md").read_text()
        return FinishedJob(self._id, self._entry, result, "\n".join(self._log), summary)

    def _step(self, number: int, step: Mapping[str, Any]) -> bool:
        if "uses" in step:
            action = step["uses"].partition("@")[0]
            options = {name: self._filled(str(value)) for name, value in step.get("with", {}).items()}
            return self._action(action, options)
        script = self._temp / f"step-{number}.sh"
        script.write_text(self._filled(step["run"]))
        variables = {name: self._filled(str(value)) for name, value in step.get("env", {}).items()}
        ran = subprocess.run(
            [*BASH, script],
            cwd=self._folder / "work",
            env={**self._environ(), **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=1200,
        )
        self._log.append(f"$ {step['name']}\n{ran.stdout}{ran.stderr}")
        return ran.returncode == 0

    def _action(self, action: str, options: Mapping[str, str]) -> bool:
        match action:
            case "actions/checkout":
                assert options["persist-credentials"] == "False"
                depth = [] if options.get("fetch-depth") == "0" else ["--depth", "1"]
                source = f"file://{self._runner.repository}"
                subprocess.run(["git", "clone", "-q", *depth, source, self._folder / "work"], check=True)
            case "actions/setup-python" | "hashicorp/setup-terraform":
                assert options.get("terraform_wrapper", "False") == "False"
            case "aws-actions/configure-aws-credentials":
                account = options["role-to-assume"].split(":")[4]
                assert self._runner.aws is not None
                self._identity = self._runner.aws.environment(account) | {"NO_PROXY": ",".join(NOT_PROXIED)}
            case "actions/upload-artifact":
                target = self._artifacts / options["name"]
                target.mkdir()
                shutil.copy(options["path"], target)
            case "actions/download-artifact":
                for artifact in self._artifacts.glob(options["pattern"]):
                    shutil.copytree(artifact, Path(options["path"], artifact.name))
            case _:
                raise AssertionError(f"an action that is not known here: {action}")
        return True

    def _filled(self, text: str) -> str:
        def value(match: re.Match[str]) -> str:
            assert match[1] in self._context, f"an expression that is not known here: {match[1]}"
            return self._context[match[1]]

        return _EXPRESSION.sub(value, text)

    def _environ(self) -> dict[str, str]:
        return {
            **{name: value for name, value in without_aws(os.environ).items() if name.startswith(("MWAA_TF_", "TF_"))},
            "PATH": f"{self._runner._programs}:{os.environ['PATH']}",
            "HOME": str(self._home),
            # The providers alone are shared, as a runner's image would have them.
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(self._temp / "summary.md"),
            "RUNNER_TEMP": str(self._temp),
            **self._runner.variables,
            **self._identity,
        }


def _needs(job: Mapping[str, Any]) -> list[str]:
    return list(job.get("needs", ()))


def _entries(job: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    yield from job.get("strategy", {}).get("matrix", {}).get("include", [{}])


def _results(finished: list[FinishedJob]) -> dict[str, str]:
    """The result of each job: `failure` if an entry of its matrix failed."""
    results: dict[str, str] = {}
    for job in finished:
        results[job.id] = job.result if results.get(job.id) in (None, "success") else results[job.id]
    return results


def logs(jobs: list[FinishedJob]) -> str:
    """What all jobs printed, for a test's message."""
    return json.dumps({job.name: [job.result, job.log] for job in jobs}, indent=2).replace("\\n", "\n")
