"""The preflight of an upgrade: what stands in its way, found without changing anything.

::

    from mwaa_tf.doctor import targets_of
    from mwaa_tf.upgrade.preflight import preflight_of

    result = preflight_of(targets_of(deployment)[0], "3.3.1")
    for finding in result.findings:
        print(finding.result, finding.message, finding.fix)
    for file in result.requirements:
        print(file.diff)

:func:`preflight` does the same with a view that was collected before, with the sections of :func:`sections_needed`.
``result.diagnosis`` is one of the doctor, and its formats (:func:`mwaa_tf.doctor.formats.write`) write it.
"""

from mwaa_tf.upgrade.preflight.requirements import ProposedFile
from mwaa_tf.upgrade.preflight.run import Preflight, preflight, preflight_of, sections_needed

__all__ = ["Preflight", "ProposedFile", "preflight", "preflight_of", "sections_needed"]
