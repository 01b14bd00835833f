"""Answers that lack a member, have a word that botocore does not know, or are hostile: gaps, and no findings."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from botocore.session import Session  # type: ignore[import-untyped]

from mwaa_tf.doctor import CheckResult, Diagnosis, collect, examine, sections_read, select_checks, targets_of
from mwaa_tf.doctor.checks import Check, checks
from mwaa_tf.doctor.collect.aws.operations import AwsOperation
from mwaa_tf.doctor.formats import FormatOptions, format_names, write
from tests.doctor.hospital import patient, shared_clients
from tests.doctor.planted import Fault, Patient, all_faults, planted
from tests.doctor.recorded_answers import Answers, recorded_answers

pytestmark = [pytest.mark.terraform, pytest.mark.long]

Place = tuple[str, ...]
"""Where a member is in an answer; `*` stands for each element of a list."""

Change = Callable[[Any], Any]

_EACH = "*"
_GONE = object()
_NEW_WORD = "BRAND_NEW"

#: Members whose absence is a fact, and which.
_FACTS_BY_ABSENCE = {
    "DescribeClientVpnEndpoints ClientVpnEndpoints.*.Description": "it is not the configuration's Client VPN",
    "DescribeInstances Reservations.*.Instances.*.IamInstanceProfile": "the instance has none",
    "DescribeSecurityGroups SecurityGroups.*.IpPermissions.*.UserIdGroupPairs.*.UserId": "the group was deleted",
    "GetBucketVersioning Status": "the bucket never had versions",
    "GetEnvironment Environment.KmsKey": "the environment has a key that AWS owns",
}

#: Words of which any is a fact, known to botocore or not.
_ANY_WORD_IS_A_FACT = ("GetBucketLocation LocationConstraint",)

#: Members without which the fault is another one, or none, and why.
_FAULTS_BY_PRESENCE = {
    "DescribeClientVpnEndpoints ClientVpnEndpoints.*.Description": "it is not the configuration's Client VPN",
    "DescribeClientVpnEndpoints ClientVpnEndpoints.*.DnsServers": "the clients keep their own",
    "GetEnvironment Environment.CeleryExecutorQueue": "the names of all queues stand for it",
    "GetEnvironment Environment.LastUpdate": "the environment was never updated",
}
#: Groups whose faults are planted: their checks read the answers that have the most members.
_GROUPS = ("access", "handshake", "network")

#: Formats in which a tag would be one, and what is code in Markdown (CommonMark, 6.1).
_WITH_MARKUP = ("html", "junit", "markdown")
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")

_HOSTILE = "\x1b[31m\u202e\r\n::error::x<script>alert(1)</script>|`x`"


@pytest.fixture(scope="module", params=["client-vpn", "private-vpc", "web-access"])
def deployed(request: pytest.FixtureRequest) -> Iterator[Patient]:
    """A healthy deployment; together they have every kind of access."""
    with patient(request.param) as healthy, shared_clients():
        yield healthy


@pytest.fixture(scope="module")
def answers(deployed: Patient) -> Iterator[Answers]:
    """Its answers, recorded."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        recorded = recorded_answers(monkeypatch)
        look_at(deployed, checks())
        yield recorded


def look_at(deployed: Patient, chosen: Sequence[Check]) -> Diagnosis:
    """What the checks ``chosen`` find."""
    views, calls = collect(targets_of(deployed.deployment), sections_read(chosen), environ=deployed.environ)
    return examine(views, chosen, calls=calls)


