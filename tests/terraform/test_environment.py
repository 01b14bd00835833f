import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from mwaa_tf.terraform.environment import TerraformEnvironment, prepare
from tests.terraform.support import PLATFORM, MakeMirror


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def prepared(scratch: Path, home: Path, roots: Sequence[Path] = (), /, **environ: str) -> TerraformEnvironment:
    return prepare(
        {"HOME": str(home), **environ},
        scratch,
        platform=PLATFORM,
        aws_provider=">= 5.68, < 7.0",
        roots=list(roots),
    )


def test_without_any_mirror_terraform_installs_as_it_always_does(scratch: Path, home: Path) -> None:
    found = prepared(scratch, home)
    assert found.mirror is None
    assert "TF_CLI_CONFIG_FILE" not in found.variables
    assert found.variables["TF_PLUGIN_CACHE_DIR"] == str(home / ".cache/mwaa_tf/providers")


def test_sockets_of_providers_are_in_a_private_folder_where_their_path_may_be_so_long(
    scratch: Path, home: Path, tmp_path: Path
) -> None:
    name = "PLUGIN_UNIX_SOCKET_DIR"
    other, long = tmp_path / "other", tmp_path.joinpath(*["x" * 40] * 3)
    other.mkdir()
    long.mkdir(parents=True)

    assert prepared(scratch, home).variables[name] == str(scratch)
    assert prepared(other, home, **{name: "/run/mine"}).variables[name] == "/run/mine"
    assert name not in prepared(long, home).variables


def test_plugins_in_the_folder_of_a_workspace_are_not_run(scratch: Path, home: Path, tmp_path: Path) -> None:
    (home / ".terraformrc").write_text("disable_checkpoint = true\n")
    implied = home / ".terraform.d/plugins"
    (implied / "registry.terraform.io/hashicorp/random").mkdir(parents=True)
    found = prepared(scratch, home)
    assert found.variables_in(tmp_path) == found.variables

    (tmp_path / "terraform.d/plugins").mkdir(parents=True)

    config = Path(found.variables_in(tmp_path)["TF_CLI_CONFIG_FILE"])
    assert config.read_text() == (
        "disable_checkpoint = true\n"
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path = "{implied}"\n'
        "  }\n"
        "  direct {\n"
        '    exclude = ["registry.terraform.io/hashicorp/random"]\n'
        "  }\n"
        "}\n"
    )


@pytest.mark.parametrize("installation", ["the user's", "that of a mirror"])
def test_an_explicit_installation_needs_no_second_one(
    scratch: Path, home: Path, tmp_path: Path, make_mirror: MakeMirror, installation: str
) -> None:
    if installation == "the user's":
        (home / ".terraformrc").write_text("provider_installation {\n  direct {}\n}\n")
    found = prepared(scratch, home, [make_mirror("found")])
    (tmp_path / "terraform.d/plugins").mkdir(parents=True)

    assert found.variables_in(tmp_path) == found.variables


def test_settings_of_the_user_that_change_a_check_are_dropped(scratch: Path, home: Path) -> None:
    kept = {"AWS_PROFILE": "data", "TF_VAR_x": "1", "TF_TOKEN_example_com": "x"}
    dropped = {"TF_CLI_ARGS": "-json", "TF_CLI_ARGS_init": "-upgrade", "TF_WORKSPACE": "a", "TF_DATA_DIR": "b"}
    variables = prepared(scratch, home, **kept, **dropped).variables
    assert kept.items() <= variables.items()
    assert not dropped.keys() & variables.keys()
    assert variables["CHECKPOINT_DISABLE"] == variables["TF_IN_AUTOMATION"] == "1"


def test_a_relative_path_of_a_log_starts_from_the_current_folder(scratch: Path, home: Path) -> None:
    """Terraform takes it from the folder that it runs in, which is deleted afterwards."""
    found = prepared(scratch, home, TF_LOG="trace", TF_LOG_PATH="logs/terraform.log")
    assert found.variables["TF_LOG_PATH"] == str(Path.cwd() / "logs/terraform.log")
    assert "TF_LOG_PATH" not in prepared(home, home).variables


