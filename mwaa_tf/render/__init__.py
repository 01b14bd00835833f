"""Write a deployment's files: everything is checked first, each file is written atomically, no edit is lost."""

from mwaa_tf.render.run import (
    ConflictError,
    Format,
    Job,
    Report,
    render_all,
    render_deployment,
    rendered_format,
)

__all__ = ["ConflictError", "Format", "Job", "Report", "render_all", "render_deployment", "rendered_format"]
