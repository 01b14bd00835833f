"""State: the backend of each workspace, and how one workspace reads another's."""

from __future__ import annotations

from mwaa_tf.arn import Arn
from mwaa_tf.blueprint.model import Account, Backend, Encryption, RemoteState, Value
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.owner import Owner
from mwaa_tf.config.participant import Participant

#: Built once: thousands of workspaces share it.
_LOCAL = Backend("local", {"path": "terraform.tfstate"})


def account(principal: Owner | Participant) -> Account:
    """The account of the owner or of a participant."""
    title = principal.name if isinstance(principal, Participant) else "owner"
    return Account(title, principal.account_id, principal.role_arn, principal.profile)


def backend(deployment: Deployment, path: str, user: Account) -> Backend:
    """The backend of the workspace at ``path``, reached with the credentials of ``user``."""
    state = deployment.state
    if state.backend == "s3":
        return Backend("s3", _s3(deployment, path, user, locked=True))
    if state.backend == "hcp":
        hcp_workspace: dict[str, Value] = {"name": hcp_name(deployment, path)}
        if state.project:
            hcp_workspace["project"] = state.project
        return Backend("cloud", {"organization": state.organization, "workspaces": hcp_workspace})
    return _LOCAL


def remote_state(
    deployment: Deployment, name: str, path: str, reader: str, user: Account, outputs: tuple[str, ...]
) -> RemoteState:
    """How the workspace at ``reader`` reads ``outputs`` of the one at ``path``."""
    state = deployment.state
    if state.backend == "s3":
        return RemoteState(name, path, "s3", _s3(deployment, path, user, locked=False), outputs)
    if state.backend == "hcp":
        config: dict[str, Value] = {
            "organization": state.organization,
            "workspaces": {"name": hcp_name(deployment, path)},
        }
        return RemoteState(name, path, "remote", config, outputs)
    up = "../" * (reader.count("/") + 1)
    return RemoteState(name, path, "local", {"path": f"{up}{path}/terraform.tfstate"}, outputs)


def encryption(deployment: Deployment, user: Account) -> Encryption | None:
    """How OpenTofu encrypts the states that ``user`` writes, with the same credentials as those of the backend.

    All states have the same key and the same names: what was encrypted is found by them, and a workspace reads others
    (https://opentofu.org/docs/language/state/encryption/, "Remote state data sources").
    """
    wanted = deployment.state.encryption
    if wanted is None:
        return None
    settings: dict[str, Value] = {
        "kms_key_id": wanted.kms_key_arn,
        "key_spec": "AES_256",
        "region": Arn.parse(wanted.kms_key_arn).region,
    }
    return Encryption(settings | _credentials(user), wanted.migrate)


def _credentials(user: Account) -> dict[str, Value]:
    """The role is that of the provider: an account reaches its state with its own permissions only."""
    settings: dict[str, Value] = {}
    if user.profile:
        settings["profile"] = user.profile
    if user.role_arn:
        settings["assume_role"] = {"role_arn": user.role_arn}
    return settings


def state_key(deployment: Deployment, path: str) -> str:
    """The key, in S3, of the state of the workspace at ``path``."""
    return f"{deployment.name}/{path}/terraform.tfstate"


def _s3(deployment: Deployment, path: str, user: Account, *, locked: bool) -> dict[str, Value]:
    state = deployment.state
    settings: dict[str, Value] = {
        "bucket": state.bucket,
        "key": state_key(deployment, path),
        "region": state.region or deployment.region,
    }
    if locked:
        if not state.create_kms_key:
            # Without the ARN of a key this asks for S3's own keys, where the bucket's default is the created key.
            settings["encrypt"] = True
        settings["use_lockfile"] = True
    if state.kms_key_arn:
        settings["kms_key_id"] = state.kms_key_arn
    return settings | _credentials(user)


def hcp_name(deployment: Deployment, path: str) -> str:
    """The name, in HCP Terraform, of the workspace at ``path``."""
    return f"{deployment.name}-{path.replace('/', '-')}"
