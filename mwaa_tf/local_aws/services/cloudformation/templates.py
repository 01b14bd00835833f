"""Templates as plain data.

moto reads YAML with PyYAML's unsafe loader, with which a template can run any code, and which takes an unquoted date
for a date, although a `Version` of a policy is text in CloudFormation (AWS's own examples do not quote it). Its
validation writes a file into the current directory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml
from moto.cloudformation import models, responses
from moto.cloudformation.exceptions import ValidationError

from mwaa_tf.local_aws.patching import replace

_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _TemplateLoader(yaml.SafeLoader):
    """Plain data; dates are text, and the short form of a function is the full one (`!Ref A`, `{"Ref": "A"}`)."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _function(loader: _TemplateLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any = None
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        # The attribute of a nested stack has a dot, too: Stack.Outputs.Name.
        value = value.split(".", 1) if name == "GetAtt" else value
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_TemplateLoader.add_multi_constructor("!", _function)


def read_template(text: str) -> dict[str, Any]:
    """The template, from YAML or JSON. Raises moto's ValidationError, with AWS's words, for what is neither."""
    try:
        template = yaml.load(text, Loader=_TemplateLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        template = _read_json(text, error)
    if not isinstance(template, dict):
        raise ValidationError(message="Template format error: unsupported structure.")
    for problem in _structure_problems(template):
        raise ValidationError(message=f"Template format error: {problem}")
    return template


def _structure_problems(template: dict[str, Any]) -> Iterator[str]:
    """What keeps a template from being read further; the sentences are CloudFormation's, or inferred from them."""
    if not template.get("Resources"):
        yield "At least one Resources member must be defined."
    for section in ("Resources", "Parameters", "Mappings", "Conditions", "Outputs"):
        members = {} if template.get(section) is None else template[section]
        if not isinstance(members, dict):
            yield f"{section} must be an object."
        elif not all(isinstance(member, dict) for member in members.values()):
            yield f"Any {section} member must be an object."
    for section in ("Resources", "Parameters"):
        for name, member in (template.get(section) or {}).items():
            if not isinstance(member.get("Type"), str):
                yield f"[/{section}/{name}] Every {section} object must contain a Type member."
    for name, resource in template["Resources"].items():
        depends_on = resource.get("DependsOn", [])
        if not all(isinstance(other, str) for other in (depends_on if isinstance(depends_on, list) else [depends_on])):
            yield f"[/Resources/{name}/DependsOn] must be a string or a list of strings."
        if not isinstance(resource.get("Properties") or {}, dict):
            yield f"[/Resources/{name}/Properties] must be an object."
    for name, output in (template.get("Outputs") or {}).items():
        if "Value" not in output:
            yield f"[/Outputs/{name}] Every Outputs member must contain a Value object."


def _read_json(text: str, error: Exception) -> Any:
    """JSON that is not YAML, such as one that is indented with tabs."""
    try:
        return json.loads(text)
    except ValueError:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise ValidationError(message=f"Template format error: YAML not well-formed.{place}") from error


class _Yaml:
    """What moto uses of PyYAML."""

    Loader = _TemplateLoader

    @staticmethod
    def load(text: str, Loader: object) -> dict[str, Any]:  # noqa: ARG004, N803 - as in PyYAML
        return read_template(text)

    @staticmethod
    def add_multi_constructor(*_: object) -> None:
        """Do nothing: moto would change the loaders of the whole process."""


def _problems(template: str) -> list[Any]:
    """None for a template that can be read and has resources, which is all that AWS checks (API_ValidateTemplate)."""
    read_template(template)
    return []


def install() -> None:
    """Have moto read templates with this module."""
    for module in (models, responses):
        replace(module, "yaml", _Yaml)
    replace(models, "validate_template_cfn_lint", _problems)
