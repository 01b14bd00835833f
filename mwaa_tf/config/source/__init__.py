"""Configuration files as data with line numbers: one file per format."""

from mwaa_tf.config.source.document import Document, SourceError
from mwaa_tf.config.source.read import FORMATS, read

__all__ = ["FORMATS", "Document", "SourceError", "read"]
