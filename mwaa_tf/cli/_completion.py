"""What a shell completes: keys of environments and workspaces, stages, faults, regions and files.

It runs at every press of the key, so it reads configurations without checking them and imports nothing heavy; what
cannot be read completes to nothing, without a message. A configuration may come from another user: pipes,
devices and large files are not read, and words that a shell would run or split are not offered.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from mwaa_tf.files import UnreadableFileError, read_plain_file
from mwaa_tf.text import natural_key

#: The stages by the words that commands take, and what each has; a test compares them with those of the blueprint.
STAGES = {
    "state": "the bucket of the states",
    "network": "the VPC and its share",
    "environments": "the environments of MWAA",
    "endpoints": "the endpoints that environments wait for",
    "access": "access methods to private web servers",
}

#: Values of each fault but `status`, and what they do; a test compares them with those of the local AWS.
FAULTS = {
    "throttle=0.1": "a tenth of the calls is throttled",
    "error500=0.05": "a twentieth of the calls fails with an internal error",
    "cut=0.02": "connections are closed without an answer",
    "slow=2": "every answer takes two seconds longer",
    "endpoint=failed": "endpoints for environments stay in that state",
    "endpoint=pendingAcceptance": "endpoints for environments stay in that state",
    "share=60": "RAM takes a minute for each association",
    "expire=50": "credentials expire after 50 calls",
    "rollback=any": "updates of environments are rolled back",
    "tasks=3": "a task runs for three hours in each environment that is updated",
}

_CONFIG_ENDINGS = (".yaml", ".yml", ".toml", ".json")

#: Configurations with more bytes take too long to read for a key that was pressed.
_LARGEST_CONFIG = 2**20

#: Levels of nesting that PyYAML's reader of YAML, which calls itself for each, is trusted with.
_MAX_DEPTH = 100

#: Words that every shell takes as one, and as text: bash inserts `$(reboot)` as it is.
_PLAIN_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/=-]*")

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
_Candidates = Callable[[Mapping[str, Any]], Iterable[str | tuple[str, str]]]


def _completion(candidates: _Candidates) -> Complete:
    """A completion of those of ``candidates`` that begin with what was typed and were not given yet.

    A candidate is a word, or a word and what it means, which some shells show.
    """

    @wraps(candidates)
    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        given = ctx.params.get(param.name or "") or ()
        words: dict[str, str] = {}
        try:
            for candidate in candidates(ctx.params):
                word, meaning = (candidate, "") if isinstance(candidate, str) else candidate
                if _PLAIN_WORD.fullmatch(word):
                    words.setdefault(word, meaning)
        except Exception:  # noqa: BLE001 - a message would end up in the middle of the line that is typed
            return []
        return [
            CompletionItem(word, help=meaning or None)
            for word, meaning in words.items()
            if word.startswith(incomplete) and not (isinstance(given, tuple) and word in given)
        ]

    return complete


@_completion
def environments(params: Mapping[str, Any]) -> Iterator[str]:
    """The keys of the environments in the configurations: ``data-etl``."""
    for config in _configs(params):
        for participant in config.get("participants") or ():
            for environment in participant.get("environments") or ():
                yield f"{participant['name']}-{environment['name']}"


@_completion
def workspaces(params: Mapping[str, Any]) -> Iterator[str]:
    """The paths of the rendered workspaces: ``2-environments/data-etl``."""
    yield from _workspaces(params)


@_completion
def keys(params: Mapping[str, Any]) -> Iterator[str]:
    """All that names workspaces: their paths, the folders of stages, and the keys of environments."""
    paths = list(_workspaces(params))
    yield from (path.rpartition("/")[2] for path in paths if "/" in path)
    yield from dict.fromkeys(path.partition("/")[0] for path in paths)
    yield from paths


@_completion
def airflow_versions(_params: Mapping[str, Any]) -> Iterator[str]:
    """The versions of Airflow that MWAA offers, the latest first."""
    from mwaa_tf.mwaa.airflow_versions import OFFERED

    yield from OFFERED


@_completion
def stages(_params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The stages by name, then by number."""
    yield from STAGES.items()
    yield from ((str(number), meaning) for number, meaning in enumerate(STAGES.values()))


@_completion
def faults(_params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Values of each fault."""
    from mwaa_tf.mwaa.status import Status

    yield from FAULTS.items()
    for status in Status:
        # Only a change of the version of Airflow leads there.
        if not status.is_final and status != Status.CREATING_SNAPSHOT:
            yield f"status={status}", "environments never leave that status"


@_completion
def regions(_params: Mapping[str, Any]) -> Iterator[str]:
    """The regions of AWS."""
    from mwaa_tf.mwaa.regions import ALL_REGIONS

    yield from sorted(ALL_REGIONS)


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, which the shell itself finds."""
    return [CompletionItem(incomplete, type="file")]


def _workspaces(params: Mapping[str, Any]) -> Iterator[str]:
    output = Path(params.get("output") or "generated")
    for config in _configs(params):
        folder = output / str(config["name"])
        names = sorted(path.name for path in folder.iterdir() if path.name[:2] in {f"{n}-" for n in range(len(STAGES))})
        for name in names:
            if (folder / name / "terraform.tf").exists() or (folder / name / "cdk.tf.json").exists():
                yield name
            else:
                yield from (
                    f"{name}/{path.name}"
                    for path in sorted((folder / name).iterdir(), key=lambda path: natural_key(path.name))
                    if path.is_dir()
                )


def _configs(params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The contents of the configurations; without those that cannot be read."""
    given = params.get("configs") or params.get("file") or ("mwaa.yaml",)
    for path in map(Path, given if isinstance(given, tuple) else (given,)):
        listed = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in listed:
            if file.suffix.lower() in _CONFIG_ENDINGS and (config := _config(file)):
                yield config


def _config(file: Path) -> dict[str, Any] | None:
    try:
        data = _read(file.suffix.lower(), read_plain_file(file, _LARGEST_CONFIG))
    except (UnreadableFileError, ValueError, RecursionError):
        return None
    is_config = isinstance(data, dict) and isinstance(data.get("name"), str) and os.sep not in data["name"]
    return data if is_config else None


def _read(ending: str, text: bytes) -> Any:
    if ending == ".json":
        import json

        return json.loads(text)
    if ending == ".toml":
        import tomllib

        return tomllib.loads(text.decode())
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        if _depth(yaml.parse(text, Loader=loader)) > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        return yaml.load(text, Loader=loader)  # noqa: S506 - text, lists and maps
    except yaml.YAMLError as error:
        raise ValueError from error


def _depth(events: Iterable[Any]) -> int:
    """How deep lists and maps are within each other; no more than one level over the limit is looked at."""
    import yaml

    depth = deepest = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if depth > _MAX_DEPTH:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest
