"""Files of engines are written beside the configuration, with the protection that workspaces have."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import load, render_deployment
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.plugins import load_plugin, plugin_names
from mwaa_tf.render import Report
from mwaa_tf.render.diff import diff
from tests.pipelines.engine_files import S3, files_of, with_engine
from tests.support import deployment, many, run, tree
from tools.parsed_yaml import parsed_yaml

STATE = {"backend": "s3", "bucket": "acme-tfstate"}
PLAN = ".github/workflows/mwaa-analytics-plan.yml"
CONFIG = """\
name: analytics
region: us-east-1
state: { backend: s3, bucket: acme-tfstate }
owner: { account_id: "111111111111" }
pipelines:
  github: { install: mwaa_tf==1.0 }
"""


def configured(**changes: Any) -> Deployment:
    """The smallest deployment with GitHub's engine."""
    return deployment(**{"state": STATE, "pipelines": {"github": {"install": "mwaa_tf==1.0"}}, **changes})


def rendered(folder: Path, configuration: Deployment, **options: Any) -> Report:
    return render_deployment(configuration, folder / "generated", config_folder=folder, **options)


def test_an_engine_is_a_file_with_settings_and_a_file_that_renders() -> None:
    assert plugin_names("mwaa_tf.config.pipelines") == plugin_names("mwaa_tf.pipelines")
    assert tuple(sorted(type(deployment().pipelines).model_fields)) == plugin_names("mwaa_tf.pipelines")
    for name in plugin_names("mwaa_tf.pipelines"):
        assert load_plugin("mwaa_tf.config.pipelines", name).SETTINGS.__doc__
        assert callable(load_plugin("mwaa_tf.pipelines", name).files)


def test_without_engines_nothing_is_written_beside_the_configuration(tmp_path: Path) -> None:
    report = rendered(tmp_path, configured(pipelines={}))

    assert report.engines is None
    assert [path for path in tree(tmp_path) if not path.startswith("generated/analytics/")] == []
    assert "generated/analytics/.mwaa_tf.pipelines.json" not in tree(tmp_path)


def test_workspaces_are_the_same_with_and_without_engines(tmp_path: Path) -> None:
    without = rendered(tmp_path / "without", configured(pipelines={}))
    with_engine = rendered(tmp_path / "with", configured())

    assert without.wanted == with_engine.wanted


def test_files_are_written_where_the_engine_expects_them(tmp_path: Path) -> None:
    report = rendered(tmp_path, configured())

    assert report.engines is not None
    assert report.engines.folder == tmp_path
    assert sorted(report.engines.changes.create) == [
        f".github/workflows/mwaa-analytics-{kind}.yml" for kind in ("apply", "drift", "plan")
    ]
    assert tree(tmp_path)[PLAN] == report.engines.wanted[PLAN]
    assert rendered(tmp_path, configured()).is_up_to_date


def test_an_edit_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    rendered(tmp_path, configured())
    (tmp_path / PLAN).write_text("# mine\n")
    before = tree(tmp_path)

    with pytest.raises(MwaaTfError, match=r"mwaa-analytics-plan\.yml: was edited since it was rendered"):
        rendered(tmp_path, configured(region="eu-west-1"))

    assert tree(tmp_path) == before


def test_a_file_of_someone_else_stops_the_first_run(tmp_path: Path) -> None:
    (tmp_path / PLAN).parent.mkdir(parents=True)
    (tmp_path / PLAN).write_text("# mine\n")

    with pytest.raises(MwaaTfError, match=r"mwaa-analytics-plan\.yml: was not rendered by mwaa_tf"):
        rendered(tmp_path, configured())

    assert not [path for path in tree(tmp_path) if path != PLAN]


def test_force_keeps_a_copy_of_an_edited_file(tmp_path: Path) -> None:
    wanted = rendered(tmp_path, configured()).engines
    (tmp_path / PLAN).write_text("# mine\n")

    report = rendered(tmp_path, configured(), force=True).engines

    assert wanted is not None
    assert report is not None
    assert report.backups == (f"{PLAN}.backup",)
    assert (tmp_path / f"{PLAN}.backup").read_text() == "# mine\n"
    assert (tmp_path / PLAN).read_bytes() == wanted.wanted[PLAN]


def test_files_leave_with_their_engine(tmp_path: Path) -> None:
    rendered(tmp_path, configured())
    (tmp_path / ".github/CODEOWNERS").write_text("* @acme/platform\n")

    report = rendered(tmp_path, configured(pipelines={}))

    assert report.engines is not None
    assert len(report.engines.changes.remove) == 3
    assert sorted(path for path in tree(tmp_path) if ".github" in path) == [".github/CODEOWNERS"]
    assert not (tmp_path / "generated/analytics/.mwaa_tf.pipelines.json").exists()
    assert rendered(tmp_path, configured(pipelines={})).engines is None


