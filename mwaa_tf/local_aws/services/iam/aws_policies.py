"""AWS managed policies, created in an account when a call first names them.

moto knows all of them, but gives an account either none or all 1,500, which takes seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend

from mwaa_tf.local_aws.patching import wrap

_PREFIX = ":iam::aws:policy/"

#: Operations of moto's backend that are given the ARN of a policy. All others look one up with `get_policy`.
_OPERATIONS = (
    "attach_group_policy",
    "attach_role_policy",
    "attach_user_policy",
    "create_role",
    "create_user",
    "get_policy",
    "put_role_permissions_boundary",
)


def install() -> None:
    """Load a policy before each operation that names it, and all before they are listed; once per process."""
    for name in _OPERATIONS:
        wrap(IAMBackend, name, _load_before)
    wrap(IAMBackend, "list_policies", _list)


def load(backend: IAMBackend, arn: str) -> None:
    """Create the AWS managed policy ``arn`` in the account of ``backend``, unless it exists there or nowhere."""
    data = _policies().get(arn.partition(_PREFIX)[2])
    if data is not None and arn not in backend.managed_policies:
        policy = AWSManagedPolicy.from_data(arn.rpartition("/")[2], backend.account_id, backend.region_name, dict(data))
        if policy.arn == arn:
            backend.managed_policies[arn] = policy
            backend.aws_managed_policies.append(policy)


def _load_before(call: Callable[..., Any], backend: IAMBackend, *arguments: Any, **options: Any) -> Any:
    for value in (*arguments, *options.values()):
        if isinstance(value, str) and _PREFIX in value:
            load(backend, value)
    return call(backend, *arguments, **options)


def _list(call: Callable[..., Any], backend: IAMBackend, *arguments: Any, **options: Any) -> Any:
    if "Local" not in (*arguments, *options.values()):
        for path in _policies():
            load(backend, f"arn:{backend.partition}{_PREFIX}{path}")
    return call(backend, *arguments, **options)


@cache
def _policies() -> Mapping[str, Mapping[str, Any]]:
    """By path and name, such as ``service-role/AWSLambdaBasicExecutionRole``."""
    policies: dict[str, Any] = json.loads(aws_managed_policies_data)
    return {f"{data['Path'].removeprefix('/')}{name}": data for name, data in policies.items()}
