"""Summaries of templates: parameters, resource types, and the capabilities that creating a stack needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.local_aws.services.cloudformation import capabilities


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


def _capabilities(template: Mapping[str, Any]) -> dict[str, Any]:
    """The members Capabilities and CapabilitiesReason."""
    types = sorted({str(resource["Type"]) for resource in capabilities.iam_resources(template)})
    if not types:
        return {"Capabilities": []}
    return {
        "Capabilities": capabilities.required(template),
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
        **_capabilities(template),
    }


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
