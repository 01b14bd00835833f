from pathlib import Path

import pytest

from mwaa_tf.blueprint import Workspace, build_blueprint
from mwaa_tf.lifecycle.sources import WorkspaceSources
from mwaa_tf.module_sources import ModuleSources
from mwaa_tf.render import render_deployment
from tests.support import deployment

REQUIREMENTS = "files/requirements.txt"


@pytest.fixture
def workspaces(tmp_path: Path) -> dict[str, Workspace]:
    """A deployment with modules beside its workspaces and a local file, rendered into ``tmp_path``."""
    (tmp_path / "files").mkdir()
    (tmp_path / REQUIREMENTS).write_text("boto3\n")
    environment = {"name": "etl", "requirements": {"path": "requirements.txt", "source": REQUIREMENTS}}
    participants = [{"name": "data", "account_id": "222222222222", "environments": [environment]}]
    smallest = deployment(participants=participants)
    render_deployment(smallest, tmp_path / "generated", config_folder=tmp_path)
    return dict(build_blueprint(smallest).by_path)


@pytest.fixture
def sources(tmp_path: Path) -> WorkspaceSources:
    return WorkspaceSources(ModuleSources("vendored", tmp_path / "generated/analytics", tmp_path))


ENVIRONMENT = "2-environments/data-etl"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("generated/analytics/1-network/main.tf", {"1-network"}),
        (f"generated/analytics/{ENVIRONMENT}/removed.tf", {ENVIRONMENT}),
        ("generated/analytics/modules/network/vpc.tf", {"1-network"}),
        ("generated/analytics/modules/environment/bucket.tf", {ENVIRONMENT}),
        (REQUIREMENTS, {ENVIRONMENT}),
        ("README.md", set()),
        ("generated/analytics/README.md", set()),
    ],
)
def test_a_changed_file_belongs_to_the_workspaces_that_it_decides(
    tmp_path: Path, workspaces: dict[str, Workspace], sources: WorkspaceSources, file: str, expected: set[str]
) -> None:
    changed = {path for path, workspace in workspaces.items() if sources.changed(workspace, [tmp_path / file])}
    assert changed == expected


@pytest.mark.parametrize(
    "file",
    [
        "generated/analytics/2-environments/data-etl/main.tf",
        "generated/analytics/modules/environment/kms.tf",
        REQUIREMENTS,
    ],
)
def test_the_digest_covers_files_modules_and_local_sources(
    tmp_path: Path, workspaces: dict[str, Workspace], sources: WorkspaceSources, file: str
) -> None:
    before = sources.digest(workspaces[ENVIRONMENT])
    path = tmp_path / file
    path.write_text((path.read_text() if path.exists() else "") + "# more\n")
    assert sources.digest(workspaces[ENVIRONMENT]) != before


def test_what_terraform_writes_changes_no_digest(
    tmp_path: Path, workspaces: dict[str, Workspace], sources: WorkspaceSources
) -> None:
    before = sources.digest(workspaces[ENVIRONMENT])
    folder = tmp_path / "generated/analytics" / ENVIRONMENT
    (folder / ".terraform/modules").mkdir(parents=True)
    (folder / ".terraform/modules/modules.json").write_text("{}")
    (folder / "terraform.tfstate").write_text("{}")
    (folder / "terraform.tfstate.backup").write_text("{}")
    assert sources.digest(workspaces[ENVIRONMENT]) == before
