"""MWAABackend: the environments of one account in one region."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.moto_api._internal import mock_random

from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.services.mwaa import (
    endpoints,
    log_groups,
    network_interfaces,
    rest_api,
    status_transitions,
    tokens,
)
from mwaa_tf.local_aws.services.mwaa.checks import bucket, capacity, key, network, role, version
from mwaa_tf.local_aws.services.mwaa.environment import Environment, Identity, LastUpdate, Made, merged
from mwaa_tf.local_aws.services.mwaa.exceptions import (
    AccessDeniedException,
    EnvironmentNotFound,
    ResourceNotFoundException,
    ValidationException,
)

SERVICE_LINKED_ROLE = "AWSServiceRoleForAmazonMWAA"
UPDATABLE = ("AVAILABLE", "UPDATE_FAILED")
"""States whose environment is ready to use, in the words of the service model; in all others an update is refused."""


class MWAABackend(BaseBackend):
    """Environments of one account in one region, and what can be done with them.

    Every method first brings the environments it touches up to date. Requests come in many threads, one gets in.
    """

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.environments: dict[str, Environment] = {}
        self._lock = threading.RLock()

    def create_environment(self, name: str, settings: dict[str, Any], tags: dict[str, str]) -> Environment:
        """Check everything the request names, then begin the creation."""
        with self._lock:
            self._advance_all()
            if name in self.environments:
                raise ValidationException(f"Environment with name '{name}' already exists")
            identity = Identity(name, self.account_id, self.region_name, self.partition)
            settings = self._with_defaults(identity, settings)
            place = self._check(identity, settings)
            if settings["EndpointManagement"] == "SERVICE" and place.vpc_owner != self.account_id:
                raise AccessDeniedException("User does not have permissions to manage VPC endpoints")
            settings = self._with_file_versions(settings)
            for missing in bucket.missing_files(settings, self.account_id, self.partition):
                raise ValidationException(f"Invalid request provided: {missing}")
            now = clock.now()
            environment = Environment(
                identity, place, self._made(identity), settings, dict(tags), now, LastUpdate("PENDING", now)
            )
            self._begin(environment)
            self.environments[name] = environment
            return environment

    def get_environment(self, name: str) -> Environment:
        """The environment as it is now. Raises EnvironmentNotFound."""
        with self._lock:
            environment = self.environments.get(name)
            if environment:
                self._advance(environment)
            if name not in self.environments:
                raise EnvironmentNotFound(name, self.account_id)
            return self.environments[name]

    def describe_environment(self, name: str) -> dict[str, Any]:
        """The environment as GetEnvironment tells it."""
        with self._lock:
            return self.get_environment(name).describe()

    def list_environments(self, max_results: int | None, next_token: str | None) -> tuple[list[str], str | None]:
        """Names in order, a page at a time; the token is the last name of the page before."""
        with self._lock:
            self._advance_all()
            names = [name for name in sorted(self.environments) if next_token is None or name > next_token]
            page = names[: max_results or 25]
            return page, page[-1] if len(page) < len(names) else None

    def update_environment(self, name: str, changes: dict[str, Any]) -> Environment:
        """Check the result of the changes, then begin the update. Files are looked for while it runs."""
        with self._lock:
            environment = self.get_environment(name)
            if environment.status not in UPDATABLE:
                raise ValidationException(f"Environments with {environment.status} status cannot be updated.")
            settings = merged(environment.settings, changes)
            settings["LoggingConfiguration"] = log_groups.configuration(
                environment.identity, settings["LoggingConfiguration"]
            )
            if "AirflowVersion" in changes:
                version.check_version_change(environment.settings["AirflowVersion"], changes["AirflowVersion"])
            self._check(environment.identity, settings)
            settings = self._with_file_versions(settings)
            status_transitions.start_update(
                environment, settings, changes.get("WorkerReplacementStrategy"), clock.now()
            )
            return environment

    def delete_environment(self, name: str) -> None:
        """Begin the deletion; a second request changes nothing. That every state allows the first is inferred."""
        with self._lock:
            environment = self.get_environment(name)
            if environment.status != "DELETING":
                status_transitions.start_deletion(environment, clock.now())

    def list_tags(self, resource_arn: str) -> dict[str, str]:
        """Tags of the environment with this ARN."""
        with self._lock:
            return dict(self._by_arn(resource_arn).tags)

    def tag_resource(self, resource_arn: str, tags: Mapping[str, str]) -> None:
        """Add or change tags, 50 at most."""
        with self._lock:
            environment = self._by_arn(resource_arn)
            together = {**environment.tags, **tags}
            if len(together) > 50:
                raise ValidationException(f"An environment can have at most 50 tags, not {len(together)}")
            environment.tags = together

    def untag_resource(self, resource_arn: str, tag_keys: list[str]) -> None:
        """Take tags away; one that is not there is no error."""
        with self._lock:
            environment = self._by_arn(resource_arn)
            environment.tags = {name: value for name, value in environment.tags.items() if name not in tag_keys}

    def create_token(self, kind: tokens.Kind, name: str) -> tuple[str, str]:
        """A token and the host name of the web server that takes it."""
        with self._lock:
            environment = self._in_service(name)
            return tokens.issue(kind, environment.identity.arn), environment.webserver_host

    def invoke_rest_api(self, name: str, method: str, path: str) -> dict[str, Any]:
        """Airflow's answer to a call of its REST API."""
        with self._lock:
            environment = self._in_service(name)
            return rest_api.answer(method, path, environment.settings["AirflowVersion"], clock.now())

    def _in_service(self, name: str) -> Environment:
        """The environment, if its web server answers. That AWS says ResourceNotFoundException otherwise is inferred."""
        environment = self.get_environment(name)
        if environment.status not in ("AVAILABLE", "CREATING_SNAPSHOT", "UPDATING", "MAINTENANCE", "UPDATE_FAILED"):
            raise ResourceNotFoundException(
                f"The web server of environment '{name}' is not available while the status is {environment.status}"
            )
        return environment

    def _by_arn(self, resource_arn: str) -> Environment:
        name = resource_arn.rsplit("/", 1)[-1]
        environment = self.get_environment(name)
        if environment.identity.arn != resource_arn:
            raise EnvironmentNotFound(name, self.account_id)
        return environment

    def _with_defaults(self, identity: Identity, settings: dict[str, Any]) -> dict[str, Any]:
        """What AWS fills in. When it starts maintenance is its own choice: here it depends on the ARN alone."""
        given = {member: value for member, value in settings.items() if value not in ("", {})}
        for member in ("SubnetIds", "SecurityGroupIds"):
            if not given["NetworkConfiguration"].get(member):
                raise ValidationException(f"{member} must be specified in NetworkConfiguration")
        environment_class = given.get("EnvironmentClass", "mw1.small")
        digest = hashlib.sha256(identity.arn.encode()).digest()
        day = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")[digest[0] % 7]
        return {
            "AirflowVersion": version.LATEST,
            "EndpointManagement": "SERVICE",
            "EnvironmentClass": environment_class,
            "WebserverAccessMode": "PRIVATE_ONLY",
            "WeeklyMaintenanceWindowStart": f"{day}:{digest[1] % 24:02}:{('00', '30')[digest[2] % 2]}",
            **capacity.defaults(environment_class),
            **given,
            "LoggingConfiguration": log_groups.configuration(identity, given.get("LoggingConfiguration", {})),
        }

    def _with_file_versions(self, settings: dict[str, Any]) -> dict[str, Any]:
        """A file without a version is taken in its current one, and stays at it."""
        name = settings["SourceBucketArn"].rsplit(":", 1)[1]
        result = {**settings}
        for prefix in bucket.FILES:
            path, given = settings.get(f"{prefix}S3Path"), settings.get(f"{prefix}S3ObjectVersion")
            if path and not given:
                current = bucket.object_version(name, path, None, self.account_id, self.partition)
                result.update({f"{prefix}S3ObjectVersion": current} if current else {})
        return result

    def _check(self, identity: Identity, settings: Mapping[str, Any]) -> network.Network:
        """All that creation and update check alike. An environment may keep a version that is no longer offered."""
        if identity.name not in self.environments:
            version.check_version(settings["AirflowVersion"])
        version.check_access_mode(settings["WebserverAccessMode"], settings["AirflowVersion"])
        capacity.check_capacity(settings)
        networking = settings["NetworkConfiguration"]
        place = network.check_subnets(networking["SubnetIds"], self.account_id, self.region_name)
        network.check_security_groups(networking["SecurityGroupIds"], place.vpc_id, self.account_id, self.region_name)
        kms_key = settings.get("KmsKey")
        if kms_key:
            key.check_key(kms_key, self.account_id, self.region_name)
        role.check_execution_role(settings["ExecutionRoleArn"], identity.arn, self.account_id, self.partition)
        bucket.check_bucket(settings["SourceBucketArn"], kms_key, self.account_id, self.region_name, self.partition)
        return place

    def _made(self, identity: Identity) -> Made:
        # The queue is in an account of AWS: one per region, which no deployment has.
        foreign = int(hashlib.sha256(f"mwaa {self.region_name}".encode()).hexdigest(), 16) % 10**11
        prefix = f"com.amazonaws.vpce.{identity.region}.vpce-svc-"
        return Made(
            database_service=prefix + mock_random.get_random_hex(17),
            webserver_service=prefix + mock_random.get_random_hex(17),
            webserver_id=str(mock_random.uuid4()),
            celery_queue_arn=(
                f"arn:{identity.partition}:sqs:{identity.region}:9{foreign:011}:airflow-celery-{mock_random.uuid4()}"
            ),
        )

    def _begin(self, environment: Environment) -> None:
        self._ensure_service_linked_role()
        endpoints.offer(environment)
        network_interfaces.create(environment)
        if not environment.customer_manages_endpoints:
            network_interfaces.create_managed_endpoints(environment)
        log_groups.ensure(environment)

    def _ensure_service_linked_role(self) -> None:
        """MWAA makes it with an account's first environment, and leaves it there."""
        from moto.iam.models import iam_backends

        iam = iam_backends[self.account_id][self.partition]
        if any(each.name == SERVICE_LINKED_ROLE for each in iam.get_roles()):
            return
        trust = {"Effect": "Allow", "Principal": {"Service": "airflow.amazonaws.com"}, "Action": "sts:AssumeRole"}
        iam.create_role(
            SERVICE_LINKED_ROLE,
            json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            "/aws-service-role/airflow.amazonaws.com/",
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration="3600",
            linked_service="airflow.amazonaws.com",
        )

    def _advance_all(self) -> None:
        for environment in list(self.environments.values()):
            self._advance(environment)

    def _advance(self, environment: Environment) -> None:
        status_transitions.advance(environment, clock.now())
        if environment.status == status_transitions.GONE:
            del self.environments[environment.identity.name]


mwaa_backends = BackendDict(MWAABackend, "mwaa")