def members(value: Any, shape: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """The members of an answer, each with its shape; what is within documents and maps is not AWS's."""
    if isinstance(value, dict) and shape.type_name == "structure":
        for name in sorted(value.keys() & shape.members.keys()):
            yield (*place, name), shape.members[name]
            yield from members(value[name], shape.members[name], (*place, name))
    elif isinstance(value, list) and shape.type_name == "list":
        for element in value:
            yield from members(element, shape.member, (*place, _EACH))


def members_of(recorded: Answers) -> Mapping[AwsOperation, Mapping[Place, Any]]:
    """The members of all answers, by operation."""
    session = Session()
    found: defaultdict[AwsOperation, dict[Place, Any]] = defaultdict(dict)
    for key, answer in recorded.answers.items():
        _, service, name, _ = json.loads(key)
        shape = session.get_service_model(service).operation_model(name).output_shape
        found[recorded.operations[f"{service}:{name}"]].update(members(answer, shape))
    return found


def with_change(value: Any, place: Place, change: Change) -> Any:
    """A copy of ``value`` in which every value at ``place`` is changed."""
    if not place:
        return change(value)
    name, rest = place[0], place[1:]
    if name == _EACH:
        return [with_change(element, rest, change) for element in value]
    if name not in value:
        return value
    changed = with_change(value[name], rest, change)
    others = {key: member for key, member in value.items() if key != name}
    return others if changed is _GONE else {**others, name: changed}


def changed_at(called: AwsOperation, places: Sequence[Place], change: Change) -> Callable[[AwsOperation, Any], Any]:
    """A change of ``places`` in all answers of one operation, of each call that is declared."""

    def apply(operation: AwsOperation, answer: Any) -> Any:
        if (operation.service, operation.name) == (called.service, called.name):
            for place in places:
                answer = with_change(answer, place, change)
        return answer

    return apply


def readers_of(called: AwsOperation, diagnosis: Diagnosis) -> list[Check]:
    """The checks that used an answer of ``called``."""
    name = f"{called.service}:{called.name} in "
    used = {finding.check for finding in diagnosis.findings if any(name in source for source in finding.read_from)}
    return [check for check in checks() if check.id in used]


def crashed(message: str) -> bool:
    """Whether a check or the collector of a section failed as a whole."""
    return "the check itself failed" in message or "what AWS answered about" in message


def guesses(
    deployed: Patient, answers: Answers, change: Change, is_changed: Callable[[Any], bool] = lambda _: True
) -> dict[str, list[str]]:
    """Failures, warnings and crashes that a healthy deployment has only because one member changed, by member."""
    answers.change = lambda _, answer: answer
    healthy = look_at(deployed, checks())
    wrong = {}
    tried = 0
    for called, places in members_of(answers).items():
        readers = readers_of(called, healthy)
        for place in (place for place, shape in places.items() if readers and is_changed(shape)):
            answers.change = changed_at(called, [place], change)
            tried += 1
            found = [
                f"{finding.check}: {finding.message}"
                for finding in look_at(deployed, readers).findings
                if finding.result.is_problem or crashed(finding.message)
            ]
            name = f"{called.name} {'.'.join(place)}"
            if found and name not in _FACTS_BY_ABSENCE:
                wrong[name] = found
    assert not any(finding.result.is_problem for finding in healthy.findings)
    assert tried > 20
    return wrong


def test_a_member_that_is_missing_leads_to_no_finding(deployed: Patient, answers: Answers) -> None:
    wrong = guesses(deployed, answers, lambda _: _GONE)

    assert not wrong, json.dumps(wrong, indent=2)


def test_a_member_that_is_null_is_as_good_as_missing(deployed: Patient, answers: Answers) -> None:
    wrong = guesses(deployed, answers, lambda _: None)

    assert not wrong, json.dumps(wrong, indent=2)


def test_a_word_that_botocore_does_not_know_leads_to_no_finding(deployed: Patient, answers: Answers) -> None:
    wrong = guesses(deployed, answers, lambda _: _NEW_WORD, lambda shape: bool(getattr(shape, "enum", None)))
    wrong = {name: found for name, found in wrong.items() if name not in _ANY_WORD_IS_A_FACT}

    assert not wrong, json.dumps(wrong, indent=2)


def test_hostile_text_of_an_answer_is_text_in_every_format(deployed: Patient, answers: Answers) -> None:
    for called, places in members_of(answers).items():
        texts = [place for place, shape in places.items() if shape.type_name == "string"]
        answers.change = changed_at(called, texts, lambda text: f"{text}{_HOSTILE}" if isinstance(text, str) else text)
        diagnosis = look_at(deployed, checks())

        assert [finding.message for finding in diagnosis.findings if crashed(finding.message)] == [], called.name
        for form in format_names():
            shown = write(diagnosis, form, FormatOptions(verbose=True))
            assert "\x1b" not in shown, (called.name, form)
            assert "\u202e" not in shown, (called.name, form)
            assert not any(line.lstrip().startswith("::") for line in shown.splitlines()), (called.name, form)
            if form in _WITH_MARKUP:
                assert "<script>alert" not in _CODE.sub("", shown), (called.name, form)


def faults_in(example: str) -> Iterator[Fault]:
    """A fault for each check, of those that are about AWS and not about what the configuration says."""
    by_check = {fault.check: fault for fault in all_faults() if fault.example == example}
    for check, fault in by_check.items():
        if check.partition(".")[0] in _GROUPS and not fault.look_at and not fault.options:
            yield fault


def test_no_check_that_fails_passes_because_a_member_is_missing(
    deployed: Patient, answers: Answers, request: pytest.FixtureRequest
) -> None:
    wrong: defaultdict[str, list[str]] = defaultdict(list)
    for fault in faults_in(request.node.callspec.params["deployed"]):
        chosen = select_checks([fault.check])
        group = fault.check.partition(".")[0]
        siblings = [check for check in checks() if check.id.partition(".")[0] == group]
        answers.change = lambda _, answer: answer
        with planted(deployed, fault):
            answers.answers.clear()
            assert any(finding.result.is_problem for finding in look_at(deployed, chosen).findings), fault.id
            for called, places in members_of(answers).items():
                for place in places:
                    name = f"{called.name} {'.'.join(place)}"
                    answers.change = changed_at(called, [place], lambda _: _GONE)
                    results = {finding.result for finding in look_at(deployed, chosen).findings}
                    if results != {CheckResult.PASS} or name in _FAULTS_BY_PRESENCE:
                        continue
                    # Without the owner's answer, what the participant sees is the fault of another check: no share.
                    if not any(finding.result.is_problem for finding in look_at(deployed, siblings).findings):
                        wrong[fault.id].append(name)
    assert not wrong, json.dumps(wrong, indent=2)