def test_the_named_mirror_comes_before_the_users_installation(
    scratch: Path, home: Path, make_mirror: MakeMirror
) -> None:
    named, found = make_mirror("named"), make_mirror("found")
    (home / ".terraformrc").write_text("provider_installation {\n  direct {}\n}\n")
    assert prepared(scratch, home, [found], MWAA_TF_PLUGIN_DIR=str(named)).mirror == named


def test_the_users_installation_comes_before_a_found_mirror(scratch: Path, home: Path, make_mirror: MakeMirror) -> None:
    found = make_mirror("found")
    assert prepared(scratch, home, [found]).mirror == found
    (home / ".terraformrc").write_text("provider_installation {\n  direct {}\n}\n")
    respected = prepared(scratch, home, [found])
    assert respected.mirror is None
    assert "TF_CLI_CONFIG_FILE" not in respected.variables


def test_an_implied_mirror_comes_before_a_found_one(scratch: Path, home: Path, make_mirror: MakeMirror) -> None:
    found = make_mirror("found")
    make_mirror("home/.terraform.d/plugins")
    assert prepared(scratch, home, [found]).mirror is None


def test_an_implied_mirror_with_an_old_provider_is_no_reason_to_stop(
    scratch: Path, home: Path, make_mirror: MakeMirror
) -> None:
    found = make_mirror("found")
    make_mirror("home/.terraform.d/plugins", "4.0.0")
    assert prepared(scratch, home, [found]).mirror == found


def test_a_config_file_that_is_not_there_is_replaced_by_one_that_is(scratch: Path, home: Path) -> None:
    config = Path(prepared(scratch, home, TF_CLI_CONFIG_FILE=str(home / "absent")).variables["TF_CLI_CONFIG_FILE"])
    assert config.read_text() == ""


@pytest.mark.parametrize("way", ["variable", "configuration"])
def test_the_users_own_plugin_cache_is_kept(scratch: Path, home: Path, make_mirror: MakeMirror, way: str) -> None:
    cache = make_mirror("root/cache")
    environ = {"TF_PLUGIN_CACHE_DIR": str(cache)} if way == "variable" else {}
    if way == "configuration":
        (home / ".terraformrc").write_text(f'plugin_cache_dir = "{cache}"\n')
    found = prepared(scratch, home, [cache.parent], **environ)
    assert found.cache.directory == cache
    assert found.variables.get("TF_PLUGIN_CACHE_DIR") == environ.get("TF_PLUGIN_CACHE_DIR")
    assert found.mirror is None, "a plugin cache must never be a mirror too"
    assert not (home / ".cache/mwaa_tf/providers").exists()


def test_our_cache_is_private_and_follows_the_cache_folder(scratch: Path, home: Path, tmp_path: Path) -> None:
    found = prepared(scratch, home, XDG_CACHE_HOME=str(tmp_path / "xdg"))
    assert found.cache.directory == tmp_path / "xdg/mwaa_tf/providers"
    assert found.cache.directory.stat().st_mode & 0o777 == 0o700
    assert found.cache.directory.parent.stat().st_mode & 0o777 == 0o700


def test_where_no_cache_folder_can_be_made_the_run_has_one_of_its_own(scratch: Path, home: Path) -> None:
    (home / ".cache").write_text("a file in the way")
    assert prepared(scratch, home).cache.directory == scratch / "cache/providers"


def test_the_chosen_mirror_is_logged_with_the_reason(
    scratch: Path, home: Path, make_mirror: MakeMirror, caplog: pytest.LogCaptureFixture
) -> None:
    mirror = make_mirror("found")

    with caplog.at_level(logging.DEBUG, logger="mwaa_tf.terraform.environment"):
        prepared(scratch, home, [mirror])

    assert caplog.messages == [f"AWS provider >= 5.68, < 7.0 from {mirror}: found on this machine"]
