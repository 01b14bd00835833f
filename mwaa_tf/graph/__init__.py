"""Draw a deployment: accounts, stages, and the outputs that workspaces read from each other.

Reads only the blueprint. :func:`draw` writes any of the formats in :mod:`mwaa_tf.graph.formats`.
"""

from mwaa_tf.graph.formats import draw, format_names

__all__ = ["draw", "format_names"]
