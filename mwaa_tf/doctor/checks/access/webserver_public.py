"""Whether the web server is public."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, not_checkable, passed, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "access.webserver-public",
    title="The web server is public only where the configuration says so",
    fix="Set `webserver_access_mode` to PRIVATE_ONLY, and apply",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html",
    covers=("checkov: CKV2_AWS_66",),
)
def webserver_public(view: EnvironmentView) -> Iterator[Issue]:
    """The login page is reachable from the internet only if the configuration has such an access mode.

    IAM still decides who gets in, but a page that everyone reaches is a choice, not an accident. Without
    a configuration nothing says that it was chosen.
    """
    mode = view.environment.value.known_access_mode
    if mode is None:
        word = view.environment.value.access_mode
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"unknown access mode of the web server {word!r}"))
    elif not mode.is_public:
        yield passed(f"the web server is private: {mode}")
    elif view.target.settings is None:
        yield warning(f"The web server is public ({mode}), and no configuration says so.", fix=_FIX)
    elif not view.target.settings.settings.webserver_access_mode.is_public:
        yield warning(f"The web server is public ({mode}), and private in the configuration.")


_FIX = "Set `webserver_access_mode` to PRIVATE_ONLY, or name the configuration that makes it public with `-c`"
