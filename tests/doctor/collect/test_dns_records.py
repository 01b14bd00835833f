"""The record of a host name, on the local AWS: its own, or the wildcard that stands for it (RFC 4592)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from mwaa_tf.config.access import Alb
from mwaa_tf.doctor.collect.aws.dns_records import record_of
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.view.load_balancer import DnsRecordFacts
from mwaa_tf.local_aws import LocalAws
from tests.doctor.access_views import ALB
from tests.doctor.test_calls import calls_of

BALANCER, OTHER = "lb-1.us-east-1.elb.amazonaws.com", "old.example.net"


class Zone:
    """The hosted zone example.com of the VPC's owner."""

    def __init__(self, local: LocalAws) -> None:
        self.local = local
        self.route53 = local.client("route53", local.accounts[0])
        created = self.route53.create_hosted_zone(Name="example.com", CallerReference="zone")
        self.id = created["HostedZone"]["Id"].rpartition("/")[2]

    def add(self, name: str, target: str, kind: str = "CNAME") -> None:
        record = {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": target}]}
        batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
        self.route53.change_resource_record_sets(HostedZoneId=self.id, ChangeBatch=batch)

    def record_of(self, name: str) -> DnsRecordFacts | None:
        alb = Alb.model_validate({**ALB, "domain_name": name, "zone_id": self.id})
        source: Any = SimpleNamespace(owner=calls_of(self.local, self.local.accounts[0]))
        return record_of(cast("AwsSource", source), name, "vpc-1", alb).value


@pytest.fixture
def zone(local_aws: LocalAws) -> Zone:
    return Zone(local_aws)


def test_a_wildcard_stands_for_a_name_without_a_record(zone: Zone) -> None:
    zone.add("*.example.com", BALANCER)

    assert zone.record_of("airflow.example.com") == DnsRecordFacts(zone.id, "*.example.com", "CNAME", (BALANCER,))
    assert zone.record_of("airflow.data.example.com") == DnsRecordFacts(zone.id, "*.example.com", "CNAME", (BALANCER,))


def test_a_record_of_the_name_comes_before_a_wildcard(zone: Zone) -> None:
    zone.add("*.example.com", BALANCER)
    zone.add("airflow.example.com", OTHER)

    assert zone.record_of("airflow.example.com") == DnsRecordFacts(zone.id, "airflow.example.com", "CNAME", (OTHER,))


@pytest.mark.parametrize("existing", ["airflow.example.com", "_validation.airflow.example.com"])
def test_a_wildcard_stands_for_no_name_that_exists(zone: Zone, existing: str) -> None:
    """A record of another type, or of a name below it, is enough."""
    zone.add("*.example.com", BALANCER)
    zone.add(existing, '"anything"', "TXT")

    assert zone.record_of("airflow.example.com") is None


def test_the_wildcard_below_the_closest_name_that_exists_counts(zone: Zone) -> None:
    zone.add("*.example.com", OTHER)
    zone.add("*.data.example.com", BALANCER)

    assert zone.record_of("airflow.data.example.com") == DnsRecordFacts(
        zone.id, "*.data.example.com", "CNAME", (BALANCER,)
    )


def test_no_wildcard_reaches_past_a_name_that_exists(zone: Zone) -> None:
    zone.add("*.example.com", BALANCER)
    zone.add("data.example.com", OTHER)

    assert zone.record_of("airflow.data.example.com") is None


def test_a_wildcard_of_another_type_leads_nowhere(zone: Zone) -> None:
    zone.add("*.example.com", '"anything"', "TXT")

    assert zone.record_of("airflow.example.com") is None
