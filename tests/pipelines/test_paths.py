"""What starts an apply after a merge: every file that decides a plan, and no other."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import build_blueprint, render_deployment
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.lifecycle.sources import WorkspaceSources
from mwaa_tf.module_sources import ModuleSources, bundled_modules
from mwaa_tf.pipelines import pipeline_files
from tests.pipelines.path_filter import starts
from tests.support import DATA, deployment, tree
from tools.parsed_yaml import parsed_yaml

APPLY = ".github/workflows/mwaa-analytics-apply.yml"
STATE = {"backend": "s3", "bucket": "acme-tfstate"}
SOURCES = {
    "requirements": "dags/requirements.txt",
    "plugins": "./plugins/built/../plugins.zip",
    "startup_script": "start up [v1] + $HOME!é.sh",
}


def with_sources(sources: dict[str, str], **changes: Any) -> Deployment:
    objects = {field: {"path": f"mwaa/{field}", "source": source} for field, source in sources.items()}
    participant = {"name": "data", "account_id": DATA, "environments": [{"name": "etl", **objects}]}
    return deployment(
        **{
            "state": STATE,
            "pipelines": {"github": {"install": "mwaa_tf==1.0"}},
            "participants": [participant],
            **changes,
        }
    )


def trigger(configuration: Deployment, **options: str) -> dict[str, Any]:
    """What starts the workflow that applies."""
    text = pipeline_files(configuration, build_blueprint(configuration), **options)[APPLY]
    # YAML 1.1 takes the key `on` for true.
    return dict(parsed_yaml(text)[True])


@pytest.mark.parametrize("modules", ["vendored", "terraform/modules"])
def test_every_file_that_decides_a_plan_starts_an_apply(modules: str, tmp_path: Path) -> None:
    """By the list of files that `mwaa_tf apply` compares with those of a saved plan."""
    for source in SOURCES.values():
        (tmp_path / source).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "plugins/built").mkdir(parents=True, exist_ok=True)
        (tmp_path / source).touch()
    shutil.copytree(bundled_modules(), tmp_path / "terraform/modules")
    configuration = with_sources(SOURCES, modules={"source": modules})
    render_deployment(configuration, tmp_path / "generated", config_folder=tmp_path)

    paths = trigger(configuration)["push"]["paths"]

    sources = WorkspaceSources(ModuleSources(modules, tmp_path / "generated/analytics", tmp_path))
    deciding = {path.resolve() for workspace in build_blueprint(configuration).workspaces
                for path in sources.paths(workspace)}  # fmt: skip
    files = [file for path in deciding for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    names = [str(file.relative_to(tmp_path.resolve())) for file in files]
    assert {"generated/analytics/1-network/main.tf", "plugins/plugins.zip", SOURCES["startup_script"]} <= set(names)
    for name in (*names, "mwaa.yaml", APPLY, *(name for name in tree(tmp_path) if name.startswith("generated/"))):
        assert starts(paths, name), name


@pytest.mark.parametrize(
    "path", ["README.md", "docs/guide.md", "dags/etl.py", "generated/reporting/1-network/main.tf", "ci/mwaa.yaml",
             ".github/workflows/mwaa-analytics-plan.yml"],
)  # fmt: skip
def test_no_other_file_asks_for_an_approval(path: str) -> None:
    assert not starts(trigger(with_sources(SOURCES))["push"]["paths"], path)


def test_a_workflow_is_also_started_by_hand() -> None:
    assert "workflow_dispatch" in trigger(with_sources({}))


def test_another_configuration_another_folder_and_a_file_of_requirements_start_an_apply() -> None:
    configuration = with_sources({}, pipelines={"github": {"install": "-r ci/requirements.txt"}})

    paths = trigger(configuration, config_file="live.toml", output="infra/out")["push"]["paths"]

    assert paths == [APPLY, "live.toml", "infra/out/analytics/**", "ci/requirements.txt"]


def test_modules_from_git_start_nothing_until_they_are_rendered() -> None:
    from_git = with_sources({}, modules={"source": "git::https://example.com/terraform.git//modules?ref=v1"})

    assert trigger(from_git) == trigger(with_sources({}))


def test_modules_at_the_top_of_the_repository_are_all_of_it() -> None:
    assert starts(trigger(with_sources({}, modules={"source": "."}))["push"]["paths"], "network/main.tf")


@pytest.mark.parametrize(
    "configuration",
    [
        pytest.param(lambda: with_sources({}, modules={"source": "../modules"}), id="modules"),
        pytest.param(lambda: with_sources({"plugins": "built/../../plugins.zip"}), id="file"),
        pytest.param(lambda: with_sources({"plugins": "/srv/plugins.zip"}), id="absolute"),
    ],
)
def test_every_push_starts_an_apply_of_files_that_no_pattern_reaches(configuration: Any) -> None:
    assert trigger(configuration())["push"] == {"branches": ["main"]}


def test_many_local_files_are_named_by_their_folders() -> None:
    environments = [
        {"name": f"env{number}", "requirements": {"path": "r.txt", "source": f"envs/{number}/requirements.txt"}}
        for number in range(300)
    ]
    configuration = with_sources({}, participants=[{"name": "data", "account_id": DATA, "environments": environments}])

    paths = trigger(configuration)["push"]["paths"]

    assert len(paths) == 4
    assert starts(paths, "envs/299/requirements.txt")
    assert not starts(paths, "README.md")
