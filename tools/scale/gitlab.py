"""A model of GitLab CI/CD: which jobs a pipeline has, in which order they run, and GitLab's limits.

Built from https://docs.gitlab.com/ci/yaml/, https://docs.gitlab.com/ci/yaml/matrix_expressions/,
https://docs.gitlab.com/ci/pipelines/downstream_pipelines/, https://docs.gitlab.com/administration/cicd/limits/ and
https://docs.gitlab.com/user/gitlab_com/#cicd. ``rules:changes`` counts as true: everything has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import yaml

from tools.parsed_yaml import parsed_yaml
from tools.scale.schedule import Job, LimitError

#: Jobs of a pipeline: GitLab.com, Free. Premium has 1,500, Ultimate 2,000; self-managed has no limit by default.
MAX_JOBS = 500
#: Jobs of a pipeline that have an environment: every edition, by default.
MAX_DEPLOYMENTS = 500
MAX_MATRIX, MAX_NEEDS, MAX_NAME, MAX_PATTERNS = 200, 50, 255, 50
#: Bytes of a file.
MAX_FILE = 2 * 1024 * 1024
#: Levels of child pipelines, and pipelines that descend from one.
MAX_DEPTH, MAX_CHILDREN = 2, 1000

_KEYWORDS = frozenset({"stages", "variables", "default", "include", "workflow"})
_COMMAND = re.compile(r"mwaa_tf (?P<action>check|plan|apply|review)(?P<arguments>.*)")

#: The variables of the kinds of pipelines that the files are about.
MERGE_REQUEST = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "7"}
MERGED = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main"}
SCHEDULED = {**MERGED, "CI_PIPELINE_SOURCE": "schedule"}


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline with its jobs, and its child pipelines after it."""

    file: str
    jobs: tuple[Job, ...]
    deployments: int


def pipelines(files: Mapping[str, bytes], file: str, variables: Mapping[str, str]) -> list[Pipeline]:
    """The pipeline that ``file`` describes, and its child pipelines.

    Raises :class:`LimitError` where GitLab would refuse to create one.
    """
    all_pipelines = list(_pipelines(files, file, variables, frozenset(), 0))
    if len(all_pipelines) - 1 > MAX_CHILDREN:
        raise LimitError(f"{len(all_pipelines) - 1} child pipelines, more than {MAX_CHILDREN}")
    return all_pipelines


def expanded(contents: bytes) -> bytes:
    """A file whose jobs have all that they extend: GitLab's schema does not judge the hidden jobs themselves."""
    definitions = parsed_yaml(contents)
    jobs_of_file = {
        name: {key: value for key, value in _extended(name, definitions).items() if key != "extends"}
        for name in definitions
        if not name.startswith(".") and name not in _KEYWORDS
    }
    keywords = {name: value for name, value in definitions.items() if name in _KEYWORDS}
    return yaml.safe_dump({**keywords, **jobs_of_file}, sort_keys=False).encode()


def jobs(all_pipelines: Sequence[Pipeline]) -> list[Job]:
    """The jobs of all ``pipelines``."""
    return [job for pipeline in all_pipelines for job in pipeline.jobs]


def _pipelines(
    files: Mapping[str, bytes], file: str, variables: Mapping[str, str], after: frozenset[str], depth: int
) -> Iterator[Pipeline]:
    if len(files[file]) > MAX_FILE:
        raise LimitError(f"{file} has {len(files[file])} bytes, more than {MAX_FILE}")
    if depth > MAX_DEPTH:
        raise LimitError(f"{file} is in a child pipeline of level {depth}, deeper than {MAX_DEPTH}")
    definitions = parsed_yaml(files[file])
    included = [
        definition
        for name in definitions
        if not name.startswith(".") and name not in _KEYWORDS
        if (definition := _included(name, definitions, variables))
    ]
    instances = [instance for definition in included for instance in _instances(definition)]
    pipeline_jobs = [_job(instance, instances, definitions["stages"], after) for instance in instances]
    deployments = sum("environment" in instance.definition for instance in instances)
    if len(pipeline_jobs) > MAX_JOBS:
        raise LimitError(f"{file} has {len(pipeline_jobs)} jobs, more than {MAX_JOBS}")
    if deployments > MAX_DEPLOYMENTS:
        raise LimitError(f"{file} has {deployments} jobs with an environment, more than {MAX_DEPLOYMENTS}")
    yield Pipeline(file, tuple(pipeline_jobs), deployments)
    for instance in instances:
        if trigger := instance.definition.get("trigger"):
            passed = {**variables, **instance.definition.get("variables", {}), "CI_PIPELINE_SOURCE": "parent_pipeline"}
            for child in trigger["include"]:
                yield from _pipelines(files, child["local"], passed, frozenset({instance.name}), depth + 1)


