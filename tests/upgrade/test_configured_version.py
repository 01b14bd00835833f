"""The version in the configuration: brought to another one, or what to write by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mwaa_tf.config import ConfigError, load
from mwaa_tf.errors import UsageError
from mwaa_tf.upgrade.configured_version import ConfiguredVersion

CONFIG = """\
name: analytics
region: us-east-1
owner:
  account_id: "111111111111"
participants:
  - name: data
    account_id: "222222222222"
    DEFAULTS
    environments:
      - name: etl
        ETL
      - name: ml
        airflow_version: 2.10.3  # the other one
"""


def write(folder: Path, *, etl: str = "max_workers: 5", defaults: str = "profile: data", ml: str | None = None) -> Path:
    text = CONFIG.replace("DEFAULTS", defaults).replace("ETL", etl)
    if ml is not None:
        text = text.replace("airflow_version: 2.10.3  # the other one", ml)
    file = folder / "mwaa.yaml"
    file.write_text(text)
    return file


def versions(file: Path) -> dict[str, str | None]:
    return {environment.key: environment.settings.airflow_version for environment in load(file).environments}


def test_the_version_of_one_environment_changes(tmp_path: Path) -> None:
    file = write(tmp_path, etl='airflow_version: "2.10.3" # ours')
    file.chmod(0o640)
    before = file.read_text()

    assert ConfiguredVersion(file, "data-etl").bring_to("3.3.1")

    assert file.read_text() == before.replace('"2.10.3" # ours', '"3.3.1" # ours')
    assert file.stat().st_mode & 0o777 == 0o640
    assert not ConfiguredVersion(file, "data-etl").bring_to("3.3.1")


def test_a_byte_order_mark_and_a_link_stay(tmp_path: Path) -> None:
    file = write(tmp_path, etl="airflow_version: 2.10.3")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    link = tmp_path / "link.yaml"
    link.symlink_to(file)

    ConfiguredVersion(link, "data-etl").bring_to("2.11.2")

    assert link.is_symlink()
    assert file.read_bytes().startswith(b"\xef\xbb\xbfname")
    assert versions(file) == {"data-etl": "2.11.2", "data-ml": "2.10.3"}


def test_an_environment_that_sets_no_version_needs_no_change(tmp_path: Path) -> None:
    file = write(tmp_path)
    file.chmod(0o444)

    ConfiguredVersion(file, "data-etl").check_can_become("3.3.1")
    assert not ConfiguredVersion(file, "data-etl").bring_to("3.3.1")


def test_defaults_that_only_this_environment_inherits_change(tmp_path: Path) -> None:
    file = write(tmp_path, defaults="defaults: {airflow_version: 2.10.3}")

    ConfiguredVersion(file, "data-etl").bring_to("2.11.2")

    assert versions(file) == {"data-etl": "2.11.2", "data-ml": "2.10.3"}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (
            {"defaults": "defaults: {airflow_version: 2.10.3}", "ml": "max_workers: 3"},
            "data-ml has it from the same defaults",
        ),
        ({"etl": "airflow_version: &v 2.10.3", "ml": "airflow_version: *v"}, "the same characters"),
        ({"etl": "airflow_version: &v 2.10.3", "ml": "tags: {Airflow: *v}"}, "the same characters"),
    ],
)
def test_a_version_that_others_share_is_refused_with_what_to_write(
    tmp_path: Path, options: dict[str, str], why: str
) -> None:
    file = write(tmp_path, **options)
    before = file.read_bytes()

    with pytest.raises(UsageError) as refused:
        ConfiguredVersion(file, "data-etl").check_can_become("3.3.1")

    message = str(refused.value)
    assert why in message
    line = before.decode().splitlines().index("      - name: etl") + 1
    assert f'Write `airflow_version: "2.10.3"` into that environment, at line {line}, exactly so' in message
    with pytest.raises(UsageError):
        ConfiguredVersion(file, "data-etl").bring_to("3.3.1")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("ending", "member"),
    [(".toml", '`airflow_version = "2.10.3"`'), (".json", '`"airflow_version": "2.10.3"`')],
)
def test_what_to_write_is_in_the_format_of_the_file(tmp_path: Path, ending: str, member: str) -> None:
    """Digits that are escapes are not the characters of the version."""
    file = tmp_path / f"mwaa{ending}"
    environments = '[{"name": "etl", "airflow_version": "2.1\\u0030.3"}]'
    if ending == ".toml":
        top = 'name = "analytics"\nregion = "us-east-1"\nowner.account_id = "111111111111"\n'
        member_of = '[[participants]]\nname = "data"\naccount_id = "222222222222"\n'
        file.write_text(f"{top}{member_of}environments = {environments.replace(':', ' =')}\n")
    else:
        participant = f'{{"name": "data", "account_id": "222222222222", "environments": {environments}}}'
        owner = '"owner": {"account_id": "111111111111"}'
        file.write_text(f'{{"name": "analytics", "region": "us-east-1", {owner}, "participants": [{participant}]}}')

    with pytest.raises(UsageError) as refused:
        ConfiguredVersion(file, "data-etl").check_can_become("3.3.1")

    assert f"Write {member} into that environment" in str(refused.value)


def test_what_the_message_says_to_write_helps(tmp_path: Path) -> None:
    file = write(tmp_path, defaults="defaults: {airflow_version: 2.10.3}", ml="max_workers: 3")
    file.write_text(
        file.read_text().replace("      - name: etl\n", '      - name: etl\n        airflow_version: "2.10.3"\n')
    )

    ConfiguredVersion(file, "data-etl").bring_to("3.3.1")

    assert versions(file) == {"data-etl": "3.3.1", "data-ml": "2.10.3"}


def test_a_read_only_file_is_refused_before_anything_begins(tmp_path: Path) -> None:
    file = write(tmp_path, etl="airflow_version: 2.10.3")
    file.chmod(0o444)

    with pytest.raises(UsageError, match="read-only"):
        ConfiguredVersion(file, "data-etl").check_can_become("3.3.1")
    with pytest.raises(UsageError, match="read-only"):
        ConfiguredVersion(file, "data-etl").bring_to("3.3.1")
    assert versions(file)["data-etl"] == "2.10.3"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_file_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, etl="airflow_version: 2.10.3")
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(UsageError, match="cannot be written"):
            ConfiguredVersion(file, "data-etl").check_can_become("3.3.1")
    finally:
        tmp_path.chmod(0o755)


def test_a_configuration_that_is_invalid_with_the_version_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, etl="airflow_version: 3.3.1\n        webserver_access_mode: PUBLIC_AND_PRIVATE")

    with pytest.raises(ConfigError, match="PUBLIC_AND_PRIVATE"):
        ConfiguredVersion(file, "data-etl").check_can_become("2.7.2")


def test_an_environment_that_is_gone_meanwhile_is_named(tmp_path: Path) -> None:
    file = write(tmp_path, etl="airflow_version: 2.10.3")

    with pytest.raises(UsageError, match="no longer has the environment data-old"):
        ConfiguredVersion(file, "data-old").bring_to("3.3.1")
