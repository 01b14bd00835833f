"""The speed goals, each measured as a ratio against something else in the same run: ``python -m benchmarks``.

Seconds say how busy a machine was; a ratio of two things that took turns says how much work is done. A benchmark is a
file in ``cases/``; the programs that they start beside mwaa_tf are in ``children/``.
"""

from pathlib import Path

#: The checkout: where ``mwaa.yaml`` is, and from where ``python -m mwaa_tf`` is started.
ROOT = Path(__file__).parent.parent
