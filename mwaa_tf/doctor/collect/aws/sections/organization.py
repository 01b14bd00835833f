"""The organization, as far as an account may see it.

Every member may call DescribeOrganization; the rest is for the management account and for delegated administrators
(Organizations API reference). The owner's credentials are used for it, or the participant's where it is the management
account: that a delegated administrator runs Airflow and does not own the network is not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mwaa_tf.doctor.collect.aws.calls import Answer, Calls
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, Reading, UnreadError
from mwaa_tf.doctor.view.organization import ControlLevels, ControlPolicy, OrganizationFacts, OrganizationSection
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.text import escape_control_characters as printable

DESCRIBE_ORGANIZATION = operation(
    "organizations", "DescribeOrganization", by=CallerSide.EITHER, why="whether both accounts are in one organization"
)
LIST_ACCOUNTS = operation(
    "organizations", "ListAccounts", by=CallerSide.EITHER, why="whether both accounts are in the organization"
)
LIST_TRUSTED_SERVICES = operation(
    "organizations",
    "ListAWSServiceAccessForOrganization",
    by=CallerSide.EITHER,
    why="whether sharing within the organization is enabled",
)
LIST_PARENTS = operation(
    "organizations", "ListParents", by=CallerSide.EITHER, why="which organizational units an account is in"
)
LIST_POLICIES = operation(
    "organizations", "ListPoliciesForTarget", by=CallerSide.EITHER, why="which service control policies hold"
)
DESCRIBE_POLICY = operation(
    "organizations", "DescribePolicy", by=CallerSide.EITHER, why="what a service control policy denies"
)

_NO_ORGANIZATION = ("AWSOrganizationsNotInUseException",)
_TYPE_NOT_ENABLED = ("PolicyTypeNotEnabledException",)
_CONTROL_POLICY = "SERVICE_CONTROL_POLICY"
_ROOT = "ROOT"


def collect(source: AwsSource) -> OrganizationSection:
    """Ask AWS Organizations on both sides."""
    owner, participant = _organization(source.owner), _organization(source.participant)
    administrator = _administrator(source, participant)
    accounts = administrator.read(LIST_ACCOUNTS, _account_ids)
    known = owner.content or participant.content
    return OrganizationSection(
        owner=owner,
        participant=participant,
        account_ids=accounts,
        trusted_services=administrator.read(LIST_TRUSTED_SERVICES, _services),
        owner_control_policies=_control_policies(administrator, source.owner, known),
        participant_control_policies=_control_policies(administrator, source.participant, known),
    )


def _organization(calls: Calls) -> Reading[OrganizationFacts | None]:
    reading: Reading[OrganizationFacts | None] = calls.read(DESCRIBE_ORGANIZATION, _facts)
    return reading.absent_as(_NO_ORGANIZATION, None)


def _facts(answer: Answer) -> OrganizationFacts:
    organization = answer["Organization"]
    return OrganizationFacts(
        id=printable(organization["Id"]),
        feature_set=printable(organization["FeatureSet"]),
        management_account_id=printable(organization["MasterAccountId"]),
    )


def _administrator(source: AwsSource, participant: Reading[OrganizationFacts | None]) -> Calls:
    """The caller that is most likely to see more than a member."""
    identity = source.participant.identity.content
    is_management = (
        participant.content and identity and (participant.content.management_account_id == identity.account_id)
    )
    return source.participant if is_management else source.owner


def _account_ids(answer: Answer) -> tuple[str, ...]:
    # Status is being replaced by State (Organizations API reference, Account).
    return tuple(
        sorted(
            account["Id"] for account in answer["Accounts"] if (account.get("State") or account["Status"]) == "ACTIVE"
        )
    )


def _services(answer: Answer) -> tuple[str, ...]:
    return tuple(sorted(printable(service["ServicePrincipal"]) for service in answer["EnabledServicePrincipals"]))


def _control_policies(
    administrator: Calls, account: Calls, organization: OrganizationFacts | None
) -> Reading[ControlLevels]:
    """The policies by level. A gap in one of the calls is the gap of all: half of them would prove nothing."""
    identity = account.identity.content
    account_id = account.account.account_id or (identity.account_id if identity else "")
    if organization and organization.management_account_id == account_id:
        return Reading.of((), administrator.source(LIST_POLICIES))
    if not account_id:
        return Reading.unread(account.identity.gap or Gap(GapKind.NOT_UNDERSTOOD, "the account is not known"))
    try:
        levels = tuple(_level(administrator, target) for target in _path(administrator, account_id))
    except UnreadError as error:
        return Reading.unread(error.gap, administrator.source(LIST_POLICIES))
    return Reading.of(tuple(reversed(levels)), administrator.source(LIST_POLICIES))


def _path(administrator: Calls, account_id: str) -> Iterator[str]:
    """The account, its organizational units, and the root."""
    target = account_id
    yield target
    while True:
        parent = administrator.read(LIST_PARENTS, _parent, ChildId=target).value
        target, kind = parent
        yield target
        if kind == _ROOT:
            return


def _parent(answer: Answer) -> tuple[str, str]:
    (parent,) = answer["Parents"]
    return str(parent["Id"]), str(parent["Type"])


def _level(administrator: Calls, target: str) -> tuple[ControlPolicy, ...]:
    reading: Reading[tuple[tuple[str, str], ...]] = administrator.read(
        LIST_POLICIES, _policies, TargetId=target, Filter=_CONTROL_POLICY
    )
    attached = reading.absent_as(_TYPE_NOT_ENABLED, ()).value
    return tuple(
        administrator.read(DESCRIBE_POLICY, partial(_policy, id, name), PolicyId=id).value for id, name in attached
    )


def _policies(answer: Answer) -> tuple[tuple[str, str], ...]:
    return tuple((str(policy["Id"]), printable(policy["Name"])) for policy in answer["Policies"])


def _policy(id: str, name: str, answer: Answer) -> ControlPolicy:
    document = parse_policy(answer["Policy"]["Content"])
    if document.unreadable:
        raise ValueError(f"the policy {name} is not a policy document")
    return ControlPolicy(id, name, document)
