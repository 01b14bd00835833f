"""GitLab CI/CD: a file for `include` with jobs that plan in merge requests, apply after the merge, and look for drift.

Its limits are those of GitLab's documentation: https://docs.gitlab.com/administration/cicd/limits/ and
https://docs.gitlab.com/user/gitlab_com/#cicd.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import groupby

from mwaa_tf.blueprint import Stage, Workspace
from mwaa_tf.config.pipelines.gitlab import GitLabPipeline
from mwaa_tf.pipelines._inputs import PipelineInputs
from mwaa_tf.pipelines._order import local_files, modules_folder
from mwaa_tf.pipelines._patterns import file_patterns, literal
from mwaa_tf.pipelines._templates import render
from mwaa_tf.text import shell_quoted

#: Environments of MWAA in one pipeline; more are in child pipelines of as many. Of each, a merge request has up to
#: three jobs and an apply up to four. A pipeline has at most 500 jobs (GitLab.com, Free), at most 500 that deploy to an
#: environment of GitLab (every edition), and one job has at most 200 in its matrix: two for each environment.
ENVIRONMENTS_PER_PIPELINE = 100

#: Patterns of paths in one list of `rules:changes`; GitLab allows 50.
_MAX_PATTERNS = 40


@dataclass(frozen=True, slots=True)
class _Group:
    """Environments of MWAA whose jobs have the same identity, and the same environment of GitLab."""

    title: str
    participant: str
    environment: str
    keys: tuple[str, ...]
    exists: bool
    """Whether they are externally managed, so that only the owner has workspaces for them."""


@dataclass(frozen=True, slots=True)
class _Jobs:
    """A job of the file, one for each key of its matrix."""

    name: str
    template: str
    """The hidden job that it extends, without the prefix."""
    role_arn: str
    keys: tuple[str, ...] = ()
    """Keys of environments; empty for a workspace that is the only one of its stage."""
    workspaces: tuple[str, ...] = ()
    """Paths of workspaces: the matrix of a job that plans, a variable of one that looks for drift."""
    environment: str = ""
    needs: str | None = None
    """The job that it waits for, and for the same key of that job's matrix; None for the order of stages."""
    needs_same_key: bool = False


@dataclass(frozen=True, slots=True)
class _DriftReport:
    """The workspaces of one issue about drift."""

    name: str
    """The key of an environment, or `network` for what all of them share."""
    workspaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A child pipeline."""

    number: int
    file: str
    keys: tuple[str, ...]


def files(inputs: PipelineInputs, settings: GitLabPipeline) -> Mapping[str, bytes]:
    """Render the file that `.gitlab-ci.yml` includes, and those of child pipelines for many environments."""
    name = settings.name or f"mwaa-{inputs.deployment.name}"
    keys = tuple(environment.key for environment in inputs.deployment.environments)
    file = f".gitlab/{name}.yml"
    if len(keys) <= ENVIRONMENTS_PER_PIPELINE:
        return {file: _file(inputs, settings, keys)}
    parts = [
        _Part(number, f".gitlab/{name}-{number}.yml", keys[start : start + ENVIRONMENTS_PER_PIPELINE])
        for number, start in enumerate(range(0, len(keys), ENVIRONMENTS_PER_PIPELINE), 1)
    ]
    return {
        file: _file(inputs, settings, (), parts),
        **{part.file: _file(inputs, settings, part.keys, number=part.number) for part in parts},
    }


def _file(
    inputs: PipelineInputs,
    settings: GitLabPipeline,
    keys: Sequence[str],
    parts: Sequence[_Part] = (),
    number: int | None = None,
) -> bytes:
    """One file: everything that is not an environment's, unless it has a ``number``, and ``keys``."""
    has_common = number is None
    workspaces = [workspace for workspace in inputs.blueprint.workspaces if _belongs(workspace, set(keys), has_common)]
    jobs = [*_plans(inputs, settings, workspaces), *_applies(inputs, settings, workspaces, keys)]
    return render(
        "gitlab.yml",
        inputs=inputs,
        settings=settings,
        prefix=inputs.deployment.name if has_common else f"{inputs.deployment.name} {number}",
        comment=_comment(inputs, number),
        requirement=inputs.requirement(settings),
        folder=shell_quoted(inputs.folder),
        ignored=[shell_quoted(f"{risk}={reason}") for risk, reason in settings.ignore.items()],
        branch=settings.branch,
        jobs=jobs,
        plans=[job for job in jobs if job.template == "plan"],
        reports=_drift_reports(workspaces),
        parts=[(part, _patterns(inputs, part.keys)) for part in parts],
        network=_name(inputs, number, Stage.NETWORK.label) if has_common else None,
        patterns=_patterns(inputs, () if parts else keys, has_configuration=has_common),
        number=number,
    )


def _belongs(workspace: Workspace, keys: set[str], has_common: bool) -> bool:
    key = _key(workspace)
    return has_common if key is None else key in keys


def _key(workspace: Workspace) -> str | None:
    return workspace.path.partition("/")[2] or None


def _plans(inputs: PipelineInputs, settings: GitLabPipeline, workspaces: Sequence[Workspace]) -> Iterator[_Jobs]:
    """The jobs that only plan: in a merge request one for each workspace, on a schedule one for each account."""
    for template in ("plan", "drift"):
        for title, members in _by_account(workspaces):
            arn = inputs.role_arn(settings, members[0].account.account_id, plans_only=True)
            paths = tuple(workspace.path for workspace in members)
            yield _Jobs(f"{template} {title}", template, arn, workspaces=paths)


