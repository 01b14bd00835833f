"""The version of Airflow in the configuration: where it is set, and bringing it to another one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mwaa_tf.config import Deployment, ResolvedEnvironment, load, parse
from mwaa_tf.config.source import SourceError, parse_text, read, with_value, written_member
from mwaa_tf.config.source.edit import check_editable, read_exactly, write_edited
from mwaa_tf.errors import UsageError
from mwaa_tf.text import join_words

_FIELD = "airflow_version"


@dataclass(frozen=True, slots=True)
class ConfiguredVersion:
    """The version that the configuration in ``file`` sets for the environment ``key``."""

    file: Path
    key: str

    def current(self) -> str | None:
        """The version, read from the file now; None where it sets none, and Terraform keeps what runs.

        Raises as :func:`~mwaa_tf.config.load`.
        """
        return self._environment(load(self.file)).settings.airflow_version

    def check_can_become(self, version: str) -> None:
        """Raise :class:`UsageError` with what to write by hand unless :meth:`bring_to` could set ``version`` now.

        Raises :class:`~mwaa_tf.config.ConfigError` if the configuration would not be valid with it.
        """
        text = self._edited(version)
        if text is None:
            return
        check_editable(self.file)
        # What is valid with another version of Airflow need not be valid with this one.
        parse(parse_text(self.file, text[1]), f"{self.file} with {_FIELD} {version}")

    def bring_to(self, version: str) -> bool:
        """Set ``version`` in the file, in one step, and return whether anything was to change.

        Only the characters of the value change. The file is read again right before. Raises :class:`UsageError`.
        """
        text = self._edited(version)
        if text is None:
            return False
        write_edited(self.file, "".join(text))
        return True

    def _edited(self, version: str) -> tuple[str, str] | None:
        """The byte order mark of the file, and its text with ``version``; None if it needs no change."""
        deployment = load(self.file)
        environment = self._environment(deployment)
        if environment.settings.airflow_version in (None, version):
            return None
        path = environment.path(_FIELD)
        if "defaults" in path and (others := _heirs(deployment, environment)):
            raise self._refusal(
                environment,
                f"{join_words(others)} {'has' if len(others) == 1 else 'have'} it from the same defaults",
                path,
            )
        mark, text = read_exactly(self.file)
        try:
            edited = with_value(self.file, text, path, version)
        except SourceError as error:  # changed since it was loaded
            raise UsageError(f"{self.file}: {error.message}") from error
        if edited is None:
            raise self._refusal(
                environment,
                "other values are written by the same characters, or it is not written on the line of its key as it is",
                path,
            )
        return mark, edited

    def _environment(self, deployment: Deployment) -> ResolvedEnvironment:
        for environment in deployment.environments:
            if environment.key == self.key:
                return environment
        raise UsageError(f"{self.file}: no longer has the environment {self.key}")

    def _refusal(self, environment: ResolvedEnvironment, why: str, path: tuple[str | int, ...]) -> UsageError:
        document = read(self.file)
        line = document.line(path) or 1
        own = document.line(environment.path("name")) or 1
        member = written_member(self.file, _FIELD, str(environment.settings.airflow_version))
        return UsageError(
            f"{self.file}:{line}: {_FIELD} of {self.key} cannot be changed alone: {why}. Write `{member}` into that "
            f"environment, at line {own}, exactly so, and call this again"
        )


def _heirs(deployment: Deployment, environment: ResolvedEnvironment) -> list[str]:
    """The other environments that get the version from the defaults of the same participant."""
    return [
        other.key
        for other in deployment.environments
        if other.participant_index == environment.participant_index
        and other.environment_index != environment.environment_index
        and other.path(_FIELD) == environment.path(_FIELD)
    ]