def test_a_file_that_leaves_its_engine_stays_where_it_was_edited(tmp_path: Path) -> None:
    rendered(tmp_path, configured())
    (tmp_path / PLAN).write_text("# mine\n")

    with pytest.raises(MwaaTfError, match="is no longer in the configuration, but was edited"):
        rendered(tmp_path, configured(pipelines={}))

    assert (tmp_path / PLAN).read_text() == "# mine\n"


def test_a_state_beside_the_configuration_is_no_workspace_of_an_engine(tmp_path: Path) -> None:
    rendered(tmp_path, configured())
    (tmp_path / ".github/workflows/terraform.tfstate").write_text('{"resources": [{}]}')

    assert not rendered(tmp_path, configured(pipelines={})).changes.conflicts


def test_a_dry_run_shows_the_files_and_writes_none(tmp_path: Path) -> None:
    rendered(tmp_path, configured(pipelines={}))
    before = tree(tmp_path)

    report = rendered(tmp_path, configured(), dry_run=True)

    assert tree(tmp_path) == before
    assert report.changes.is_empty
    assert not report.is_up_to_date
    assert f"+++ {tmp_path / PLAN}" in list(diff(report))


@pytest.mark.parametrize("link", [".github", ".github/workflows", PLAN])
def test_no_link_is_followed(tmp_path: Path, link: str) -> None:
    target = tmp_path / "target"
    target.mkdir()
    folder = tmp_path / "repository"
    (folder / link).parent.mkdir(parents=True)
    (folder / link).symlink_to(target)

    with pytest.raises(MwaaTfError, match="is a symbolic link"):
        rendered(folder, configured())

    assert tree(target) == {}


def test_the_folder_of_the_configuration_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "repository").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "repository")

    rendered(tmp_path / "link", configured())

    assert PLAN in tree(tmp_path / "repository")


def test_a_manifest_that_is_a_link_is_not_replaced(tmp_path: Path) -> None:
    record = tmp_path / "generated/analytics/.mwaa_tf.pipelines.json"
    record.parent.mkdir(parents=True)
    record.symlink_to(tmp_path / "mine.json")

    with pytest.raises(MwaaTfError, match=r"\.mwaa_tf\.pipelines\.json: is a symbolic link"):
        rendered(tmp_path, configured(), force=True)


def test_a_manifest_cannot_name_a_file_outside(tmp_path: Path) -> None:
    rendered(tmp_path, configured())
    record = tmp_path / "generated/analytics/.mwaa_tf.pipelines.json"
    data = json.loads(record.read_text())
    data["files"]["../victim"] = "0" * 64
    record.write_text(json.dumps(data))

    with pytest.raises(MwaaTfError, match=r"names '\.\./victim'"):
        rendered(tmp_path, configured(pipelines={}))


def test_a_run_that_was_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    rendered(tmp_path, configured())
    record = tmp_path / "generated/analytics/.mwaa_tf.pipelines.json"
    complete = record.read_text()
    (tmp_path / PLAN).unlink()
    record.rename(record.with_name(f"{record.name}.mwaa_tf-unfinished"))

    assert rendered(tmp_path, configured()).is_up_to_date is False
    assert record.read_text() == complete
    assert not list(record.parent.glob("*unfinished"))
    assert rendered(tmp_path, configured()).is_up_to_date


def test_a_large_deployment_is_taken_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    large = many(2, 30, state=STATE, pipelines={"github": {"install": "mwaa_tf==1.0"}})
    first = rendered(tmp_path / "repository", large)
    monkeypatch.setattr("mwaa_tf.pipelines.pipeline_files", lambda *_, **__: pytest.fail("rendered again"))

    second = rendered(tmp_path / "repository", large)

    assert second.is_up_to_date
    assert first.engines is not None
    assert second.engines is not None
    assert second.engines.wanted == first.engines.wanted


def test_a_cached_file_that_was_edited_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    large = many(2, 30, state=STATE, pipelines={"github": {"install": "mwaa_tf==1.0"}})
    rendered(tmp_path / "repository", large)
    (tmp_path / "repository" / PLAN).write_text("# mine\n")

    with pytest.raises(MwaaTfError, match="was edited since it was rendered"):
        rendered(tmp_path / "repository", large)


