"""The files of the engines that plan and apply a deployment: one module per engine, found by its name.

A module of this package renders the files of the engine that it is named after, with ``files``, from what every engine
is given (:class:`~mwaa_tf.pipelines._inputs.PipelineInputs`) and from its settings, which the module of the same name
in :mod:`mwaa_tf.config.pipelines` defines.
"""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.config.deployment import Deployment
from mwaa_tf.errors import UsageError
from mwaa_tf.pipelines._inputs import PipelineInputs
from mwaa_tf.plugins import load_plugin

__all__ = ["PipelineInputs", "pipeline_files"]


def pipeline_files(
    deployment: Deployment, blueprint: Blueprint, *, config_file: str = "mwaa.yaml", output: str = "generated"
) -> Mapping[str, bytes]:
    """Render the files of all engines that the configuration asks for: path -> contents.

    The paths are relative to the folder of the configuration, and so are ``config_file`` and ``output``, the folder
    with the deployments. Raises :class:`~mwaa_tf.errors.UsageError` where two engines write one file.
    """
    inputs = PipelineInputs(deployment, blueprint, config_file, output)
    files: dict[str, bytes] = {}
    for name, settings in deployment.pipelines.enabled.items():
        for path, contents in load_plugin(__name__, name).files(inputs, settings).items():
            if path in files:
                raise UsageError(f"pipelines.{name}: another engine writes {path}, too; choose another name for one")
            files[path] = contents
    return files
