"""The table of what an update does is complete, by the schemas of the provider and by the API."""

from __future__ import annotations

import json

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf.mwaa import updates
from tools.provider_schema import EXTRACT


def _members() -> set[str]:
    model = botocore.session.get_session().get_service_model("mwaa")
    return set(model.operation_model("UpdateEnvironment").input_shape.members)


def test_every_argument_of_the_provider_is_in_the_table() -> None:
    schema = json.loads(EXTRACT.read_text("utf-8"))["resource"]["aws_mwaa_environment"]["fields"]
    arguments = {name for name, field in schema.items() if not field.get("read")} - {"id"}
    assert arguments - updates.EFFECTS.keys() == set(), "say in mwaa_tf/mwaa/updates.py what its change does"
    assert updates.EFFECTS.keys() - arguments == set(), "no argument of the provider"


def test_every_member_of_update_environment_is_in_the_table() -> None:
    members = {effect.member for effect in updates.EFFECTS.values() if effect.member}
    known = members | set(updates.ONLY_IN_THE_API)
    assert _members() - known == set(), "say in mwaa_tf/mwaa/updates.py what its change does"
    assert known - _members() == set(), "no member of UpdateEnvironment"


def test_exactly_updates_have_a_member_and_every_row_a_source() -> None:
    for effect in updates.EFFECTS.values():
        assert bool(effect.member) is (effect.kind == "update"), effect.argument
        assert effect.source, effect.argument


def test_what_is_no_update_is_left_out_and_what_is_unknown_is_not() -> None:
    assert updates.updated(["tags", "timeouts", "max_workers", "brand_new"]) == ("max_workers", "brand_new")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (None, None, "are stopped; requirements are installed again. "),
        ("FORCED", "GRACEFUL", "waits up to 12 hours for running tasks"),
        ("GRACEFUL", "GRACEFUL", "may be stopped, since the provider sends GRACEFUL only with the update that"),
        ("GRACEFUL", "FORCED", "are stopped"),
    ],
)
def test_what_happens_to_tasks_depends_on_the_strategy_that_is_sent(
    before: str | None, after: str | None, says: str
) -> None:
    text = updates.effect_of(["requirements_s3_path", "requirements_s3_object_version"], before, after)
    assert says in text
    assert text.endswith(
        f"Allow {'13.5' if (before, after) == ('FORCED', 'GRACEFUL') else '1.5'} hours for it: AWS names no duration."
    )
