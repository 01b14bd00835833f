"""The speed goals, each measured as a ratio against something else in the same run: ``python -m benchmarks``.

Seconds depend on how busy the machine is; the ratio of two processes that take turns depends on the work they do. A
benchmark is a file in ``cases/``; other programs that benchmarks start are in ``children/``.
"""

from pathlib import Path

#: The checkout: where ``mwaa.yaml`` is, and from where ``python -m mwaa_tf`` is started.
ROOT = Path(__file__).parent.parent
