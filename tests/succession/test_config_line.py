"""The line that switches the access methods: written and taken out in each format, and nothing else touched."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.cli._succession_terraform import TerraformSteps
from mwaa_tf.errors import UsageError
from mwaa_tf.succession.config_line import restored_text, switched_text
from mwaa_tf.succession.pair import pair_of

HEAD = 'name: analytics\nregion: us-east-1\nowner: { account_id: "111111111111" }\nparticipants:\n'
ACCOUNT = (
    '  - name: data\n    account_id: "222222222222"\n    defaults: { access: { bastion: {} } }\n    environments:\n'
)

BLOCK = f"""{HEAD}{ACCOUNT}      - name: etl
      - name: etl-next  # since Airflow 3
        succeeds: etl  # until June

        tags: {{ team: data }}
"""
FLOW = f"{HEAD}{ACCOUNT}      - {{ name: etl }}\n      - {{ name: etl-next, succeeds: etl }}  # new\n"
FIRST = f"{HEAD}{ACCOUNT}      - name: etl\n      - succeeds: 'etl'\n        name: etl-next\n"
TOML = """name = "analytics"
region = "us-east-1"
[owner]
account_id = "111111111111"
[[participants]]
name = "data"
account_id = "222222222222"
defaults.access.bastion = {}
[[participants.environments]]
name = "etl"
[[participants.environments]]
name = "etl-next"
succeeds = "etl"
"""
INLINE = TOML.partition("[[participants.env")[0] + (
    'environments = [{ name = "etl" }, { name = "etl-next", succeeds = "etl" }]\n'
)
JSON = (
    '{"name": "analytics", "region": "us-east-1", "owner": {"account_id": "111111111111"}, "participants": [{"name": '
    '"data", "account_id": "222222222222", "defaults": {"access": {"bastion": {}}}, "environments": [{"name": "etl"}, '
    '{"name": "etl-next", "succeeds": "etl"}]}]}'
)

PRETTY = json.dumps(json.loads(JSON), indent=2)


@pytest.mark.parametrize(
    ("name", "text", "added"),
    [
        ("mwaa.yaml", BLOCK, "\n        access_workspace: etl"),
        ("mwaa.yaml", FLOW, ", access_workspace: etl"),
        ("mwaa.yaml", FIRST, "\n        access_workspace: etl"),
        ("mwaa.toml", TOML, '\naccess_workspace = "etl"'),
        ("mwaa.json", JSON, ', "access_workspace": "etl"'),
        ("mwaa.yaml", BLOCK.replace("\n", "\r\n"), "\r\n        access_workspace: etl"),
        ("mwaa.yaml", FIRST.rstrip("\n"), "\n        access_workspace: etl"),
        ("mwaa.yaml", FIRST.replace("succeeds", "'succeeds'"), "\n        access_workspace: etl"),
        ("mwaa.yaml", BLOCK.replace("succeeds: etl", "succeeds: &old etl"), "\n        access_workspace: etl"),
        ("mwaa.yaml", BLOCK.replace("etl  # until June", '"etl"'), "\n        access_workspace: etl"),
        ("mwaa.toml", TOML.replace("\n", "\r\n"), '\r\naccess_workspace = "etl"'),
        ("mwaa.json", PRETTY, ', "access_workspace": "etl"'),
    ],
    ids=[
        "block",
        "flow",
        "first key",
        "toml",
        "json",
        "carriage returns",
        "no line end",
        "key in quotes",
        "anchor",
        "value in quotes",
        "toml with carriage returns",
        "json with lines",
    ],
)
def test_the_field_is_added_beside_the_other_and_taken_out_again(name: str, text: str, added: str) -> None:
    switched = switched_text(Path(name), text, "data-etl-next", "etl")

    assert switched.replace(added, "", 1) == text
    assert restored_text(Path(name), switched, "data-etl-next") == text


def test_of_two_participants_the_right_one_is_changed() -> None:
    other = ACCOUNT.replace("data", "science").replace("222222222222", "333333333333")
    text = f"{HEAD}{ACCOUNT}      - name: etl\n      - name: etl-next\n        succeeds: etl\n"
    text += f"{other}      - name: etl\n      - name: etl-next\n        succeeds: etl\n"

    switched = switched_text(Path("mwaa.yaml"), text, "science-etl-next", "etl")

    assert switched == f"{text}        access_workspace: etl\n"


def test_what_cannot_be_written_safely_is_left_to_a_person() -> None:
    text = FLOW.replace("succeeds: etl", "succeeds: &old etl")

    with pytest.raises(UsageError, match='write `access_workspace: "etl"` into the entry of data-etl-next by hand'):
        switched_text(Path("mwaa.yaml"), text, "data-etl-next", "etl")


def test_what_an_alias_shares_is_left_to_a_person() -> None:
    """The other participant's environment would take over access methods, too."""
    other = ACCOUNT.replace("data", "science").replace("222222222222", "333333333333")
    text = f"{HEAD}{ACCOUNT}      - name: etl\n      - &next\n        name: etl-next\n        succeeds: etl\n"
    text += f"{other}      - name: etl\n      - *next\n"

    with pytest.raises(UsageError, match="into the entry of data-etl-next by hand"):
        switched_text(Path("mwaa.yaml"), text, "data-etl-next", "etl")


@pytest.mark.parametrize(
    ("name", "text", "member"),
    [
        ("mwaa.toml", INLINE.replace('succeeds = "etl"', 'succeeds = "\\u0065tl"'), '`access_workspace = "etl"`'),
        ("mwaa.json", JSON.replace('"succeeds": "etl"', '"succeeds": "\\u0065tl"'), '`"access_workspace": "etl"`'),
    ],
)
def test_what_to_write_is_in_the_format_of_the_file(name: str, text: str, member: str) -> None:
    with pytest.raises(UsageError) as refused:
        switched_text(Path(name), text, "data-etl-next", "etl")

    assert f"{name}: write {member} into the entry of data-etl-next by hand" in str(refused.value)


def test_what_was_written_while_the_question_waited_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "mwaa.yaml"
    config.write_text(BLOCK)
    monkeypatch.setattr(TerraformSteps, "_run", lambda *_: True)

    def ask(_: str) -> bool:
        config.write_text(config.read_text() + "# since then\n")
        return True

    pair = pair_of(load(config), "data-etl-next")
    assert TerraformSteps(pair, "analytics", config, tmp_path / "generated", yes=False, ask=ask).switch()

    assert "\n        access_workspace: etl\n" in config.read_text()
    assert config.read_text().endswith("# since then\n")


def test_the_file_keeps_its_mark_line_ends_permissions_and_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command changes the file that a link leads to, and no character but those of the member."""
    target, link = tmp_path / "shared.yaml", tmp_path / "mwaa.yaml"
    before = f"\ufeff{BLOCK}".replace("\n", "\r\n").encode()
    target.write_bytes(before)
    target.chmod(0o640)
    link.symlink_to(target)
    monkeypatch.setattr(TerraformSteps, "_run", lambda *_: True)

    def steps() -> TerraformSteps:
        pair = pair_of(load(link), "data-etl-next")
        return TerraformSteps(pair, "analytics", link, tmp_path / "generated", yes=True, ask=lambda _: True)

    assert steps().switch()
    switched = target.read_bytes()
    assert switched.replace(b"\r\n        access_workspace: etl", b"", 1) == before != switched
    assert steps().undo_switch()
    assert target.read_bytes() == before
    assert (link.is_symlink(), stat.S_IMODE(target.stat().st_mode)) == (True, 0o640)
