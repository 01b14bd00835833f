"""The engines that plan and apply the deployment: one file per engine, found by its name.

A module of this package has the settings of the engine that it is named after, as ``SETTINGS``; its first sentence
describes the engine in the reference. :mod:`mwaa_tf.pipelines` has a module of the same name, which renders the files.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field, create_model

from mwaa_tf.config.base import Model
from mwaa_tf.config.pipelines._engine import Engine
from mwaa_tf.plugins import load_plugins


class EnabledEngines(Model):
    """The base of the model with one field per engine."""

    @property
    def enabled(self) -> Mapping[str, Engine]:
        """The engines that files are rendered for, by name in alphabetical order, with their settings."""
        engines = {name: getattr(self, name) for name in sorted(type(self).model_fields)}
        return {name: settings for name, settings in engines.items() if settings is not None}


def _fields() -> dict[str, Any]:
    settings = {module.__name__.rpartition(".")[2]: module.SETTINGS for module in load_plugins(__name__)}
    return {name: (model | None, Field(None, description=_summary(model))) for name, model in settings.items()}


def _summary(model: type[Model]) -> str:
    return " ".join((model.__doc__ or "").split())


if TYPE_CHECKING:
    from mwaa_tf.config.pipelines.atlantis import AtlantisPipeline
    from mwaa_tf.config.pipelines.github import GitHubPipeline
    from mwaa_tf.config.pipelines.gitlab import GitLabPipeline
    from mwaa_tf.config.pipelines.hcp import HcpPipeline

    class Pipelines(EnabledEngines):
        """The engines' fields for type checkers, which do not see those that are found at run time."""

        atlantis: AtlantisPipeline | None = None
        github: GitHubPipeline | None = None
        gitlab: GitLabPipeline | None = None
        hcp: HcpPipeline | None = None

else:
    Pipelines = create_model("Pipelines", __base__=EnabledEngines, __module__=__name__, **_fields())
    Pipelines.__doc__ = "Engines that plan and apply the deployment. `render` writes the files of each that is set."
