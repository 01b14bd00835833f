"""HCP Terraform: the root module has the form that Terraform writes, and arguments that the provider tfe documents."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import hcl2
import pytest

from mwaa_tf import Deployment, build_blueprint
from mwaa_tf.blueprint.backends import hcp_name
from mwaa_tf.pipelines import pipeline_files
from mwaa_tf.pipelines._order import dependencies, nearest_dependencies
from tests.pipelines.engine_files import files_of, thousand, with_engine

REPOSITORY_SETTINGS = {
    "repository": {"identifier": "acme/airflow", "connection": "ot-hmAyP66qk2AMVdbJ", "branch": "main"}
}
APP = {"repository": {"identifier": "acme/airflow", "connection": "ghain-ieTTbYZ2pdJpPbTp"}, "detect_drift": False}

#: The arguments of the resources: website/docs/r of hashicorp/terraform-provider-tfe at v0.80.0, without those that are
#: deprecated there.
ARGUMENTS = {
    "tfe_workspace": {
        "name", "allow_destroy_plan", "assessments_enabled", "auto_apply", "auto_apply_run_trigger", "description",
        "file_triggers_enabled", "force_delete", "organization", "project_id", "queue_all_runs", "speculative_enabled",
        "ssh_key_id", "structured_run_output_enabled", "tags", "terraform_version", "trigger_patterns",
        "trigger_prefixes", "vcs_repo", "working_directory",
    },
    "tfe_workspace_settings": {
        "workspace_id", "agent_pool_id", "execution_mode", "global_remote_state", "project_remote_state",
        "remote_state_consumer_ids", "auto_apply", "assessments_enabled", "description", "tags",
    },
    "tfe_run_trigger": {"workspace_id", "sourceable_id"},
    "tfe_variable_set": {"name", "description", "global", "organization", "parent_project_id", "priority", "stack_ids"},
    "tfe_variable": {
        "category", "key", "description", "hcl", "sensitive", "value", "value_wo", "value_wo_version",
        "variable_set_id", "workspace_id",
    },
    "tfe_workspace_variable_set": {"variable_set_id", "workspace_id"},
}  # fmt: skip
REQUIRED = {
    "tfe_workspace": {"name"},
    "tfe_workspace_settings": {"workspace_id"},
    "tfe_run_trigger": {"workspace_id", "sourceable_id"},
    "tfe_variable_set": {"name"},
    "tfe_variable": {"category", "key"},
    "tfe_workspace_variable_set": {"variable_set_id", "workspace_id"},
}
VCS = {"identifier", "branch", "github_app_installation_id", "ingress_submodules", "oauth_token_id", "tags_regex"}

#: Workspaces whose applies may start a run of one workspace
#: (https://developer.hashicorp.com/terraform/cloud-docs/workspaces/settings/run-triggers).
MAX_SOURCES = 20


def write(deployment: Deployment, folder: Path) -> None:
    """Write the root module to ``folder``."""
    for path, contents in files_of(deployment).items():
        (folder / Path(path).name).write_bytes(contents)


@pytest.mark.parametrize("name", ["terraform.tf", "accounts.tf", "workspaces.tf"])
def test_the_files_are_the_reviewed_ones(name: str, golden: Callable[[str, str], None]) -> None:
    """Read the golden files: they are what a user of HCP Terraform gets."""
    files = files_of(with_engine("hcp", REPOSITORY_SETTINGS))
    golden(f"golden/hcp/{name}", files[f"hcp/analytics/{name}"].decode())


@pytest.mark.terraform
@pytest.mark.parametrize("settings", [{}, REPOSITORY_SETTINGS, APP], ids=["CLI", "OAuth", "GitHub App"])
def test_terraform_would_format_the_files_in_the_same_way(settings: dict[str, object], tmp_path: Path) -> None:
    """`terraform fmt` also parses them. `validate` needs the provider, which is not at hand."""
    write(with_engine("hcp", settings), tmp_path)
    result = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", tmp_path], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, ""), result.stdout + result.stderr


@pytest.mark.terraform
def test_names_of_folders_are_text_in_terraform_too(tmp_path: Path) -> None:
    """Nothing in them is an expression."""
    deployment = with_engine("hcp", REPOSITORY_SETTINGS)
    files = pipeline_files(deployment, build_blueprint(deployment), output='${path.root} "out"')
    text = files["hcp/analytics/workspaces.tf"].decode()
    assert 'working_directory = "$${path.root} \\"out\\"/analytics/${each.key}"' in text
    (tmp_path / "workspaces.tf").write_text(text)
    assert subprocess.run(["terraform", "fmt", "-check", tmp_path], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("settings", [{}, REPOSITORY_SETTINGS, APP], ids=["CLI", "OAuth", "GitHub App"])
def test_the_provider_documents_every_argument(settings: dict[str, object]) -> None:
    """And everything that it requires is there."""
    blocks = [
        block
        for contents in files_of(with_engine("hcp", settings)).values()
        for block in hcl2.loads(contents.decode()).get("resource", [])
    ]
    types = set()
    for block in blocks:
        for quoted, instances in block.items():
            kind = quoted.strip('"')
            types.add(kind)
            for arguments in instances.values():
                names = {name for name in arguments if not name.startswith("__")} - {"for_each"}
                assert REQUIRED[kind] <= names <= ARGUMENTS[kind], kind
                for vcs in arguments.get("vcs_repo", []):
                    assert {name for name in vcs if not name.startswith("__")} <= VCS
    assert types == ARGUMENTS.keys()


def test_workspaces_have_the_names_that_backends_use() -> None:
    """Or Terraform would create another one."""
    deployment = with_engine("hcp")
    text = files_of(deployment)["hcp/analytics/workspaces.tf"].decode()
    for workspace in build_blueprint(deployment).workspaces:
        assert workspace.backend.settings["workspaces"]["name"] == hcp_name(deployment, workspace.path)  # type: ignore[index,call-overload]
        assert f'= "{hcp_name(deployment, workspace.path)}"' in text


def test_a_workspace_runs_after_its_nearest_dependencies_only() -> None:
    """Endpoints that also ran after the network would run before the environment that they read."""
    blueprint = build_blueprint(with_engine("hcp"))
    assert dependencies(blueprint)["4-access/data-etl"] != nearest_dependencies(blueprint)["4-access/data-etl"]
    assert nearest_dependencies(blueprint) == {
        "1-network": (),
        "2-environments/data-etl": ("1-network",),
        "2-environments/data-reports": ("1-network",),
        "3-endpoints/data-etl": ("2-environments/data-etl",),
        "3-endpoints/data-reports": ("2-environments/data-reports",),
        "3-endpoints/science-training": ("1-network",),
        "4-access/data-etl": ("3-endpoints/data-etl",),
    }


def test_the_roles_are_those_of_the_accounts() -> None:
    """One that plans and one that applies, in the variables of dynamic provider credentials."""
    settings = {"accounts": {"222222222222": {"plan_role": "ci/plan"}}}
    text = files_of(with_engine("hcp", settings))["hcp/analytics/accounts.tf"].decode()
    assert '"arn:aws:iam::222222222222:role/ci/plan"' in text
    assert '"arn:aws:iam::111111111111:role/terraform-apply"' in text
    for variable in ("TFC_AWS_PROVIDER_AUTH", "TFC_AWS_PLAN_ROLE_ARN", "TFC_AWS_APPLY_ROLE_ARN"):
        assert f'key             = "{variable}"' in text


def test_no_workspace_of_a_thousand_environments_has_too_many_sources() -> None:
    """HCP Terraform allows twenty."""
    after = nearest_dependencies(build_blueprint(thousand("hcp")))
    assert max(map(len, after.values())) == 1 <= MAX_SOURCES
