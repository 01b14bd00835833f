"""The read-only permissions that the doctor needs: as IAM policies, and with the reason for each.

They follow from the calls that collectors declare (:func:`mwaa_tf.doctor.collect.aws.operations.operations`), limited
to the resources of the environments where AWS can limit them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter, ascii_uppercase
from typing import Any

from mwaa_tf.arn import Arn
from mwaa_tf.blueprint import Account
from mwaa_tf.doctor.collect.aws.operations import AwsOperation, CallerSide, operations
from mwaa_tf.doctor.collect.aws.source import CollectOptions
from mwaa_tf.doctor.principal import parse_principal
from mwaa_tf.doctor.target import Target
from mwaa_tf.iam.patterns import text_matches
from mwaa_tf.iam.policy_size import one_or_list, policies_of_statements
from mwaa_tf.iam.principals import PrincipalKind
from mwaa_tf.mwaa.regions import dns_suffix, partition_of

#: S3 decrypts objects with the rights of the caller (S3 user guide, UsingKMSEncryption).
_READS_OBJECTS = "s3:GetObject"
_DECRYPT, _WHY_DECRYPT = "kms:Decrypt", "objects of the bucket are encrypted with the key"

_PARTICIPANT, _OWNER = "participant", "owner"


@dataclass(frozen=True, slots=True)
class NeededPermission:
    """An action that the doctor needs, and what for."""

    action: str
    resources: tuple[str, ...]
    """ARNs, or ``*`` alone where the action has no resources or nothing is known of them."""
    why: tuple[str, ...]
    through: str = ""
    """Name of the only service that makes use of it on behalf of the caller: ``s3.us-east-1.amazonaws.com``."""

    @property
    def service(self) -> str:
        """``ec2`` of ``ec2:DescribeSubnets``."""
        return self.action.partition(":")[0]


@dataclass(frozen=True, slots=True)
class SidePermissions:
    """What the credentials of one account need."""

    side: str
    """``participant`` or ``owner``; of several participants, with the account: ``participant 222222222222``."""
    account_id: str
    """Empty where only AWS knows it."""
    permissions: tuple[NeededPermission, ...]

    def policies(self) -> dict[str, dict[str, Any]]:
        """The policy documents by name: as the side, with numbers where one is longer than a managed policy may be."""
        documents = policies_of_statements(self._statements())
        if len(documents) == 1:
            return {self.side: documents[0]}
        return {f"{self.side} {number}": document for number, document in enumerate(documents, 1)}

    def _statements(self) -> Iterator[dict[str, Any]]:
        """A statement for the actions of a service that have the same resources."""
        grouped: dict[tuple[str, tuple[str, ...], str], list[str]] = defaultdict(list)
        for permission in self.permissions:
            grouped[permission.service, permission.resources, permission.through].append(permission.action)
        letters = {service: iter(ascii_uppercase) for service, _, _ in grouped}
        counts = Counter(service for service, _, _ in grouped)
        for (service, resources, through), actions in grouped.items():
            letter = next(letters[service]) if counts[service] > 1 else ""
            statement: dict[str, Any] = {
                "Sid": f"{service.capitalize()}{letter}",
                "Effect": "Allow",
                "Action": actions,
                "Resource": one_or_list(resources),
            }
            if through:
                statement["Condition"] = {"StringEquals": {"kms:ViaService": through}}
            yield statement


def needed_permissions(targets: Sequence[Target], options: CollectOptions | None = None) -> tuple[SidePermissions, ...]:
    """What the doctor needs in each account, to look at ``targets`` with ``options``: participants, then owners."""
    by_account: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in targets:
        by_account[_PARTICIPANT, target.participant.account_id].append(target)
    for target in targets:
        by_account[_OWNER, (target.owner or Account(_OWNER, "", None, None)).account_id].append(target)
    count = Counter(side for side, _ in by_account)
    return tuple(
        SidePermissions(
            f"{side} {account_id}" if count[side] > 1 else side,
            account_id,
            _permissions(side, account_id, tuple(group), options or CollectOptions()),
        )
        for (side, account_id), group in by_account.items()
    )


def _permissions(
    side: str, account_id: str, targets: Sequence[Target], options: CollectOptions
) -> tuple[NeededPermission, ...]:
    resources: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    reasons: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for target in targets:
        values = {
            **_values(target, account_id),
            **_terraform_role(target, side),
            **_principal_values(options, account_id),
        }
        for action, template, why, through in _needs(side):
            if (resource := _filled(template, values)) is not None:
                key = (action, through.format_map(values))
                resources[key][resource] = None
                reasons[key][why] = None
    return tuple(
        NeededPermission(action, _smallest(arns), tuple(reasons[action, through]), through)
        for (action, through), arns in sorted(resources.items())
    )


def _smallest(arns: Iterable[str]) -> tuple[str, ...]:
    """``arns`` without those that the pattern of another one includes."""
    known = sorted(arns)
    return tuple(arn for arn in known if not any(text_matches(other, arn) for other in known if other != arn))


def _needs(side: str) -> Iterator[tuple[str, str, str, str]]:
    """Each action with its resource, which has names in braces, the reason, and the service that it is limited to."""
    for operation in operations():
        if _is_called_by(operation, side) and not operation.only_upgrades:
            for action in operation.needs:
                yield action, operation.resource, operation.why, ""
                if action == _READS_OBJECTS:
                    yield _DECRYPT, "{key}", _WHY_DECRYPT, "s3.{region}.{domain}"


def _is_called_by(operation: AwsOperation, side: str) -> bool:
    other = CallerSide.OWNER if side == _PARTICIPANT else CallerSide.PARTICIPANT
    return operation.caller is not other


def _filled(template: str, values: Mapping[str, str]) -> str | None:
    """``template`` with ``values``; None where one of them does not exist."""
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    return template.format_map(values) if names <= values.keys() else None


def _values(target: Target, account_id: str) -> dict[str, str]:
    """What the resources of an environment are called; patterns where only AWS knows it."""
    partition = partition_of(target.region) or "aws"
    values = {
        "partition": partition,
        "domain": dns_suffix(partition),
        "region": target.region,
        "account": account_id or "*",
        "environment": target.name,
        "bucket": "*",
        "role": f"arn:{partition}:iam::{account_id or '*'}:role/*",
        "key": f"arn:{partition}:kms:{target.region}:{account_id or '*'}:key/*",
    }
    for account in (target.participant, target.owner):
        if account and account.role_arn and account.account_id == account_id:
            values["terraform_role"] = account.role_arn
    if target.settings and not target.settings.settings.existing:
        _add_configured(values, target, account_id)
    return values


def _add_configured(values: dict[str, str], target: Target, account_id: str) -> None:
    """The names that the configuration gives, and those that the module ``environment`` forms."""
    if target.settings is None:
        return
    settings = target.settings.settings
    bucket, key, role = settings.source_bucket, settings.kms_key, settings.execution_role
    # S3 allows neither capitals nor underscores.
    created = bucket.name or f"{target.name.lower().replace('_', '-')}-{account_id}"
    values["bucket"] = Arn.parse(bucket.arn).resource if bucket.arn else created
    if key.arn:
        values["key"] = key.arn
    elif not key.create:
        del values["key"]
    # The module cuts the name, and AWS adds a suffix.
    values["role"] = role.arn or f"arn:{values['partition']}:iam::{account_id}:role/{target.name[:27]}*-execution*"


def _terraform_role(target: Target, side: str) -> dict[str, str]:
    """The role that Terraform assumes, with which prerequisites are judged; IAM is asked for it by name."""
    account = target.participant if side == _PARTICIPANT else target.owner
    return {"terraform_role": account.role_arn} if account and account.role_arn else {}


def _principal_values(options: CollectOptions, account_id: str) -> dict[str, str]:
    """The principal of ``--principal``, if it is of the account; IAM knows a session's role by name only."""
    if not options.principal_arn:
        return {}
    principal = parse_principal(options.principal_arn)
    if account_id not in ("", principal.account_id):
        return {}
    partition = options.principal_arn.split(":")[1]
    if principal.kind is PrincipalKind.USER:
        groups = f"arn:{partition}:iam::{principal.account_id}:group/*"
        return {"principal_user": principal.arn, "principal_groups": groups}
    if principal.kind is PrincipalKind.ROLE_SESSION:
        any_path = f"arn:{partition}:iam::{principal.account_id}:role/*{principal.name}"
        return {"principal_role": any_path}
    return {}
