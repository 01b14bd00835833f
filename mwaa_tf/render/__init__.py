"""From a deployment to files: all is checked first, each file is written atomically, hand edits are kept."""

from mwaa_tf.callable_module import make_callable
from mwaa_tf.render.run import Format, Job, Report, render, render_all

__all__ = ["Format", "Job", "Report", "render", "render_all"]

make_callable(__name__, render)
