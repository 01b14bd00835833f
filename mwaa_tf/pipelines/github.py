"""GitHub Actions: workflows that plan in pull requests, apply after the merge, and look for drift.

Limits: a matrix has at most 256 jobs and a workflow file at most 500 KB (GitHub docs, actions/reference/limits). That
the first limit counts for each matrix of a workflow by itself is inferred from GitHub's error, which names one job.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from mwaa_tf.blueprint import Stage, Workspace
from mwaa_tf.config.pipelines.github import GitHubPipeline
from mwaa_tf.errors import UsageError
from mwaa_tf.pipelines._inputs import PipelineInputs
from mwaa_tf.pipelines._matrix import batches, grouped, split
from mwaa_tf.pipelines._patterns import deciding_patterns
from mwaa_tf.pipelines._templates import render
from mwaa_tf.pipelines._versions import npm_range
from mwaa_tf.text import shell_quoted

#: Jobs of a matrix, and bytes of a workflow.
_MAX_JOBS, _MAX_BYTES = 256, 500_000

#: Workspaces that a job plans. Planning one takes some seconds, starting a job about a minute.
_PLANNED_BY_A_JOB = 40

#: What makes an issue: everything that a plan would do. Drift that no plan would change, such as a new value of an
#: attribute that only AWS sets, is shown in the issue, and is no reason for one.
_DRIFT = "create,update,replace,delete,forget,import,move,action,deferred,check,error"

#: What each stage's job does; the jobs that it waits for are those of all stages before it.
_STEPS = {
    Stage.STATE: "Apply the bucket of states",
    Stage.NETWORK: "Apply the network",
    Stage.ENVIRONMENTS: "Apply the environments, which then wait for their endpoints",
    Stage.ENDPOINTS: "Apply the endpoints",
    Stage.ACCESS: "Apply the access methods",
}


@dataclass(frozen=True)
class MatrixEntry:
    """One job of a matrix, with the identity of one account."""

    name: str
    role: str
    workspaces: tuple[str, ...]
    environment: str = ""
    keys: tuple[str, ...] = ()
    """What follows the stage's folder in the paths of the workspaces."""


@dataclass(frozen=True)
class MatrixJob:
    """A job with a matrix."""

    id: str
    entries: tuple[MatrixEntry, ...]
    title: str = ""
    step: str = ""
    prefix: str = ""
    """The stage's folder with a slash, which is put before each key."""
    needs: tuple[str, ...] = ()
    condition: str = ""
    further: str = ""
    """Further options of the command, with a space in front."""


#: The jobs without which no environment can be applied.
_SHARED = (Stage.STATE.label, Stage.NETWORK.label)

#: The job of the participants, after the owner has created their endpoints.
_FOLLOW = MatrixJob("available", (), "available", "Wait until the environments are available", further=" --follow")


def files(inputs: PipelineInputs, settings: GitHubPipeline) -> Mapping[str, bytes]:
    """Render the workflows. Raises :class:`~mwaa_tf.errors.UsageError` for one that is too large for GitHub."""
    name = settings.name or f"mwaa-{inputs.deployment.name}"
    values = _values(inputs, settings, name)
    kinds = ("plan", "apply") if settings.drift == "off" else ("plan", "apply", "drift")
    rendered = {f".github/workflows/{name}-{kind}.yml": render(f"github-{kind}.yml", **values) for kind in kinds}
    for path, contents in rendered.items():
        if len(contents) > _MAX_BYTES:
            raise UsageError(
                f"{path}: would have {len(contents):,} bytes, and GitHub runs no workflow of more than {_MAX_BYTES:,}; "
                "divide the deployment into several"
            )
    return rendered


def _values(inputs: PipelineInputs, settings: GitHubPipeline, name: str) -> dict[str, Any]:
    deployment = inputs.deployment
    return {
        "settings": settings,
        "name": name,
        "deployment": deployment.name,
        "region": deployment.region,
        "config_file": inputs.config_file,
        "options": inputs.options,
        "folder": shell_quoted(inputs.folder),
        "plans": shell_quoted(f"{inputs.folder}/.mwaa_tf/plans"),
        "requirement": inputs.requirement(settings),
        "is_encrypted": inputs.blueprint.is_encrypted,
        "terraform_version": settings.terraform_version or npm_range(deployment.terraform.required_version),
        "comment": re.sub("-{2,}", ".", f"mwaa-{deployment.name}")[:64].rstrip("-."),
        "changed_only": settings.plan == "changed",
        "ignored": [shell_quoted(f"{risk}={reason}") for risk, reason in settings.ignore.items()],
        "drift_conditions": _DRIFT,
        "paths": deciding_patterns(inputs, settings, f".github/workflows/{name}-apply.yml"),
        "planning": _plan_jobs(inputs, settings),
        "apply_jobs": _apply_jobs(inputs, settings),
    }


