"""A key that occurs twice in one object is found wherever a review reads, at little cost."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.plan import write_plan
from mwaa_tf.review import review_plans
from mwaa_tf.review.formats import write
from mwaa_tf.terraform.duplicate_keys import DuplicateKeyError, check_plan_keys, decode_json
from mwaa_tf.terraform.plan_json import parse_plan
from mwaa_tf.terraform.plan_mistakes import PlanError

_REAL = sorted((Path(__file__).parents[1] / "review/plans").rglob("*.json"))

#: What a review does not read, so that nothing hidden there counts.
_UNREAD = ("planned_values", "prior_state")


def _review(contents: bytes) -> None:
    review_plans({"network": parse_plan(contents, "plan.json")})


@pytest.mark.parametrize(
    ("plan", "key", "place"),
    [
        ('{"format_version":"1.2","resource_changes":[],"resource_changes":[]}', "resource_changes", "twice;"),
        ('{"format_version":"1.2","resource_changes":[],"resource_\\u0063hanges":[]}', "resource_changes", "twice;"),
        ('{"format_version":"1.2","output_changes":{"a":{},"a":{}}}', "a", "in output_changes;"),
        (
            '{"format_version":"1.2","resource_changes":[{"address":"a.b","address":"a.c","change":{}}]}',
            "address",
            "[0]",
        ),
        (
            '{"format_version":"1.2","resource_changes":[{"address":"a.b",'
            '"change":{"actions":["delete"],"actions":["no-op"]}}]}',
            "actions",
            "in resource_changes[0].change;",
        ),
        (
            '{"format_version":"1.2","resource_changes":[{"address":"a.b","change":{"actions":["create"],'
            '"after":{"rules":[{"cidr":"0.0.0.0/0", "cidr":"10.0.0.0/8"}]}}}]}',
            "cidr",
            "in after.rules[0] of a.b;",
        ),
        (
            '{"format_version":"1.2","resource_changes":[{"address":"a.b","change":{"actions":["create"],'
            '"after":{"a":1e5,"a":1e5},"after_sensitive":{"a":false}}}]}',
            "a",
            "in after of a.b;",
        ),
        (
            '{"format_version":"1.2","resource_changes":[{"address":"a.b","change":{"actions":["create"],'
            '"after":{"a":1},"after_sensitive":{"a":false,"a":true}}}]}',
            "a",
            "in after_sensitive of a.b;",
        ),
        (
            '{"format_version":"1.2","output_changes":{},"configuration":{"root_module":{"x":{"y":1,"y":2}}}}',
            "y",
            ".x;",
        ),
        ('{"format_version":"1.2","output_changes":{},"more":[{"y":1,"y":2}]}', "y", "in more[0];"),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_key_that_occurs_twice_is_refused_by_its_name_and_place(
    plan: str, key: str, place: str, indent: int | None
) -> None:
    contents = msgspec.json.format(plan.encode(), indent=indent or -1)

    with pytest.raises(PlanError, match=f'has the key "{key}" twice') as refused:
        _review(contents)
    if indent and " of " in place:  # with blanks in it, the plan is looked through as a whole
        place = f"in resource_changes[0].change.{place.removeprefix('in ').partition(' of ')[0]};"
    assert place in str(refused.value)


def test_a_key_that_occurs_twice_in_drift_is_refused_though_nothing_differs_by_the_last_one() -> None:
    plan = {
        "format_version": "1.2",
        "resource_changes": [{"address": "a.b", "change": {"actions": ["create"], "after": {"y": 1}}}],
        "resource_drift": [
            {"address": "a.c", "change": {"actions": ["update"], "before": {"x": 1, "other": 2}, "after": {"x": 2}}}
        ],
        "relevant_attributes": [{"resource": "a.c", "attribute": ["x"]}],
    }

    with pytest.raises(PlanError, match=r'has the key "x" twice in before of a\.c;'):
        _review(msgspec.json.encode(plan).replace(b'"other"', b'"x"'))


def test_the_keys_of_a_value_are_looked_at_once_however_often_it_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_plan(tmp_path / "plan.json", 12)
    looked_at: Counter[bytes] = Counter()

    def counted(raw: bytes | msgspec.Raw) -> Any:
        looked_at[bytes(raw)] += 1
        return decode_json(raw)

    for module in ("model", "values"):
        monkeypatch.setattr(f"mwaa_tf.review.{module}.decode_json", counted)
    review = review_plans({"network": parse_plan((tmp_path / "plan.json").read_bytes(), "plan.json")})
    for form in ("html", "json", "markdown", "text"):
        assert "queue-1" in "".join(write(review, form))

    values = [bytes(raw) for change in review.plans[0].changes for raw in (change.raw.before, change.raw.after)]
    assert {looked_at[value] for value in values if value != b"null"} == {1}


@pytest.mark.parametrize("number", ["9" * 6000, "-" + "9" * 6000, "1e999"])
def test_a_number_beyond_what_python_reads_hides_no_key_and_is_no_bug(number: str) -> None:
    with pytest.raises(PlanError, match="out of range"):
        _review(f'{{"format_version":"1.2","terraform_version":"1.11.4","x":{{"b":{number}}}}}'.encode())
    with pytest.raises(PlanError, match="twice"):
        _review(f'{{"format_version":"1.2","x":{{"b":{number}}},"x":1}}'.encode())


def test_what_cannot_be_decoded_hides_no_key_that_occurs_twice() -> None:
    with pytest.raises(PlanError, match="is not JSON"):
        _review(b'{"format_version":"1.2","prior_state":"\\x","output_changes":{},"output_changes":{}}')


def _objects(value: Any) -> list[dict[str, Any]]:
    """Every object in ``value`` that has members, but for what no review reads."""
    if isinstance(value, list):
        return [found for element in value for found in _objects(element)]
    if not isinstance(value, dict):
        return []
    inner = [found for name, member in value.items() if name not in _UNREAD for found in _objects(member)]
    return [value, *inner] if value else inner


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_key_of_a_real_plan_that_is_written_twice_is_found(data: st.DataObject) -> None:
    contents = data.draw(st.sampled_from(_REAL)).read_bytes()
    plan = msgspec.json.decode(contents)
    try:
        _review(contents)
    except PlanError:
        return
    owner = data.draw(st.sampled_from(_objects(plan)))
    key = data.draw(st.sampled_from(sorted(owner)))
    owner["twice of " + key] = owner[key]
    written = json.dumps(plan, indent=data.draw(st.sampled_from([None, 2])))
    written = written.replace(json.dumps("twice of " + key), json.dumps(key))

    changed = [change["change"]["actions"] for change in plan.get("resource_changes", ())]
    if all(actions not in (["no-op"], ["read"]) for actions in changed) and "resource_drift" not in plan:
        with pytest.raises(PlanError, match="twice"):
            _review(written.encode())


@pytest.mark.parametrize("file", _REAL, ids=lambda file: "-".join(file.parts[-2:]))
def test_no_plan_of_terraform_has_a_key_twice(file: Path) -> None:
    contents = file.read_bytes()
    for written in (contents, msgspec.json.format(contents, indent=-1)):
        decode_json(written)


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@settings(max_examples=50, deadline=None)
@given(_VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_a_value_whose_keys_occur_once_is_what_it_is(value: Any, ascii_only: bool, indent: int | None) -> None:
    written = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()

    assert decode_json(written) == msgspec.json.decode(written)


@settings(max_examples=50, deadline=None)
@given(_VALUES, _VALUES, st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_a_key_is_found_in_whatever_way_it_is_written(first: Any, second: Any, key: str, escaped: bool) -> None:
    spelled = "".join(f"\\u{ord(sign):04x}" for sign in key) if escaped and key.isascii() else json.dumps(key)[1:-1]
    written = f'[{{{json.dumps(key)}: {json.dumps(first)},"{spelled}":{json.dumps(second)}}}]'

    with pytest.raises(DuplicateKeyError) as found:
        decode_json(written.encode())
    assert (found.value.path, found.value.key) == ("[0]", key) or "[0]." in found.value.path


def test_looking_for_duplicates_takes_a_small_part_of_reading_the_plan(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan.json", 300)
    contents = (tmp_path / "plan.json").read_bytes()

    def seconds(work: Any) -> float:
        durations = []
        for _ in range(5):
            started = time.process_time()
            work(contents)
            durations.append(time.process_time() - started)
        return min(durations)

    parts = msgspec.json.decode(contents, type=dict[str, msgspec.Raw])
    assert seconds(lambda plan: check_plan_keys(plan, parts)) < 0.5 * seconds(json.loads)
