"""Stage 0: the bucket of all states, its own workspace's included."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from mwaa_tf.blueprint.backends import account, backend, state_key
from mwaa_tf.blueprint.model import ModuleCall, Value, Workspace
from mwaa_tf.blueprint.outputs import module_outputs
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config.deployment import Deployment

_OUTPUTS = module_outputs(
    "state_bucket",
    {
        "bucket": "The bucket of all states of the deployment.",
        "bucket_arn": "ARN of the bucket.",
        "kms_key_arn": "The key that encrypts the states; null with S3-managed keys.",
    },
    names={"bucket_arn": "arn"},
)


def state_workspace(deployment: Deployment, others: Iterable[Workspace]) -> Workspace:
    """The workspace that creates the bucket, open to each account as far as ``others`` write and read states there."""
    path = Stage.STATE.path()
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
        path=path,
        stage=Stage.STATE,
        title="the bucket of all states",
        account=owner,
        region=state.region or deployment.region,
        tags=deployment.tags,
        backend=backend(deployment, path, owner),
        reads=(),
        calls=(ModuleCall("state_bucket", "state-bucket", tuple(arguments)),),
        outputs=_OUTPUTS,
        owns_state_bucket=True,
        protected=not state.force_destroy,
    )


class _Grant(Struct):
    """A role or a whole account, and the workspaces whose states it writes and reads."""

    account_id: str
    role_arn: str | None
    """None for all principals of the account."""
    writes: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)


def _grants(deployment: Deployment, others: Iterable[Workspace]) -> list[_Grant]:
    """One for each role; a single one for an account that any workspace uses without a role."""
    owner = account(deployment.owner)
    accounts = [owner, *(account(participant) for participant in deployment.participants)]
    without_role = {account.account_id for account in accounts if account.role_arn is None}
    grants: dict[tuple[str, str | None], _Grant] = {}

    def grant(account_id: str, role_arn: str | None) -> _Grant:
        principal = (account_id, None if account_id in without_role else role_arn)
        return grants.setdefault(principal, _Grant(*principal))

    grant(owner.account_id, owner.role_arn).writes.add(Stage.STATE.path())
    for workspace in others:
        granted = grant(workspace.account.account_id, workspace.account.role_arn)
        granted.writes.add(workspace.path)
        granted.reads.update(read.workspace for read in workspace.reads)
    return list(grants.values())


class _Keys:
    """Keys of states, as few as possible: a bucket policy has at most 20,480 characters, a deployment any number."""

    def __init__(self, deployment: Deployment, workspaces: Iterable[Workspace]) -> None:
        self._deployment = deployment
        self._stages: dict[str, set[str]] = {}
        for workspace in workspaces:
            self._stages.setdefault(workspace.path.partition("/")[0], set()).add(workspace.path)
        prefixes = [f"{participant.name}-" for participant in deployment.participants]
        # A pattern `data-*` would also match the states of a participant `data-x`.
        self._prefixes = [
            prefix
            for prefix in prefixes
            if not any(other != prefix and (other.startswith(prefix) or prefix.startswith(other)) for other in prefixes)
        ]

    def of(self, paths: set[str], account_id: str, within: set[str]) -> list[Value]:
        """The keys of the states at ``paths``, for an account that may read those at ``within``.

        For the owner, a whole stage is one pattern; for another account, a participant is: the participant's next
        environment then needs no change of the policy.
        """
        keys: dict[str, None] = {}
        for path in sorted(paths):
            folder, slash, key = path.partition("/")
            pattern = key
            if slash and account_id == self._deployment.owner.account_id and self._stages[folder] <= within:
                pattern = "*"
            elif slash and (prefix := next(filter(key.startswith, self._prefixes), None)):
                pattern = f"{prefix}*"
            keys[state_key(self._deployment, f"{folder}{slash}{pattern}")] = None
        return list(keys)


def _as_argument(grant: _Grant, keys: _Keys) -> dict[str, Value]:
    argument: dict[str, Value] = {"account_id": grant.account_id}
    if grant.role_arn:
        argument["role_arns"] = [grant.role_arn]
    argument["writes"] = keys.of(grant.writes, grant.account_id, grant.writes)
    if reads := grant.reads - grant.writes:
        argument["reads"] = keys.of(reads, grant.account_id, grant.reads | grant.writes)
    return argument
