"""Runs of `mwaa_tf apply` and `destroy` that are interrupted at random: the next runs converge, and nothing is lost.

A moment is a call: as soon as AWS has carried it out, and before its answer is on the way. What the command then
suggests is done, word for word, and the command is called again until it succeeds. Each seed interrupts an apply and a
destroy.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.rehearsal.interrupted_places import (
    ENVIRONMENT,
    ENVIRONMENT_IN_S3,
    NETWORK,
    NETWORK_IN_S3,
    Place,
    Setting,
    Undisturbed,
    again,
    nth_change,
    place_for,
    undisturbed_in,
)
from tests.rehearsal.interruptions import BY_NAME, interrupted
from tests.rehearsal.snapshot import snapshot_differences

pytestmark = [pytest.mark.terraform]


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place_for(request.param, tmp_path_factory.mktemp("interrupted")) as prepared:
        yield prepared


@pytest.fixture(scope="module")
def undisturbed(place: Place) -> Undisturbed:
    return undisturbed_in(place)


@dataclass(frozen=True)
class Case:
    """A seed, and what interrupts its apply and its destroy."""

    seed: int
    setting: Setting
    apply: str
    destroy: str

    def __str__(self) -> str:
        return f"{self.seed}-{self.apply}-{self.destroy}"


CASES = (
    Case(0, NETWORK, "ctrl-c", "sigkill-of-all"),
    Case(1, NETWORK, "sigkill-of-all", "ctrl-c"),
    Case(2, NETWORK, "sigkill-of-mwaa_tf", "closed-terminal"),
    Case(3, NETWORK, "expired-credentials", "network-gone"),
    Case(4, NETWORK, "closed-terminal", "ctrl-c-twice"),
    Case(5, NETWORK_IN_S3, "sigkill-of-all", "sigterm"),
    Case(6, NETWORK_IN_S3, "network-gone", "expired-credentials"),
    Case(7, NETWORK_IN_S3, "expired-credentials", "sigkill-of-all"),
    Case(8, NETWORK_IN_S3, "ctrl-c-twice", "network-away"),
    Case(9, NETWORK_IN_S3, "cancelled-job", "sigkill-of-mwaa_tf"),
    Case(10, ENVIRONMENT, "sigterm", "network-away"),
    Case(11, ENVIRONMENT, "network-away", "sigkill-of-all"),
    Case(12, ENVIRONMENT, "sigkill-of-all", "cancelled-job"),
    Case(13, ENVIRONMENT_IN_S3, "sigkill-of-mwaa_tf", "expired-credentials"),
    Case(14, ENVIRONMENT_IN_S3, "ctrl-c", "sigterm"),
)


def cases(setting: Setting) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Parameters of a test: the cases of ``setting``, and its place."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        chosen = [case for case in CASES if case.setting is setting]
        test = pytest.mark.parametrize("case", chosen, ids=str)(test)
        name = "S3" if setting.in_s3 else "files"
        places = [pytest.param(setting, id=name)]
        return pytest.mark.parametrize("place", places, indirect=True, scope="module")(test)  # type: ignore[no-any-return]

    return decorate


@pytest.mark.long
@cases(NETWORK)
def test_a_network_converges(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    converges(place, undisturbed, case)


@pytest.mark.long
@cases(NETWORK_IN_S3)
def test_a_network_with_its_state_in_s3_converges(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    converges(place, undisturbed, case)


@pytest.mark.long
@cases(ENVIRONMENT)
def test_an_environment_and_its_endpoints_converge(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    converges(place, undisturbed, case)


@pytest.mark.long
@cases(ENVIRONMENT_IN_S3)
def test_an_environment_with_its_state_in_s3_converges(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    converges(place, undisturbed, case)


def converges(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    """Interrupt an apply and a destroy; the next runs end where undisturbed ones end."""
    clean(place, undisturbed)
    draw = random.Random(case.seed)  # noqa: S311
    moment = draw.randint(1, undisturbed.applying)
    first = interrupted(place.line, place.apply(), BY_NAME[case.apply], nth_change(moment))
    done = again(place, place.apply(), first)
    print(f"{case}: apply after call {moment} of {undisturbed.applying}: {'; '.join(done)}")
    code, output = place.line.run(place.plan())
    assert code == 0, output
    assert snapshot_differences(place.snapshot(), undisturbed.after) == []

    moment = draw.randint(1, undisturbed.destroying)
    first = interrupted(place.line, place.destroy(), BY_NAME[case.destroy], nth_change(moment))
    done = again(place, place.destroy(), first)
    print(f"{case}: destroy after call {moment} of {undisturbed.destroying}: {'; '.join(done)}")
    assert snapshot_differences(place.snapshot(), undisturbed.before) == []


def clean(place: Place, undisturbed: Undisturbed) -> None:
    """Take down what a case before this one has left, which failed."""
    if snapshot_differences(place.snapshot(), undisturbed.before):
        code, output = place.line.run(place.destroy())
        assert code == 0, output
