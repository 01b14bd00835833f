"""The preflight of an upgrade: what stands in its way, found without changing anything.

::

    from mwaa_tf.doctor import collect, targets_of
    from mwaa_tf.upgrade.preflight import preflight, sections_needed

    (view,), calls = collect(targets_of(deployment)[:1], sections_needed())
    result = preflight(view, "3.3.1", calls=calls)
    for finding in result.findings:
        print(finding.result, finding.message, finding.fix)
    for file in result.requirements:
        print(file.diff)

``result.diagnosis`` is one of the doctor, and its formats (:func:`mwaa_tf.doctor.formats.write`) write it.
"""

from mwaa_tf.upgrade.preflight.requirements import ProposedFile
from mwaa_tf.upgrade.preflight.run import Preflight, preflight, sections_needed

__all__ = ["Preflight", "ProposedFile", "preflight", "sections_needed"]