def _plan_jobs(inputs: PipelineInputs, settings: GitHubPipeline) -> tuple[MatrixJob, ...]:
    """Jobs that plan all workspaces: few for each account, since they only read."""
    entries: list[MatrixEntry] = []
    for workspaces in grouped(inputs.blueprint.workspaces):
        parts = list(split(workspaces, _PLANNED_BY_A_JOB))
        account = workspaces[0].account
        role = inputs.role_arn(settings, account.account_id, plans_only=True)
        for number, part in enumerate(parts, 1):
            name = account.title if len(parts) == 1 else f"{account.title}-{number}"
            entries.append(MatrixEntry(name, role, tuple(workspace.path for workspace in part)))
    return tuple(_split_job(MatrixJob("plan", tuple(_distinct(entries)))))


def _apply_jobs(inputs: PipelineInputs, settings: GitHubPipeline) -> tuple[MatrixJob, ...]:
    """Jobs that apply, by stage. Each waits for all that are before it, whether these succeeded or not.

    Only a network that was not applied stops everything. What one environment lacks is noticed by its own jobs.
    """
    jobs: list[MatrixJob] = []
    for stage, workspaces in inputs.stages.items():
        jobs += _stage_jobs(inputs, settings, MatrixJob(stage.label, (), stage.folder, _STEPS[stage]), workspaces, jobs)
        if stage is Stage.ENDPOINTS and (waiting := _waiting(inputs)):
            jobs += _stage_jobs(inputs, settings, _FOLLOW, waiting, jobs)
    return tuple(jobs)


def _waiting(inputs: PipelineInputs) -> tuple[Workspace, ...]:
    """The workspaces of environments that wait for endpoints."""
    endpoints = {_key(workspace) for workspace in inputs.stages.get(Stage.ENDPOINTS, ())}
    return tuple(workspace for workspace in inputs.stages.get(Stage.ENVIRONMENTS, ()) if _key(workspace) in endpoints)


def _stage_jobs(
    inputs: PipelineInputs,
    settings: GitHubPipeline,
    job: MatrixJob,
    workspaces: Sequence[Workspace],
    before: Sequence[MatrixJob],
) -> Iterator[MatrixJob]:
    environments = [_github_environment(settings, workspace) for workspace in workspaces]
    by_path = {workspace.path: name for workspace, name in zip(workspaces, environments, strict=True)}
    entries = []
    for batch in batches(grouped(workspaces, environments), _MAX_JOBS):
        names = tuple(_key(workspace) or workspace.stage.folder for workspace in batch)
        role = inputs.role_arn(settings, batch[0].account.account_id, plans_only=False)
        paths = tuple(workspace.path for workspace in batch)
        entries.append(MatrixEntry(_batch_name(names), role, paths, by_path[paths[0]], names))
    has_keys = _key(workspaces[0]) is not None
    needs = tuple(earlier.id for earlier in before)
    required = [id for id in needs if id in _SHARED]
    # Without a condition a job runs if all that it needs have succeeded.
    condition = " && ".join(f"needs.{id}.result == 'success'" for id in required if len(required) < len(needs))
    prefix = f"{workspaces[0].stage.folder}/" if has_keys else ""
    yield from _split_job(replace(job, entries=tuple(entries), needs=needs, condition=condition, prefix=prefix))


def _batch_name(names: Sequence[str]) -> str:
    """The name of a job: that of its workspace, or of the first of several."""
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _split_job(job: MatrixJob) -> Iterator[MatrixJob]:
    """``job``, as several where it has more entries than a matrix takes."""
    for number, entries in enumerate(split(job.entries, _MAX_JOBS), 1):
        yield replace(job, id=job.id if number == 1 else f"{job.id}-{number}", entries=tuple(entries))


def _distinct(entries: Sequence[MatrixEntry]) -> Iterator[MatrixEntry]:
    """``entries`` with names that differ: a participant may be named like a part of another's."""
    names: set[str] = set()
    for entry in entries:
        name = entry.name
        while name in names:
            name += "-"
        names.add(name)
        yield replace(entry, name=name)


def _github_environment(settings: GitHubPipeline, workspace: Workspace) -> str:
    key = _key(workspace)
    for name, patterns in settings.environments.items():
        if key and any(fnmatchcase(key, pattern) for pattern in patterns):
            return name
    return settings.environment


def _key(workspace: Workspace) -> str | None:
    reference = Stage.parse(workspace.path)
    return reference.key if reference else None
