"""Stage 0: the bucket that keeps all states, its own workspace's among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mwaa_tf.blueprint.backends import account, backend, state_key
from mwaa_tf.blueprint.model import ModuleCall, ModuleValue, Output, Value, Workspace
from mwaa_tf.config.deployment import Deployment

#: Folder of the workspace.
PATH = "0-state"

_OUTPUTS = {
    "bucket": ("bucket", "The bucket of all states of the deployment."),
    "bucket_arn": ("arn", "ARN of the bucket."),
    "kms_key_arn": ("kms_key_arn", "The key that encrypts the states; null where S3 does with keys of its own."),
}


def state_workspace(deployment: Deployment, others: Iterable[Workspace]) -> Workspace:
    """The workspace that makes the bucket, open to each account as far as ``others`` write and read states there."""
    owner = account(deployment.owner)
    state = deployment.state
    arguments: list[dict[str, Value]] = [{"name": state.bucket}]
    if state.create_kms_key or state.kms_key_arn:
        arguments.append({"kms_key": {"create": True} if state.create_kms_key else {"arn": state.kms_key_arn}})
    if state.force_destroy:
        arguments.append({"force_destroy": True})
    others = tuple(others)
    keys = _Keys(deployment, others)
    arguments.append({"accounts": [_as_argument(grant, keys) for grant in _grants(deployment, others)]})
    return Workspace(
        path=PATH,
        stage=0,
        title="the bucket that keeps all states",
        account=owner,
        region=state.region or deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, PATH, owner),
        reads=(),
        calls=(ModuleCall("state_bucket", "state-bucket", tuple(arguments)),),
        outputs=tuple(Output(name, text, ModuleValue("state_bucket", of)) for name, (of, text) in _OUTPUTS.items()),
        keeps_states=True,
        protected=not state.force_destroy,
    )


@dataclass(slots=True)
class _Grant:
    """Somebody in an account, and the workspaces whose states they write and read."""

    account_id: str
    role_arn: str | None
    """None for everybody in the account."""
    writes: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)


def _grants(deployment: Deployment, others: Iterable[Workspace]) -> list[_Grant]:
    """One for each role; of an account that somewhere is entered without a role, one for all of it."""
    owner = account(deployment.owner)
    parties = [owner, *(account(participant) for participant in deployment.participants)]
    open_accounts = {party.account_id for party in parties if party.role_arn is None}
    found: dict[tuple[str, str | None], _Grant] = {}

    def grant(account_id: str, role_arn: str | None) -> _Grant:
        who = (account_id, None if account_id in open_accounts else role_arn)
        return found.setdefault(who, _Grant(*who))

    grant(owner.account_id, owner.role_arn).writes.add(PATH)
    for workspace in others:
        given = grant(workspace.account.account_id, workspace.account.role_arn)
        given.writes.add(workspace.path)
        given.reads.update(read.workspace for read in workspace.reads)
    return list(found.values())


class _Keys:
    """Keys of states, as few as will do: a bucket's policy has 20,480 characters, a deployment any number of states."""

    def __init__(self, deployment: Deployment, workspaces: Iterable[Workspace]) -> None:
        self._deployment = deployment
        self._stages: dict[str, set[str]] = {}
        for workspace in workspaces:
            self._stages.setdefault(workspace.path.partition("/")[0], set()).add(workspace.path)
        named = [f"{participant.name}-" for participant in deployment.participants]
        # A pattern of `data-*` would also be one of what belongs to a participant `data-x`.
        self._prefixes = [
            prefix
            for prefix in named
            if not any(other != prefix and (other.startswith(prefix) or prefix.startswith(other)) for other in named)
        ]

    def of(self, paths: set[str], account_id: str, within: set[str]) -> list[Value]:
        """The keys of the states at ``paths``, for an account that may read those at ``within``.

        Of what the owner has or reads, a whole stage is one pattern; of what another account has, a participant is:
        its next environment then needs no change of the policy.
        """
        found: dict[str, None] = {}
        for path in sorted(paths):
            stage, slash, key = path.partition("/")
            pattern = key
            if slash and account_id == self._deployment.owner.account_id and self._stages[stage] <= within:
                pattern = "*"
            elif slash and (prefix := next((each for each in self._prefixes if key.startswith(each)), None)):
                pattern = f"{prefix}*"
            found[state_key(self._deployment, f"{stage}{slash}{pattern}")] = None
        return list(found)


def _as_argument(grant: _Grant, keys: _Keys) -> dict[str, Value]:
    argument: dict[str, Value] = {"account_id": grant.account_id}
    if grant.role_arn:
        argument["role_arns"] = [grant.role_arn]
    argument["writes"] = keys.of(grant.writes, grant.account_id, grant.writes)
    if reads := grant.reads - grant.writes:
        argument["reads"] = keys.of(reads, grant.account_id, grant.reads | grant.writes)
    return argument
