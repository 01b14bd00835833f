"""Draw a deployment: accounts, stages, and the outputs that workspaces read from each other.

Reads only the blueprint. :func:`draw` writes any of the formats in :mod:`mwaa_tf.graph.formats`.
"""

from mwaa_tf.graph.formats import draw, draw_bytes, format_names

__all__ = ["draw", "draw_bytes", "format_names"]
