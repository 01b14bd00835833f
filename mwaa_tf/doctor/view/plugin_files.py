"""The modules in plugins.zip. Nothing of it is ever run."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.code import DagSources


@dataclass(frozen=True, slots=True)
class PluginFilesSection:
    """What the modules of plugins.zip say; only an upgrade asks for them, since the whole archive is fetched."""

    sources: Reading[DagSources]
    """The Python files, by their names in the archive; none in an environment without one."""
