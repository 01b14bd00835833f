"""GitHub Actions: workflows that plan in pull requests, apply after the merge, and look for drift."""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.config.pipelines.github import GitHubPipeline
from mwaa_tf.pipelines._inputs import PipelineInputs


def files(inputs: PipelineInputs, settings: GitHubPipeline) -> Mapping[str, bytes]:  # noqa: ARG001 - workflows follow
    """Render the workflows."""
    return {}
