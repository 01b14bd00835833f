"""A deployment whose values are valid each by itself; the input of the rules about the whole."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from mwaa_tf.config.base import ListOf, Model
from mwaa_tf.config.fields import (
    Constraint,
    Name,
    NonEmptyText,
    ProviderVersion,
    Region,
    RequiredVersion,
    matching,
    problem,
)
from mwaa_tf.config.owner import Owner
from mwaa_tf.config.participant import Participant
from mwaa_tf.config.pipelines import Pipelines
from mwaa_tf.config.resolved import ResolvedEnvironment, resolve_environments
from mwaa_tf.config.secret_text import secret_parameter
from mwaa_tf.config.state import State
from mwaa_tf.config.tags import Tags
from mwaa_tf.installation import MODULES
from mwaa_tf.mwaa import terraform_versions
from mwaa_tf.mwaa.provider_versions import REQUIREMENTS, ProviderRequirement
from mwaa_tf.text import truncate


class TerraformVersions(Model):
    """Versions that the workspaces require."""

    required_version: RequiredVersion = terraform_versions.TERRAFORM
    """Version constraint for Terraform; 1.10 is the oldest that can lock a state in S3."""
    aws_provider: ProviderVersion = terraform_versions.AWS_PROVIDER
    """Version constraint for the AWS provider; 5.68 is the oldest that supports customer-managed endpoints. Unset, the
    lower bound rises with what the environments need."""


_USER_IN_URL = re.compile(r"(?:https?|ftp)://[^/@\s]*@", re.IGNORECASE)


def _without_credentials(source: str) -> str:
    """A source without a user or a secret parameter in its URL, which no `kind_of_secret` recognizes."""
    if _USER_IN_URL.search(source):
        raise problem(
            "has a user or token in its URL, which would be rendered into every workspace; allowed is a URL without, "
            "since Git finds credentials through its credential helpers"
        )
    if parameter := secret_parameter(source):
        raise problem(
            f"has a secret in its URL, by the name of the parameter {truncate(parameter)}; it would be rendered into "
            "every workspace. Allowed is a URL without, since Git finds credentials through its credential helpers"
        )
    return source


class Modules(Model):
    """Where the workspaces take their modules from."""

    source: Annotated[
        NonEmptyText,
        Constraint(_without_credentials),
        matching(
            r'vendored|git::(?:[a-z]+://)?[^\s"]*[^\s":/]//[^\s"]*|(?![A-Za-z0-9_]+::)(?!https?:)[^\n\r]+',
            "vendored, a path, or git::URL//FOLDER?ref=VERSION",
            example=MODULES,
        ),
    ] = "vendored"
    """`vendored`: copied beside the workspaces. A path, relative to this file or absolute. Or
    `git::URL//FOLDER?ref=VERSION`."""


class UncheckedDeployment(Model):
    """The fields of a deployment, which may contradict each other."""

    name: Name
    """Prefix of every name: lower-case letters, digits and hyphens."""
    region: Region
    """The AWS region of everything, such as us-east-1."""
    tags: Tags = {}
    """Default tags of every provider."""
    terraform: TerraformVersions = TerraformVersions.model_construct()
    modules: Modules = Modules.model_construct()
    state: State = State.model_construct()
    owner: Owner
    participants: ListOf[Participant] = ()
    """The accounts that run Airflow in the shared subnets."""
    pipelines: Pipelines = Pipelines.model_construct()

    @cached_property
    def environments(self) -> tuple[ResolvedEnvironment, ...]:
        """All environments, each with its participant's defaults merged in, in the order of the configuration."""
        return resolve_environments(self.name, self.participants)

    @property
    def aws_provider(self) -> str:
        """The version constraint for the AWS provider: as written, or with the lower bound that environments need."""
        needed = [requirement for _, requirement in self.provider_requirements()]
        if "aws_provider" in self.terraform.model_fields_set or not needed:
            return self.terraform.aws_provider
        oldest = max(needed, key=lambda requirement: requirement.minimum).oldest
        return f">= {oldest}, < {terraform_versions.AWS_PROVIDER_BELOW}"

    def provider_requirements(self) -> Iterator[tuple[ResolvedEnvironment, ProviderRequirement]]:
        """What the created environments ask of the AWS provider beyond its oldest version."""
        for environment in self.environments:
            for requirement in REQUIREMENTS if environment.settings.existing is None else ():
                if getattr(environment.settings, requirement.argument) == requirement.value:
                    yield environment, requirement
