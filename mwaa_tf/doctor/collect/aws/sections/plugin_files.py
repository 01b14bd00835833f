"""The modules in plugins.zip, read in memory. Nothing of it is ever run, and nothing is unpacked."""

from __future__ import annotations

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.collect.aws._archive_texts import read_modules
from mwaa_tf.doctor.collect.aws._objects import VersionedKey
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Reading, unread_section
from mwaa_tf.doctor.view.code import DagSources
from mwaa_tf.doctor.view.plugin_files import PluginFilesSection


def collect(source: AwsSource) -> PluginFilesSection:
    """Read the archive that the environment names."""
    environment = source.environment
    if environment.gap:
        return unread_section(PluginFilesSection, environment.gap)
    facts = environment.value
    if not facts.plugins_path:
        return PluginFilesSection(Reading.of(DagSources(()), environment.source))
    bucket = Arn.parse(facts.bucket_arn).resource
    return PluginFilesSection(read_modules(source, VersionedKey(bucket, facts.plugins_path, facts.plugins_version)))
