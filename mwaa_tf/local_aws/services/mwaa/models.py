"""MWAABackend: the environments of one account in one region."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.moto_api._internal import mock_random

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.services.ec2.exceptions import InsufficientFreeAddressesError
from mwaa_tf.local_aws.services.mwaa import (
    endpoints,
    log_groups,
    network_interfaces,
    rest_api,
    status_transitions,
    tokens,
)
from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents
from mwaa_tf.local_aws.services.mwaa.checks import bucket, capacity, key, network, role, version
from mwaa_tf.local_aws.services.mwaa.environment import Identity, LastUpdate, LocalEnvironment, ManagedResources, merged
from mwaa_tf.local_aws.services.mwaa.exceptions import (
    AccessDeniedException,
    EnvironmentNotFound,
    ResourceNotFoundException,
    ValidationException,
)
from mwaa_tf.mwaa import access_modes, airflow_versions, environment_classes, principals, quotas
from mwaa_tf.mwaa.names import CELERY_QUEUE_PREFIX, ENDPOINT_SERVICE_PREFIX
from mwaa_tf.mwaa.regions import ALL_REGIONS
from mwaa_tf.mwaa.status import Status


class MWAABackend(BaseBackend):
    """The environments of one account in one region, and the operations on them.

    Every method first brings the environments it touches up to date. A lock serializes the requests of many threads.
    """

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.environments: dict[str, LocalEnvironment] = {}
        self._lock = threading.RLock()

    def create_environment(self, name: str, settings: dict[str, Any], tags: dict[str, str]) -> LocalEnvironment:
        """Check all that the request names, then begin the creation."""
        with self._lock:
            self._advance_all()
            if name in self.environments:
                raise ValidationException(f"Environment with name '{name}' already exists")
            identity = Identity(name, self.account_id, self.region_name, self.partition)
            settings = self._with_defaults(identity, settings)
            environment_network = self._check(identity, settings)
            if settings["EndpointManagement"] == "SERVICE" and environment_network.vpc_owner != self.account_id:
                raise AccessDeniedException("User does not have permissions to manage VPC endpoints")
            settings = self._with_file_versions(settings)
            for missing in bucket.missing_files(settings, self.account_id, self.partition):
                raise ValidationException(f"Invalid request provided: {missing}")
            now = clock.now()
            environment = LocalEnvironment(
                identity,
                environment_network,
                self._managed_resources(identity),
                settings,
                dict(tags),
                now,
                LastUpdate("PENDING", now),
            )
            self._begin(environment)
            self.environments[name] = environment
            return environment

    def get_environment(self, name: str) -> LocalEnvironment:
        """The environment as it is now. Raises EnvironmentNotFound."""
        with self._lock:
            environment = self.environments.get(name)
            if environment:
                self._advance(environment)
            if name not in self.environments:
                raise EnvironmentNotFound(name, self.account_id)
            return self.environments[name]

    def describe_environment(self, name: str) -> dict[str, Any]:
        """The environment as GetEnvironment returns it."""
        with self._lock:
            return self.get_environment(name).describe()

    def list_environments(self, max_results: int | None, next_token: str | None) -> tuple[list[str], str | None]:
        """Names in order, a page at a time; the token is the last name of the page before."""
        with self._lock:
            self._advance_all()
            names = [name for name in sorted(self.environments) if next_token is None or name > next_token]
            page = names[: max_results or quotas.PAGE_SIZE]
            return page, page[-1] if len(page) < len(names) else None

    def update_environment(self, name: str, changes: dict[str, Any]) -> LocalEnvironment:
        """Check the result of the changes, then begin the update. Files are checked at its end."""
        with self._lock:
            environment = self.get_environment(name)
            if not environment.status.takes_updates:
                raise ValidationException(f"Environments with {environment.status} status cannot be updated.")
            settings = merged(environment.settings, changes)
            settings["LoggingConfiguration"] = log_groups.complete(
                environment.identity, settings["LoggingConfiguration"]
            )
            strategy = changes.get("WorkerReplacementStrategy")
            version.check_strategy(strategy, self.region_name)
            if "AirflowVersion" in changes:
                version.check_version_change(environment.settings["AirflowVersion"], changes["AirflowVersion"])
            self._check(environment.identity, settings)
            settings = self._with_file_versions(settings)
            status_transitions.start_update(environment, settings, strategy, clock.now())
            return environment

    def delete_environment(self, name: str) -> None:
        """Begin the deletion, unless the environment is busy.

        The message for CREATING and DELETING is that of AWS, as clients expect it (grucloud, MWAA/Environment.js, on
        which messages it retries). That every other busy status is refused alike is inferred; so is that PENDING is
        not: AWS advises to delete an environment whose endpoints were not created (page vpc-endpoint-management).
        """
        with self._lock:
            environment = self.get_environment(name)
            if environment.status.is_busy:
                raise ValidationException(
                    f"Environments with {environment.status} status must complete previous operation before initiating "
                    "a new operation"
                )
            status_transitions.start_deletion(environment, clock.now())

    def list_tags(self, resource_arn: str) -> dict[str, str]:
        """Tags of the environment with this ARN."""
        with self._lock:
            return dict(self._by_arn(resource_arn).tags)

    def tag_resource(self, resource_arn: str, tags: Mapping[str, str]) -> None:
        """Add or change tags."""
        with self._lock:
            environment = self._by_arn(resource_arn)
            all_tags = {**environment.tags, **tags}
            if len(all_tags) > quotas.TAGS:
                raise ValidationException(f"An environment can have at most {quotas.TAGS} tags, not {len(all_tags)}")
            environment.tags = all_tags

    def untag_resource(self, resource_arn: str, tag_keys: list[str]) -> None:
        """Remove tags; a missing tag is no error."""
        with self._lock:
            environment = self._by_arn(resource_arn)
            environment.tags = {name: value for name, value in environment.tags.items() if name not in tag_keys}

    def create_token(self, kind: tokens.Kind, name: str) -> tuple[str, str]:
        """A token and the host name of the web server that accepts it."""
        with self._lock:
            environment = self._in_service(name)
            return tokens.issue(kind, environment.identity.arn), environment.webserver_host

    def invoke_rest_api(self, name: str, *call: Any) -> tuple[int, Any]:
        """Airflow's status and response to a call of its REST API: method, path, query and body."""
        with self._lock:
            return rest_api.answer(self._in_service(name), *call)

    def set_airflow(self, name: str, contents: AirflowContents) -> None:
        """Let the Airflow of an environment know ``contents``, which its REST API then shows and changes."""
        with self._lock:
            self.get_environment(name).airflow = contents

    def _in_service(self, name: str) -> LocalEnvironment:
        """The environment, if its web server answers. ResourceNotFoundException otherwise is inferred."""
        environment = self.get_environment(name)
        if not environment.status.serves_ui:
            raise ResourceNotFoundException(
                f"The web server of environment '{name}' is not available while the status is {environment.status}"
            )
        return environment

    def _by_arn(self, resource_arn: str) -> LocalEnvironment:
        name = Arn.parse(resource_arn).resource_name
        environment = self.get_environment(name)
        if environment.identity.arn != resource_arn:
            raise EnvironmentNotFound(name, self.account_id)
        return environment

    def _with_defaults(self, identity: Identity, settings: dict[str, Any]) -> dict[str, Any]:
        """The settings with AWS's defaults. The start of maintenance is its own choice: here it depends on the ARN."""
        requested = {member: value for member, value in settings.items() if value not in ("", {})}
        for member in ("SubnetIds", "SecurityGroupIds"):
            if not requested["NetworkConfiguration"].get(member):
                raise ValidationException(f"{member} must be specified in NetworkConfiguration")
        environment_class = requested.get("EnvironmentClass", environment_classes.DEFAULT)
        digest = hashlib.sha256(identity.arn.encode()).digest()
        day = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")[digest[0] % 7]
        return {
            "AirflowVersion": airflow_versions.LATEST,
            "EndpointManagement": "SERVICE",
            "EnvironmentClass": environment_class,
            "WebserverAccessMode": str(access_modes.DEFAULT),
            "WeeklyMaintenanceWindowStart": f"{day}:{digest[1] % 24:02}:{('00', '30')[digest[2] % 2]}",
            **capacity.default_counts(environment_class),
            **requested,
            "LoggingConfiguration": log_groups.complete(identity, requested.get("LoggingConfiguration", {})),
        }

    def _with_file_versions(self, settings: dict[str, Any]) -> dict[str, Any]:
        """A file without a version is used in its current version from now on."""
        name = bucket.bucket_name(settings["SourceBucketArn"])
        result = {**settings}
        for prefix in bucket.FILES:
            path, object_version = settings.get(f"{prefix}S3Path"), settings.get(f"{prefix}S3ObjectVersion")
            if path and not object_version:
                current = bucket.object_version(name, path, None, self.account_id, self.partition)
                result.update({f"{prefix}S3ObjectVersion": current} if current else {})
        return result

    def _check(self, identity: Identity, settings: Mapping[str, Any]) -> network.EnvironmentNetwork:
        """What creation and update both check. An existing environment may keep a version that is no longer offered."""
        if identity.name not in self.environments:
            version.check_version(settings["AirflowVersion"])
        version.check_access_mode(settings["WebserverAccessMode"], settings["AirflowVersion"])
        capacity.check_capacity(settings)
        networking = settings["NetworkConfiguration"]
        environment_network = network.check_subnets(networking["SubnetIds"], self.account_id, self.region_name)
        network.check_security_groups(
            networking["SecurityGroupIds"], environment_network.vpc_id, self.account_id, self.region_name
        )
        kms_key = settings.get("KmsKey")
        if kms_key:
            key.check_key(kms_key, self.account_id, self.region_name)
        role.check_execution_role(settings["ExecutionRoleArn"], identity.arn, self.account_id, self.partition)
        bucket.check_bucket(settings["SourceBucketArn"], kms_key, self.account_id, self.region_name, self.partition)
        return environment_network

    def _managed_resources(self, identity: Identity) -> ManagedResources:
        # The queue is in an account of AWS: one per region, which no deployment has.
        account_number = int(hashlib.sha256(f"mwaa {self.region_name}".encode()).hexdigest(), 16) % 10**11
        prefix = f"com.amazonaws.vpce.{identity.region}.{ENDPOINT_SERVICE_PREFIX}"
        return ManagedResources(
            database_service=prefix + mock_random.get_random_hex(17),
            webserver_service=prefix + mock_random.get_random_hex(17),
            webserver_id=str(mock_random.uuid4()),
            celery_queue_arn=str(
                Arn(
                    identity.partition,
                    "sqs",
                    identity.region,
                    f"9{account_number:011}",
                    f"{CELERY_QUEUE_PREFIX}{mock_random.uuid4()}",
                )
            ),
        )

    def _begin(self, environment: LocalEnvironment) -> None:
        self._ensure_service_linked_role()
        endpoints.offer(environment)
        try:
            network_interfaces.create(environment)
            if not environment.customer_manages_endpoints:
                network_interfaces.create_managed_endpoints(environment)
        except InsufficientFreeAddressesError as error:
            environment.address_problem = error.reason
        log_groups.ensure(environment)

    def _ensure_service_linked_role(self) -> None:
        """MWAA creates it with an account's first environment, and never deletes it."""
        from moto.iam.models import iam_backends

        iam = iam_backends[self.account_id][self.partition]
        if any(role.name == principals.SERVICE_LINKED_ROLE for role in iam.get_roles()):
            return
        trust = {"Effect": "Allow", "Principal": {"Service": principals.AIRFLOW}, "Action": "sts:AssumeRole"}
        iam.create_role(
            principals.SERVICE_LINKED_ROLE,
            json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            f"/aws-service-role/{principals.AIRFLOW}/",
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration="3600",
            linked_service=principals.AIRFLOW,
        )

    def _advance_all(self) -> None:
        for environment in list(self.environments.values()):
            self._advance(environment)

    def _advance(self, environment: LocalEnvironment) -> None:
        status_transitions.advance(environment, clock.now())
        if environment.status is Status.DELETED:
            del self.environments[environment.identity.name]


# In every region: where AWS adds MWAA next, the SDK that is installed does not know it yet.
mwaa_backends = BackendDict(MWAABackend, "mwaa", additional_regions=list(ALL_REGIONS))