def _drift_reports(workspaces: Sequence[Workspace]) -> Iterator[_DriftReport]:
    """What the issues about drift are about: the network and each environment."""
    paths: dict[str, list[str]] = {}
    for workspace in workspaces:
        paths.setdefault(_key(workspace) or Stage.NETWORK.label, []).append(workspace.path)
    for name, members in paths.items():
        yield _DriftReport(name, tuple(members))


def _by_account(workspaces: Iterable[Workspace]) -> Iterator[tuple[str, Sequence[Workspace]]]:
    members: dict[str, list[Workspace]] = {}
    for workspace in workspaces:
        members.setdefault(workspace.account.title, []).append(workspace)
    yield from members.items()


def _applies(
    inputs: PipelineInputs, settings: GitLabPipeline, workspaces: Sequence[Workspace], keys: Sequence[str]
) -> Iterator[_Jobs]:
    """The jobs that apply, in the order of stages."""
    owner = inputs.role_arn(settings, inputs.deployment.owner.account_id, plans_only=False)
    previous = None
    for workspace in workspaces:
        if _key(workspace) is None:
            name = workspace.stage.label
            yield _Jobs(name, name, owner, (), (workspace.path,), settings.environment, previous)
            previous = name
    with_access = {_key(workspace) for workspace in workspaces if workspace.stage is Stage.ACCESS}
    groups = list(_groups(inputs, settings, keys))
    accounts = {participant.name: participant.account_id for participant in inputs.deployment.participants}
    for group in groups:
        role = inputs.role_arn(settings, accounts[group.participant], plans_only=False)
        waits_for, same_key = previous, False
        if not group.exists:
            environments = f"environments {group.title}"
            yield _Jobs(environments, "environments", role, group.keys, (), group.environment, previous)
            waits_for, same_key = environments, True
        endpoints = f"endpoints {group.title}"
        yield _Jobs(endpoints, "endpoints", owner, group.keys, (), group.environment, waits_for, same_key)
        last = endpoints
        if not group.exists:
            last = f"available {group.title}"
            yield _Jobs(last, "available", role, group.keys, (), group.environment, endpoints, True)
        if access := tuple(key for key in group.keys if key in with_access):
            yield _Jobs(f"access {group.title}", "access", owner, access, (), group.environment, last, True)


def _groups(inputs: PipelineInputs, settings: GitLabPipeline, keys: Sequence[str]) -> Iterator[_Group]:
    chosen = set(keys)
    members = [
        (
            environment.participant.name,
            _environment(settings, environment.key),
            environment.settings.existing is not None,
            environment.key,
        )
        for environment in inputs.deployment.environments
        if environment.key in chosen
    ]
    environments: dict[str, set[str]] = {}
    for participant, environment, _, _ in members:
        environments.setdefault(participant, set()).add(environment)
    for (participant, environment, exists), group in groupby(sorted(members), key=lambda member: member[:3]):
        words = [participant]
        if len(environments[participant]) > 1:
            words.append(environment)
        if exists:
            words.append("existing")
        yield _Group(" ".join(words), participant, environment, tuple(member[3] for member in group), exists)


def _environment(settings: GitLabPipeline, key: str) -> str:
    """The environment of GitLab that the jobs of an environment of MWAA run in."""
    for name, patterns in settings.environments.items():
        if any(fnmatchcase(key, pattern) for pattern in patterns):
            return name
    return settings.environment


def _patterns(inputs: PipelineInputs, keys: Sequence[str], *, has_configuration: bool = False) -> list[str]:
    """The files that jobs depend on, as patterns of `rules:changes`: of the network, of ``keys``, and their modules.

    The configuration is none of a child pipeline's: it would start all of them, and what it changes is rendered.
    """
    folder = literal(inputs.folder)
    patterns = [literal(inputs.config_file)] if has_configuration else []
    patterns += [f"{folder}/{Stage.STATE.folder}/**/*"] if inputs.deployment.state.create else []
    patterns.append(f"{folder}/{Stage.NETWORK.folder}/**/*")
    patterns += [f"{literal(modules)}/**/*".removeprefix("./")] if (modules := modules_folder(inputs)) else []
    if keys:
        # A list in braces is one pattern (File::FNM_EXTGLOB in GitLab's `changes.rb`).
        only = "*" if len(keys) == len(inputs.deployment.environments) else f"{{{','.join(keys)}}}"
        patterns.append(f"{folder}/*/{only}/**/*")
    chosen = set(keys)
    used = {path for workspace in inputs.blueprint.workspaces if _key(workspace) in chosen or not _key(workspace)
            for path in local_files(workspace)}  # fmt: skip
    return [*patterns, *file_patterns(used, _MAX_PATTERNS - len(patterns))]


def _comment(inputs: PipelineInputs, number: int | None) -> str:
    """The name of a comment, which takes no two hyphens in a row (`mwaa_tf review --comment`)."""
    ending = "" if number is None else f".{number}"
    return re.sub("-{2,}", ".", inputs.deployment.name)[: 64 - len(ending)].rstrip("-.") + ending


def _name(inputs: PipelineInputs, number: int | None, label: str) -> str:
    return f"{inputs.deployment.name} {label}" if number is None else f"{inputs.deployment.name} {number} {label}"
