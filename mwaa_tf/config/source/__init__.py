"""Configuration files as data with line numbers: one file per format."""

from mwaa_tf.config.source.document import Document, SourceError
from mwaa_tf.config.source.read import FORMATS, parse_text, read
from mwaa_tf.config.source.replace import with_member, with_value, without_member, written_member

__all__ = [
    "FORMATS",
    "Document",
    "SourceError",
    "parse_text",
    "read",
    "with_member",
    "with_value",
    "without_member",
    "written_member",
]
