"""Whether rules can judge a value: a policy, an ARN or a network is written as what it is, or it was taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_network
from typing import Any

from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.mwaa.access_modes import AccessMode
from mwaa_tf.review.policy_attributes import policy_attributes
from mwaa_tf.review.values import Hidden


def is_judgeable(name: str, value: Any, kind: str = "") -> bool:
    """Whether ``value`` is what an attribute called ``name`` has; true of attributes that have no form of their own.

    ``kind`` is the type of the resource, by which some policies are known.

    None, an empty text and what is known after apply are of any form.
    """
    form = _form(name, kind)
    return form is None or _fits(form, value)


def has_form(name: str, kind: str) -> bool:
    """Whether rules need the value of ``name`` of a resource of the type ``kind`` in a form of its own."""
    return _form(name, kind) is not None


def _form(name: str, kind: str) -> Callable[[Any], bool] | None:
    return _FORMS.get(name) or (_is_policy if name in policy_attributes(kind) else None)


def _fits(form: Callable[[Any], bool], value: Any) -> bool:
    return value is None or value == "" or isinstance(value, Hidden) or form(value)


def _is_policy(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, dict) and _fits(_is_policy, item.get("policy")) for item in value)
    return isinstance(value, str) and (value.strip() == "{}" or not parse_policy(value).unreadable)


def _is_arn(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("arn:")


def _is_network(value: Any) -> bool:
    try:
        return isinstance(value, str) and ip_network(value, strict=False) is not None
    except ValueError:
        return False


def _is_mode(value: Any) -> bool:
    return value in tuple(AccessMode)


def _is_rule(value: Any) -> bool:
    return isinstance(value, dict) and all(is_judgeable(*member) for member in value.items())


def _list_of(form: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(item, Hidden) or form(item) for item in value)


_FORMS: Mapping[str, Callable[[Any], bool]] = {
    "policy": _is_policy,
    "assume_role_policy": _is_policy,
    "inline_policy": _is_policy,
    "policy_arn": _is_arn,
    "managed_policy_arn": _is_arn,
    "policy_arns": _list_of(_is_arn),
    "managed_policy_arns": _list_of(_is_arn),
    "cidr_ipv4": _is_network,
    "cidr_ipv6": _is_network,
    "cidr_blocks": _list_of(_is_network),
    "ipv6_cidr_blocks": _list_of(_is_network),
    "ingress": _list_of(_is_rule),
    "egress": _list_of(_is_rule),
    "webserver_access_mode": _is_mode,
}
