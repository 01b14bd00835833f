"""The doctor runs with exactly the policies that it prints, and without any one of them it guesses nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.doctor import CheckResult, CollectOptions, Diagnosis, targets_of
from mwaa_tf.doctor.collect.aws.calls import GET_CALLER_IDENTITY, Answer
from mwaa_tf.doctor.collect.aws.operations import AwsOperation, operations
from mwaa_tf.doctor.permissions import needed_permissions
from mwaa_tf.iam.actions import iam_action
from tests.doctor.hospital import patient
from tests.doctor.planted import Patient
from tests.doctor.recorded_answers import Answers, recorded_answers

pytestmark = [pytest.mark.terraform, pytest.mark.long]

_EXAMPLE = "private-vpc"
_USER = CollectOptions(principal_arn="arn:aws:iam::222222222222:user/ada")
_ROLE = CollectOptions(principal_arn="arn:aws:iam::222222222222:role/teams/analyst")
_OPTIONS = (CollectOptions(), _USER, _ROLE)

#: A list that S3 and CloudWatch Logs leave out where it is empty, and a status that says nothing else by its absence:
#: such an answer is complete, and only the reason tells it from one that is not.
_COMPLETE_WITHOUT = {
    "GetBucketVersioning": "without a status, the bucket never had versions",
    "ListObjectVersions": "S3 leaves out empty lists",
    "ListObjectsV2": "S3 leaves out empty lists",
}

#: Checks that are content with less than they can have, and why.
_CONTENT_WITH_LESS = {
    "handshake.share-active": "of the owner's RAM and the participant's, each shows the share and its status",
    "handshake.subnets-associated": "of the owner's RAM and the participant's, each shows the subnets of the share",
    "handshake.subnets-visible": "without the environment, the subnets of its share stand for its own",
    "prerequisites.endpoints-quota": "without its own quota, an account has at least that of a new one",
}

#: Actions that nothing calls in this deployment, and why.
_NO_MANAGEMENT = "neither account manages the organization"
_OTHER_ACCESS = "there is no load balancer, VPN or bastion here"
_NOT_USED_HERE = {
    "acm:DescribeCertificate": _OTHER_ACCESS,
    "ec2:DescribeClientVpnAuthorizationRules": _OTHER_ACCESS,
    "ec2:DescribeClientVpnEndpoints": _OTHER_ACCESS,
    "ec2:DescribeClientVpnRoutes": _OTHER_ACCESS,
    "ec2:DescribeClientVpnTargetNetworks": _OTHER_ACCESS,
    "ec2:DescribeInstances": _OTHER_ACCESS,
    "ec2:DescribeVpcBlockPublicAccessExclusions": "the account does not block the internet",
    "elasticloadbalancing:DescribeListenerCertificates": _OTHER_ACCESS,
    "elasticloadbalancing:DescribeListeners": _OTHER_ACCESS,
    "elasticloadbalancing:DescribeLoadBalancers": _OTHER_ACCESS,
    "elasticloadbalancing:DescribeTargetGroups": _OTHER_ACCESS,
    "elasticloadbalancing:DescribeTargetHealth": _OTHER_ACCESS,
    "iam:SimulatePrincipalPolicy": "the service-linked role exists",
    "kms:Decrypt": "S3 decrypts objects with it, and the local AWS does not record that as a call",
    "organizations:DescribePolicy": _NO_MANAGEMENT,
    "organizations:ListParents": _NO_MANAGEMENT,
    "ram:ListResources": "the shares of the owner tell more",
    "route53:ListHostedZones": _OTHER_ACCESS,
    "route53:ListHostedZonesByVPC": _OTHER_ACCESS,
    "route53:ListResourceRecordSets": _OTHER_ACCESS,
    "s3:GetAccountPublicAccessBlock": "the record calls it like that of a bucket",
    "s3:GetObjectVersion": "GetObject with a version needs it, and the record has the name of the call",
    "s3:ListAllMyBuckets": "the bucket exists",
    "ssm:DescribeInstanceInformation": _OTHER_ACCESS,
}

_STATUS_KEYS = frozenset({"state", "status", "keystate"})
_NEW_WORD = "BRAND_NEW"


@pytest.fixture(scope="module")
def deployed() -> Iterator[Patient]:
    """A deployment in which every call of the doctor has something to read."""
    with patient(_EXAMPLE) as healthy:
        _add_everything(healthy)
        yield healthy


def _add_everything(deployed: Patient) -> None:
    """Attached policies, a startup script and requirements, and two people who may log in."""
    iam, s3 = deployed.participant("iam"), deployed.participant("s3")
    role = deployed.environment["ExecutionRoleArn"].rpartition("/")[2]
    bucket = deployed.environment["SourceBucketArn"].rpartition(":")[2]
    document = _document("s3:GetObject", "arn:aws:s3:::acme-market-data/*")
    login = _document("airflow:CreateWebLoginToken", "arn:aws:airflow:*:*:role/*/User")
    arn = iam.create_policy(PolicyName="dags", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    iam.create_user(UserName="ada")
    iam.create_group(GroupName="analysts")
    iam.put_group_policy(GroupName="analysts", PolicyName="login", PolicyDocument=login)
    iam.attach_group_policy(GroupName="analysts", PolicyArn=arn)
    iam.add_user_to_group(GroupName="analysts", UserName="ada")
    iam.put_user_policy(UserName="ada", PolicyName="own", PolicyDocument=document)
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "sts:AssumeRole"}],
        }
    )
    iam.create_role(RoleName="analyst", Path="/teams/", AssumeRolePolicyDocument=trust)
    iam.put_role_policy(RoleName="analyst", PolicyName="login", PolicyDocument=login)
    version = s3.put_object(Bucket=bucket, Key="startup.sh", Body=b"#!/bin/sh\necho started\n")["VersionId"]
    s3.put_object(Bucket=bucket, Key="dags/hello.py", Body=b"print('hello')\n")
    deployed.participant("mwaa").update_environment(
        Name=deployed.name, StartupScriptS3Path="startup.sh", StartupScriptS3ObjectVersion=version
    )
    while deployed.environment["Status"] != "AVAILABLE":
        time.sleep(0.1)


def _document(action: str, resource: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _policies(deployed: Patient, options: CollectOptions) -> dict[str, dict[str, Any]]:
    """The policies that ``doctor --permissions`` prints, by account; one is enough for each."""
    sides = needed_permissions(targets_of(deployed.deployment)[:1], options)
    return {side.account_id: policy for side in sides for policy in side.policies().values()}


def _results(diagnosis: Diagnosis) -> set[tuple[str, str, str]]:
    return {(finding.check, finding.result.value, finding.message) for finding in diagnosis.findings}


def _without(policy: Mapping[str, Any], action: str) -> dict[str, Any]:
    statements = []
    for statement in policy["Statement"]:
        remaining = [name for name in statement["Action"] if name != action]
        if remaining:
            statements.append({**statement, "Action": remaining})
    return {**policy, "Statement": statements}


def _actions(policies: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {
        action for policy in policies.values() for statement in policy["Statement"] for action in statement["Action"]
    }


@pytest.mark.parametrize("options", _OPTIONS, ids=["nobody", "user", "role"])
def test_the_doctor_finds_the_same_with_exactly_its_policies(deployed: Patient, options: CollectOptions) -> None:
    everything = deployed.examine(options)
    deployed.local.allow({account: [policy] for account, policy in _policies(deployed, options).items()})
    try:
        assert _results(deployed.examine(options)) == _results(everything)
    finally:
        deployed.local.allow({})


def test_every_call_is_allowed_and_changes_nothing(deployed: Patient) -> None:
    for options in _OPTIONS:
        assert _used(deployed, options) - _actions(_policies(deployed, options)) == set()


def test_every_action_is_used(deployed: Patient) -> None:
    used = {action for options in _OPTIONS for action in _used(deployed, options)}
    declared = {action for options in _OPTIONS for action in _actions(_policies(deployed, options))}
    assert declared - used == _NOT_USED_HERE.keys()


def _used(deployed: Patient, options: CollectOptions) -> set[str]:
    """The actions of all calls that the doctor makes; none of them changes anything."""
    before = len(deployed.local.record)
    deployed.examine(options)
    calls = deployed.local.record.since(before)
    assert [call for call in calls if call.mutating] == []
    return {action for call in calls if (action := iam_action(call.service, call.action))}


def test_with_one_action_less_something_is_not_checkable_and_nothing_is_wrong(deployed: Patient) -> None:
    wrong = {}
    tried: set[str] = set()
    for options in _OPTIONS:
        policies = _policies(deployed, options)
        everything = deployed.examine(options)
        tried |= (actions := _actions(policies) - _NOT_USED_HERE.keys() - tried)
        for action in sorted(actions):
            allowed = {account: [_without(policy, action)] for account, policy in policies.items()}
            deployed.local.allow(allowed)
            try:
                problem = _problem_without(everything, deployed.examine(options), action)
            finally:
                deployed.local.allow({})
            if problem:
                wrong[f"{action} {options.principal_arn}"] = problem
    assert not wrong, json.dumps(wrong, indent=2)


def _problem_without(everything: Diagnosis, diagnosis: Diagnosis, action: str) -> list[str]:
    problems = _guesses(everything, diagnosis)
    unchecked = diagnosis.of(CheckResult.NOT_CHECKABLE)
    if _is_read(everything, action) and not any(action in finding.message for finding in unchecked):
        problems.append(f"no finding says that {action} is needed")
    return problems


def _is_read(diagnosis: Diagnosis, action: str) -> bool:
    """Whether a check used what calls with ``action`` answered; here some facts make others irrelevant."""
    names = {f"{called.service}:{called.name} in " for called in operations() if action in called.needs}
    read = [finding for finding in diagnosis.findings if finding.check not in _CONTENT_WITH_LESS]
    sources = {source for finding in read for source in finding.read_from}
    return any(name in source for name in names for source in sources)


def _guesses(everything: Diagnosis, diagnosis: Diagnosis) -> list[str]:
    """Failures, warnings and crashes that ``everything``, of the same deployment, does not have."""
    known = _results(everything)
    return [
        f"{finding.check}: {finding.result.value}: {finding.message}"
        for finding in diagnosis.findings
        if (finding.result.is_problem and (finding.check, finding.result.value, finding.message) not in known)
        or "the check itself failed" in finding.message
        or "what AWS answered about" in finding.message
    ]


# Each call as it may end


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    return recorded_answers(monkeypatch)


Ending = Callable[[AwsOperation, Answer], Answer]


def _raises(code: str, status: int) -> Ending:
    def end(called: AwsOperation, _: Answer) -> Answer:
        answer = {"Error": {"Code": code, "Message": "from this test"}, "ResponseMetadata": {"HTTPStatusCode": status}}
        raise ClientError(answer, called.name)

    return end


def _empty(called: AwsOperation, _: Answer) -> Answer:
    del called
    return {}


def _without_lists(_: AwsOperation, answer: Answer) -> Answer:
    cut: Answer = _cut(answer)
    return cut


def _cut(value: Any) -> Any:
    """``value`` without the lists in it, at any depth."""
    if isinstance(value, dict):
        return {name: _cut(inner) for name, inner in value.items() if not isinstance(inner, list)}
    return value


def _with_new_statuses(_: AwsOperation, answer: Answer) -> Answer:
    renamed: Answer = _renamed(answer)
    return renamed


def _renamed(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _renamed(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, key) for inner in value]
    return _NEW_WORD if isinstance(value, str) and key.lower() in _STATUS_KEYS else value


_ENDINGS: Mapping[str, Ending] = {
    "denied": _raises("AccessDenied", 403),
    "throttled": _raises("ThrottlingException", 400),
    "500": _raises("InternalError", 500),
    "empty": _empty,
    "without lists": _without_lists,
    "unknown status": _with_new_statuses,
}


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_call_that_ends_badly_costs_only_the_checks_that_need_it(
    deployed: Patient, answers: Answers, ending: str
) -> None:
    wrong: dict[str, list[str]] = {}
    tried = {f"{GET_CALLER_IDENTITY.service}:{GET_CALLER_IDENTITY.name}"}
    for options in _OPTIONS:
        answers.change = lambda _, answer: answer
        everything = deployed.examine(options)
        tried |= (names := answers.operations.keys() - tried)
        for name in sorted(names):
            answers.change, answers.is_changed = _only(name, _ENDINGS[ending]), False
            problems = _problem_after(everything, deployed.examine(options), name, ending)
            if not answers.is_changed:
                continue
            if problems:
                wrong[f"{name} {options.principal_arn}"] = problems
    assert not wrong, json.dumps(wrong, indent=2)


def _only(name: str, ending: Ending) -> Callable[[AwsOperation, Answer], Answer]:
    def change(called: AwsOperation, answer: Answer) -> Answer:
        ends = f"{called.service}:{called.name}" == name
        return ending(called, answer) if ends else answer

    return change


def _problem_after(everything: Diagnosis, diagnosis: Diagnosis, name: str, ending: str) -> list[str]:
    operation = name.partition(":")[2]
    if operation in _COMPLETE_WITHOUT and ending in ("empty", "without lists"):
        return []
    problems = _guesses(everything, diagnosis)
    # Many a list, such as that of tags, is not needed; what a check needs of the rest it may still have.
    if ending not in ("without lists", "unknown status"):
        problems += _false_passes(everything, diagnosis, name)
    return problems


def _false_passes(everything: Diagnosis, diagnosis: Diagnosis, name: str) -> Iterator[str]:
    """Checks that pass without a fact that they used when they had it."""
    before = _sources_of_passes(everything)
    for check in _sources_of_passes(diagnosis):
        if check not in _CONTENT_WITH_LESS and any(name in source for source in before.get(check, ())):
            yield f"{check} passes without {name}"


def _sources_of_passes(diagnosis: Diagnosis) -> dict[str, Collection[str]]:
    return {finding.check: finding.read_from for finding in diagnosis.of(CheckResult.PASS)}
