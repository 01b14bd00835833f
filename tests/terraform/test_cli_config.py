import json
import os
import subprocess
from pathlib import Path

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.terraform import Terraform, cli_config
from tests.terraform.support import MakeMirror

TERRAFORMRC = """\
# provider_installation { } stood here once
plugin_cache_dir = "$HOME/plugins" /* not {
*/
credentials "app.example.com" {
  token = "a{b\\"c" // }
}

provider_installation {
  filesystem_mirror {
    path    = "/mirror"
    include = ["registry.example.com/*/*"]
  }
  direct {}
}
disable_checkpoint = true
"""


def home(tmp_path: Path, **files: str) -> dict[str, str]:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return {"HOME": str(tmp_path)}


def knows(config: Path, host: str) -> bool:
    """Whether Terraform itself finds credentials for ``host`` in ``config``: it then refuses to log out."""
    answer = subprocess.run(
        ["terraform", "logout", host],
        env={**os.environ, "TF_CLI_CONFIG_FILE": str(config), "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "are manually configured" in answer.stderr


def test_settings_and_blocks_are_told_apart(tmp_path: Path) -> None:
    user = cli_config.load(home(tmp_path, _terraformrc=TERRAFORMRC))
    names = [statement.name for statement in user.statements]
    assert names == ["plugin_cache_dir", "credentials", "provider_installation", "disable_checkpoint"]


def test_a_comment_is_no_provider_installation(tmp_path: Path) -> None:
    user = cli_config.load(home(tmp_path, _terraformrc="# provider_installation {\n/* \nprovider_installation {} */\n"))
    assert not user.has("provider_installation")


def test_the_plugin_cache_is_read_with_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    user = cli_config.load(home(tmp_path, _terraformrc=TERRAFORMRC))
    assert user.plugin_cache_dir() == "/home/somebody/plugins"


def test_everything_but_the_installation_is_carried_on(tmp_path: Path) -> None:
    user = cli_config.load(home(tmp_path, _terraformrc=TERRAFORMRC))
    text = cli_config.with_mirror(user, Path("/found"))
    assert 'token = "a{b\\"c" // }' in text
    assert "disable_checkpoint = true" in text
    assert "/mirror" not in text
    assert text.count("provider_installation {\n") == 1


def test_implied_mirrors_stay_for_all_other_providers(tmp_path: Path) -> None:
    implied = tmp_path / "plugins"
    (implied / "registry.terraform.io/hashicorp/random/3.6.0").mkdir(parents=True)
    text = cli_config.with_mirror(cli_config.UserConfig(), Path("/found"), [implied])
    assert text == (
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        '    path = "/found"\n'
        '    include = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        "  filesystem_mirror {\n"
        f'    path = "{implied}"\n'
        '    exclude = ["registry.terraform.io/hashicorp/aws"]\n'
        "  }\n"
        "  direct {\n"
        '    exclude = ["registry.terraform.io/hashicorp/aws", "registry.terraform.io/hashicorp/random"]\n'
        "  }\n"
        "}\n"
    )


def test_a_named_file_hides_the_folder_of_the_user_as_in_terraform(tmp_path: Path) -> None:
    environ = home(tmp_path, _terraformrc="disable_checkpoint = true\n", other="plugin_cache_dir = 1\n")
    environ["TF_CLI_CONFIG_FILE"] = str(tmp_path / "other")
    assert [statement.name for statement in cli_config.load(environ).statements] == ["plugin_cache_dir"]


def test_a_broken_file_is_an_error_that_names_it_and_shows_nothing_of_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"credentials\.tfrc\.json: Terraform's CLI configuration") as caught:
        cli_config.load(home(tmp_path, _terraform_d__credentials_tfrc_json='{"credentials": {"secret-token'))
    assert "secret-token" not in str(caught.value)


@pytest.mark.terraform
def test_terraform_finds_the_users_credentials_in_the_generated_file(tmp_path: Path, make_mirror: MakeMirror) -> None:
    mirror = make_mirror("root/plugins")
    logged_in = {"credentials": {"login.example.com": {"token": 'a"b${c}'}}}
    environ = home(
        tmp_path / "root",
        _terraformrc='credentials "rc.example.com" { token = "x" }\n',
        _terraform_d__credentials_tfrc_json=json.dumps(logged_in),
    )
    with Terraform({"PATH": os.environ["PATH"], **environ}, roots=[tmp_path / "root"]) as terraform:
        config = Path(terraform.environment["TF_CLI_CONFIG_FILE"])
        assert terraform.mirror == mirror
        assert config.stat().st_mode & 0o777 == 0o600
        assert config.parent.stat().st_mode & 0o777 == 0o700
        assert [host for host in ("rc", "login", "other") if knows(config, f"{host}.example.com")] == ["rc", "login"]
    assert not config.exists()
