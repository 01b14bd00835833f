"""From a deployment to files: all is checked first, each file is written atomically, hand edits are kept."""

from mwaa_tf.render.run import Format, Job, Report, render_all, render_deployment

__all__ = ["Format", "Job", "Report", "render_all", "render_deployment"]