def test_commands_name_a_configuration_and_a_folder_that_are_not_the_usual_ones(tmp_path: Path) -> None:
    (tmp_path / "network.yaml").write_text(CONFIG)

    ran = run("render", "-c", "network.yaml", "-o", "infra/out", cwd=tmp_path)

    assert ran.stdout == ("infra/out/analytics: 1 workspace; files: 22 created\n.: pipelines; files: 3 created\n"), (
        ran.stderr
    )
    assert "mwaa_tf plan -c network.yaml -o infra/out " in (tmp_path / PLAN).read_text()
    assert "cd infra/out/analytics/.mwaa_tf/plans" in (tmp_path / PLAN).read_text()


def test_a_configuration_in_another_folder_is_named_from_there(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live/mwaa.yaml").write_text(CONFIG)

    run("render", "-c", "live/mwaa.yaml", "-o", "live/generated", cwd=tmp_path)

    assert 'mwaa_tf plan "${workspaces[@]}"' in (tmp_path / "live" / PLAN).read_text()


def test_two_deployments_share_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(CONFIG)
    (tmp_path / "b.yaml").write_text(CONFIG.replace("analytics", "reporting"))
    run("render", "-c", "a.yaml", "-c", "b.yaml", cwd=tmp_path)
    (tmp_path / "a.yaml").write_text(CONFIG.replace("pipelines:\n  github: { install: mwaa_tf==1.0 }\n", ""))

    run("render", "-c", "a.yaml", cwd=tmp_path)

    assert sorted(path.name for path in (tmp_path / ".github/workflows").iterdir()) == [
        f"mwaa-reporting-{kind}.yml" for kind in ("apply", "drift", "plan")
    ]


def test_two_deployments_that_write_one_file_are_refused(tmp_path: Path) -> None:
    for name in ("analytics", "reporting"):
        text = CONFIG.replace("analytics", name).replace(
            "github: { install: mwaa_tf==1.0 }", "github: { install: mwaa_tf==1.0, name: airflow }"
        )
        (tmp_path / f"{name}.yaml").write_text(text)

    ran = run("render", "-c", ".", cwd=tmp_path)

    assert ran.returncode == 2
    assert "airflow-plan.yml: both analytics and reporting write this file for an engine" in ran.stderr
    assert not (tmp_path / ".github").exists()


def test_check_and_render_check_name_a_file_that_is_not_up_to_date(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text(CONFIG)
    run("render", cwd=tmp_path)
    (tmp_path / PLAN).unlink()

    checked = run("check", "--no-terraform", cwd=tmp_path)
    compared = run("render", "--check", cwd=tmp_path)

    assert (checked.returncode, compared.returncode) == (1, 1)
    assert f"{PLAN}: drift: is missing; run `mwaa_tf render`" in checked.stdout
    assert f"+++ {PLAN}" in compared.stdout


def test_json_has_the_files_of_engines(tmp_path: Path) -> None:
    (tmp_path / "mwaa.yaml").write_text(CONFIG)

    (report,) = json.loads(run("render", "--json", cwd=tmp_path).stdout)

    assert report["pipelines"]["folder"] == "."
    assert PLAN in report["pipelines"]["created"]
    assert PLAN not in report["created"]


def test_a_deployment_of_python_names_the_usual_configuration(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(CONFIG)

    rendered(tmp_path, load(tmp_path / "other.yaml"))

    assert "mwaa_tf check\n" in (tmp_path / PLAN).read_text()


KEY = "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
ENCRYPTED = {**S3, "encryption": {"kms_key_arn": KEY}}


def test_github_installs_opentofu_where_it_encrypts_states() -> None:
    plain, encrypted = files_of(with_engine("github")), files_of(with_engine("github", state=ENCRYPTED))
    assert plain.keys() == encrypted.keys()
    for path, contents in plain.items():
        replaced = re.sub(
            rb"hashicorp/setup-terraform@\S+ # \S+(\n +with:\n +)terraform_version(: .*\n +)terraform_wrapper",
            rb"opentofu/setup-opentofu@a1320f892987e89d278cc92dc5adc984fb93aca4 # v2.0.2\1tofu_version\2tofu_wrapper",
            contents,
        )
        assert b"setup-terraform" in contents, path
        assert replaced == encrypted[path]


def test_atlantis_runs_opentofu_where_it_encrypts_states() -> None:
    (plain,), (encrypted,) = (
        files_of(with_engine("atlantis", **changes)).values() for changes in ({}, {"state": ENCRYPTED})
    )
    projects = parsed_yaml(encrypted.decode())["projects"]
    assert all(project["terraform_distribution"] == "opentofu" for project in projects)
    watching = [project["name"] for project in projects if "*.tofu" in project["autoplan"]["when_modified"]]
    assert [project["name"] for project in projects if project["name"] not in watching] == ["analytics/0-state"]
    assert b"opentofu" not in plain
    assert b".tofu" not in plain
