"""A deployment as a picture: accounts, stages, and the outputs that one workspace hands to the next.

Reads the blueprint alone. :func:`draw` writes any of the formats in :mod:`mwaa_tf.graph.formats`.
"""

from mwaa_tf.graph.formats import draw, names

__all__ = ["draw", "names"]
