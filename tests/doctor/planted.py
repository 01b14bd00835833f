"""Faults that are planted one at a time in a healthy deployment on the local AWS, and what the doctor must find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from mwaa_tf import Deployment
from mwaa_tf.blueprint import Account
from mwaa_tf.doctor import CollectOptions, Diagnosis, Target, collect, examine, targets_of
from mwaa_tf.local_aws import LocalAws


@dataclass(frozen=True)
class Patient:
    """A deployment on a local AWS, applied and AVAILABLE."""

    local: LocalAws
    deployment: Deployment
    look_at: Callable[[Target], Target] | None = None
    """What is looked at instead of all environments, made of the first: such as one that is only configured."""

    @property
    def owner_id(self) -> str:
        return self.deployment.owner.account_id

    @property
    def participant_id(self) -> str:
        return self.deployment.participants[0].account_id

    @property
    def name(self) -> str:
        """The environment's name in AWS."""
        return self.deployment.environments[0].name

    def owner(self, service: str) -> Any:
        """A client of the owner's account."""
        return self.local.client(service, self.owner_id)

    def participant(self, service: str) -> Any:
        """A client of the participant's account."""
        return self.local.client(service, self.participant_id)

    @property
    def environment(self) -> dict[str, Any]:
        """What GetEnvironment answers."""
        answer: dict[str, Any] = self.participant("mwaa").get_environment(Name=self.name)["Environment"]
        return answer

    @property
    def vpc_id(self) -> str:
        subnet_ids = self.environment["NetworkConfiguration"]["SubnetIds"]
        return str(self.owner("ec2").describe_subnets(SubnetIds=subnet_ids)["Subnets"][0]["VpcId"])

    def environ(self, account: Account) -> Mapping[str, str]:
        """The variables that reach the local AWS as ``account``."""
        return self.local.environment(account.account_id)

    def examine(self, options: CollectOptions | None = None) -> Diagnosis:
        """What the doctor finds, from outside, as it would in AWS."""
        targets = targets_of(self.deployment)
        if self.look_at:
            targets = (self.look_at(targets[0]),)
        views, calls = collect(targets, options=options, environ=self.environ)
        return examine(views, calls=calls)


#: Plants a fault; what it returns takes it away again.
Plant = Callable[[Patient], Callable[[], object]]


@dataclass(frozen=True)
class Fault:
    """A fault, and which check must find it."""

    id: str
    check: str
    plant: Plant
    consequences: Sequence[str] = ()
    """Other checks that fail or warn because of it, genuinely."""
    example: str = "private-vpc"
    """The deployment that it is planted in: a folder of examples/ or of tests/doctor/deployments/."""
    options: CollectOptions | None = None
    look_at: Callable[[Target], Target] | None = None
    """What is looked at instead, where the fault is in the configuration."""

    @property
    def expected(self) -> frozenset[str]:
        """The checks that may fail or warn."""
        return frozenset({self.check, *self.consequences})


def all_faults() -> tuple[Fault, ...]:
    """Those of all files in tests/doctor/faults, each of which has a list ``FAULTS``."""
    folder = Path(__file__).parent / "faults"
    modules = [import_module(f"tests.doctor.faults.{file.stem}") for file in sorted(folder.glob("[a-z]*.py"))]
    return tuple(fault for module in modules for fault in module.FAULTS)


@contextmanager
def planted(patient: Patient, fault: Fault) -> Iterator[Patient]:
    """The fault, as long as the block lasts, and the patient to examine."""
    undo = fault.plant(patient)
    try:
        yield replace(patient, look_at=fault.look_at) if fault.look_at else patient
    finally:
        undo()