@dataclass(frozen=True, slots=True)
class _Instance:
    """A job of a pipeline: one of a matrix, or a job without a matrix."""

    name: str
    base_name: str
    definition: Mapping[str, Any]
    matrix: Mapping[str, str]


def _included(name: str, definitions: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, Any] | None:
    """The job with everything that it extends, and the variables of the rule that includes it; None if none does."""
    definition = _extended(name, definitions)
    for rule in definition["rules"]:
        if len(rule.get("changes", ())) > MAX_PATTERNS:
            raise LimitError(f"{name} has {len(rule['changes'])} patterns of changes, more than {MAX_PATTERNS}")
        if any(_holds(part, variables) for part in rule["if"].split(" || ")):
            if rule.get("when") == "never":
                return None
            own = {**definition.get("variables", {}), **rule.get("variables", {})}
            return {**definition, "name": name, "variables": own}
    return None


def _extended(name: str, definitions: Mapping[str, Any]) -> dict[str, Any]:
    own = definitions[name]
    bases = own.get("extends", [])
    merged: dict[str, Any] = {}
    for base in [bases] if isinstance(bases, str) else bases:
        merged = _merged(merged, _extended(base, definitions))
    return _merged(merged, own)


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Hashes are merged at every depth, everything else is replaced (`extends`)."""
    merged = dict(first)
    for key, value in second.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def _holds(condition: str, variables: Mapping[str, str]) -> bool:
    left, operator, right = condition.partition(" == ")
    value = variables.get(left.removeprefix("$"), "")
    if not operator:
        return bool(value)
    return value == (variables.get(right[1:], "") if right.startswith("$") else right.strip('"'))


def _instances(definition: Mapping[str, Any]) -> Iterator[_Instance]:
    name = definition["name"]
    if "parallel" not in definition:
        yield _Instance(name, name, definition, {})
        return
    rows = [
        dict(zip(row, values, strict=True))
        for row in definition["parallel"]["matrix"]
        for values in product(*(value if isinstance(value, list) else [value] for value in row.values()))
    ]
    if len(rows) > MAX_MATRIX:
        raise LimitError(f"{name} has a matrix of {len(rows)}, more than {MAX_MATRIX}")
    for row in rows:
        instance = f"{name}: [{', '.join(row.values())}]"
        if len(instance) > MAX_NAME:
            raise LimitError(f"{instance} has a name of more than {MAX_NAME} characters")
        yield _Instance(instance, name, definition, row)


def _job(instance: _Instance, instances: Sequence[_Instance], stages: Sequence[str], after: frozenset[str]) -> Job:
    definition = instance.definition
    stage = stages.index(definition["stage"])
    if "needs" in definition:
        needs = {name for need in definition["needs"] for name in _needed(need, instance, instances)}
    else:
        needs = {other.name for other in instances if stages.index(other.definition["stage"]) < stage}
    if "needs" in definition and len(needs) > MAX_NEEDS:
        raise LimitError(f"{instance.name} needs {len(needs)} jobs, more than {MAX_NEEDS}")
    action, workspaces = _work(instance)
    return Job(instance.name, action, workspaces, frozenset(needs) | after)


def _needed(need: Any, instance: _Instance, instances: Sequence[_Instance]) -> Iterator[str]:
    need = {"job": need} if isinstance(need, str) else need
    wanted = [
        {key: [_replaced(value, instance.matrix) for value in values] for key, values in row.items()}
        for row in need.get("parallel", {}).get("matrix", [{}])
    ]
    needed = [
        other.name
        for other in instances
        if other.base_name == need["job"]
        if any(all(other.matrix[key] in values for key, values in row.items()) for row in wanted)
    ]
    if not needed and not need.get("optional"):
        raise LimitError(f"{instance.name} needs {need['job']}, which this pipeline does not have")
    yield from needed


def _replaced(value: str, matrix: Mapping[str, str]) -> str:
    return re.sub(r"\$\[\[ matrix\.(\w+) \]\]", lambda match: matrix[match[1]], value)


def _work(instance: _Instance) -> tuple[str, tuple[str, ...]]:
    """What the job's commands do, and to which workspaces."""
    if "trigger" in instance.definition:
        return "trigger", ()
    script = "\n".join(instance.definition["script"])
    for key, value in {**instance.definition.get("variables", {}), **instance.matrix}.items():
        script = script.replace(f"${key}", value)
    command = _COMMAND.search(script)
    if command is None:
        raise LimitError(f"{instance.name} does nothing that this model knows")
    action = "follow" if "--follow" in command["arguments"] else command["action"]
    workspaces = re.findall(r"\b\d-[a-z]+(?:/[A-Za-z0-9-]+)?", command["arguments"])
    return action, () if action == "review" else tuple(dict.fromkeys(workspaces))
