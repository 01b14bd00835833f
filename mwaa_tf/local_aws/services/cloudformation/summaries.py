"""Summaries of templates: parameters, resource types, and the capabilities that creating a stack needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_IAM_TYPES = (
    "AWS::IAM::AccessKey",
    "AWS::IAM::Group",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::IAM::UserToGroupAddition",
)
"""The types that need a capability (API_CreateStack, Capabilities)."""
_NAMES = ("GroupName", "InstanceProfileName", "ManagedPolicyName", "RoleName", "UserName")


def parameters(template: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The members Parameters of ValidateTemplate and GetTemplateSummary."""
    return [
        {
            "ParameterKey": name,
            "DefaultValue": None if slot.get("Default") is None else _as_text(slot["Default"]),
            "ParameterType": slot.get("Type", "String"),
            "NoEcho": _as_text(slot.get("NoEcho", False)) == "true",
            "Description": slot.get("Description"),
            "ParameterConstraints": {"AllowedValues": [_as_text(value) for value in slot.get("AllowedValues", [])]},
        }
        for name, slot in (template.get("Parameters") or {}).items()
    ]


def capabilities(template: Mapping[str, Any]) -> dict[str, Any]:
    """The members Capabilities and CapabilitiesReason: one for IAM, another one if a template names what it creates."""
    resources = [resource for resource in template["Resources"].values() if resource.get("Type") in _IAM_TYPES]
    if not resources:
        return {"Capabilities": []}
    named = any(name in (resource.get("Properties") or {}) for resource in resources for name in _NAMES)
    types = sorted({resource["Type"] for resource in resources})
    return {
        "Capabilities": ["CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"],
        "CapabilitiesReason": f"The following resource(s) require capabilities: [{', '.join(types)}]",
    }


def summary(template: Mapping[str, Any]) -> dict[str, Any]:
    """The members of GetTemplateSummary."""
    return {
        "Parameters": parameters(template),
        "Description": template.get("Description"),
        "ResourceTypes": sorted({str(resource.get("Type")) for resource in template["Resources"].values()}),
        "Version": template.get("AWSTemplateFormatVersion"),
        "Metadata": None,
        **capabilities(template),
    }


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
