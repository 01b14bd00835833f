"""Whether the first apply is still to come, and what it needs."""

from __future__ import annotations

from mwaa_tf.doctor.reading import GapKind, UnreadError
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.mwaa import access_modes, airflow_versions, environment_classes


def is_planned(view: EnvironmentView) -> bool:
    """Whether a configuration has the environment, and MWAA does not have it yet.

    Raises :class:`UnreadError` if MWAA cannot be asked, or there is no configuration either.
    """
    gap = view.environment.gap
    if gap is None:
        return False
    if gap.kind is not GapKind.ABSENT or view.target.settings is None:
        raise UnreadError(gap)
    return True


def airflow_version(view: EnvironmentView) -> str:
    """The version that runs or will run."""
    if not is_planned(view):
        return view.environment.value.airflow_version
    assert view.target.settings is not None  # noqa: S101 - is_planned
    return view.target.settings.settings.airflow_version or airflow_versions.LATEST


def environment_class(view: EnvironmentView) -> str:
    """The class that the environment has or will have."""
    if not is_planned(view):
        return view.environment.value.environment_class
    assert view.target.settings is not None  # noqa: S101 - is_planned
    return view.target.settings.settings.environment_class or environment_classes.DEFAULT


def access_mode(view: EnvironmentView) -> str:
    """The access mode that the environment has or will have."""
    if not is_planned(view):
        return view.environment.value.access_mode
    assert view.target.settings is not None  # noqa: S101 - is_planned
    return view.target.settings.settings.webserver_access_mode or access_modes.DEFAULT


def is_shared(view: EnvironmentView) -> bool:
    """Whether the environment is in another account than its VPC. Raises :class:`UnreadError` if it is not known."""
    owner, participant = view.target.owner, view.target.participant
    if owner and owner.account_id and participant.account_id:
        return owner.account_id != participant.account_id
    return view.share.is_shared.value
