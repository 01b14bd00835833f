"""What is not known of a network: states that mwaa_tf does not know, and endpoints that could not be read."""

from __future__ import annotations

from mwaa_tf.doctor.reading import Reading
from tests.doctor.views import DENIED, gaps, healthy, network, private_network, problems, subnet


def test_a_state_of_a_subnet_that_is_not_known_is_named_and_no_failure() -> None:
    view = healthy(network=network(subnets=(subnet("a", state="resting"), subnet("b"))))
    assert problems("network.subnets", view) == []
    (gap,) = gaps("network.subnets", view)
    assert "'resting'" in gap


def test_without_the_endpoints_a_private_network_acl_is_judged_in_part() -> None:
    view = healthy(network=private_network(endpoints=Reading.unread(DENIED)))
    assert (problems("network.acl", view), gaps("network.acl", view)) == ([], [DENIED.reason])


def test_with_a_way_to_the_internet_a_network_acl_is_judged_without_the_endpoints() -> None:
    view = healthy(network=network(endpoints=Reading.unread(DENIED)))
    assert (problems("network.acl", view), gaps("network.acl", view)) == ([], [])
