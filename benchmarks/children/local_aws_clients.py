"""``local_aws_clients.py ADDRESS CLIENTS SECONDS WITH_MWAA``: clients that call a local AWS and check its answers.

ADDRESS is the JSON of ``local_aws_server.py``. Each client has a connection of its own and repeats a mix of reads and
writes, which leaves nothing behind. Prints the number of calls, the seconds, and what was wrong.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
import threading
import time
from typing import Any
from urllib.parse import urlencode

ACCOUNT = "111111111111"
REGION = "us-east-1"
BUCKET = "benchmark-dags"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
VERSIONS = {"ec2": "2016-11-15", "iam": "2010-05-08", "sts": "2011-06-15"}


class WrongAnswerError(Exception):
    """An answer is not what was asked for."""


class Caller:
    """One connection, and the requests that go through it, signed with the key of an account.

    A call that the server fails with an error of its own is made up to ``attempts`` times, and counts once.
    """

    def __init__(self, host: str, port: int, key: str, attempts: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=60)
        self._key = key
        self._attempts = attempts
        self.calls = 0

    def call(self, service: str, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """The body of the answer. Raises :class:`WrongAnswerError` for an error."""
        scope = f"{self._key}/20260101/{REGION}/{service}/aws4_request"
        signed = {
            "Host": f"{service}.{REGION}.amazonaws.com",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for _ in range(self._attempts):
            self._connection.request(method, path, body, signed)
            response = self._connection.getresponse()
            content = response.read()
            if response.status != http.HTTPStatus.INTERNAL_SERVER_ERROR:
                break
        self.calls += 1
        if response.status >= 300:
            raise WrongAnswerError(f"{service} {method} {path}: {response.status} {content[:300]!r}")
        return content

    def query(self, service: str, action: str, **parameters: str) -> str:
        """An operation of a service whose answers are XML."""
        form = urlencode({"Action": action, "Version": VERSIONS[service], **parameters}).encode()
        return self.call(service, "POST", "/", form, Content_Type="application/x-www-form-urlencoded").decode()

    def json(self, service: str, method: str, path: str, **body: Any) -> dict[str, Any]:
        """An operation of a service whose answers are JSON."""
        content = json.dumps(body).encode() if body else b""
        answer: dict[str, Any] = json.loads(self.call(service, method, path, content, Content_Type="application/json"))
        return answer


def expect(condition: object, what: str) -> None:
    """Raise :class:`WrongAnswerError` unless ``condition`` holds."""
    if not condition:
        raise WrongAnswerError(what)


def element(xml: str, tag: str) -> str:
    """The text of the first element with that tag."""
    match = re.search(rf"<{tag}>([^<]*)</{tag}>", xml)
    return match[1] if match else ""


def prepare(caller: Caller, *, with_mwaa: bool) -> dict[str, str]:
    """A VPC, a bucket, a share and, with MWAA, an environment, which all clients look at."""
    names = {"vpc": element(caller.query("ec2", "CreateVpc", CidrBlock="10.0.0.0/16"), "vpcId")}
    caller.call("s3", "PUT", f"/{BUCKET}", Host="s3.amazonaws.com")
    share = caller.json("ram", "POST", "/createresourceshare", name="benchmark", allowExternalPrincipals=True)
    names["share"] = share["resourceShare"]["resourceShareArn"]
    if with_mwaa:
        _create_environment(caller)
    return names


def _create_environment(caller: Caller) -> None:
    """An environment in a VPC of its own, with a way to the internet."""
    vpc_id = element(caller.query("ec2", "CreateVpc", CidrBlock="10.0.0.0/16"), "vpcId")
    gateway = element(caller.query("ec2", "CreateVpnGateway", Type="ipsec.1"), "vpnGatewayId")
    caller.query("ec2", "AttachVpnGateway", VpcId=vpc_id, VpnGatewayId=gateway)
    of_vpc = {"Filter.1.Name": "vpc-id", "Filter.1.Value.1": vpc_id}
    table = element(caller.query("ec2", "DescribeRouteTables", **of_vpc), "routeTableId")
    caller.query("ec2", "CreateRoute", RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    subnets = [
        element(
            caller.query(
                "ec2",
                "CreateSubnet",
                VpcId=vpc_id,
                CidrBlock=f"10.0.{number}.0/24",
                AvailabilityZone=f"{REGION}{zone}",
            ),
            "subnetId",
        )
        for number, zone in enumerate("ab")
    ]
    group = element(
        caller.query("ec2", "CreateSecurityGroup", GroupName="mwaa", GroupDescription="mwaa", VpcId=vpc_id), "groupId"
    )
    versioned = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    bucket = "environment-dags"
    caller.call("s3", "PUT", f"/{bucket}", Host="s3.amazonaws.com")
    caller.call("s3", "PUT", f"/{bucket}?versioning", versioned, Host="s3.amazonaws.com")
    flags = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    block = "".join(f"<{flag}>true</{flag}>" for flag in flags)
    block = f"<PublicAccessBlockConfiguration>{block}</PublicAccessBlockConfiguration>"
    caller.call("s3", "PUT", f"/{bucket}?publicAccessBlock", block.encode(), Host="s3.amazonaws.com")
    role = caller.query("iam", "CreateRole", RoleName="benchmark", AssumeRolePolicyDocument=TRUST)
    caller.json(
        "airflow",
        "PUT",
        "/environments/benchmark",
        ExecutionRoleArn=element(role, "Arn"),
        SourceBucketArn=f"arn:aws:s3:::{bucket}",
        DagS3Path="dags",
        NetworkConfiguration={"SubnetIds": subnets, "SecurityGroupIds": [group]},
    )
    while caller.json("airflow", "GET", "/environments/benchmark")["Environment"]["Status"] == "CREATING":
        time.sleep(0.5)


def repeat(caller: Caller, names: dict[str, str], client: int, turn: int, *, with_mwaa: bool) -> None:
    """One turn of a client: reads and writes of every service, with checks of the answers."""
    name = f"client-{client}-{turn}"
    expect(element(caller.query("sts", "GetCallerIdentity"), "Account") == ACCOUNT, "another account")
    expect(names["vpc"] in caller.query("ec2", "DescribeVpcs"), "no VPC")
    created = caller.query("ec2", "CreateSecurityGroup", GroupName=name, GroupDescription=name, VpcId=names["vpc"])
    group = element(created, "groupId")
    described = caller.query("ec2", "DescribeSecurityGroups", **{"GroupId.1": group})
    expect(element(described, "groupName") == name, f"{group} is not {name}")
    caller.query("ec2", "DeleteSecurityGroup", GroupId=group)
    _objects(caller, name)
    caller.query("iam", "CreateRole", RoleName=name, AssumeRolePolicyDocument=TRUST)
    expect(element(caller.query("iam", "GetRole", RoleName=name), "RoleName") == name, "another role")
    caller.query("iam", "DeleteRole", RoleName=name)
    shares = caller.json("ram", "POST", "/getresourceshares", resourceOwner="SELF")["resourceShares"]
    expect([share["resourceShareArn"] for share in shares] == [names["share"]], "other shares")
    if with_mwaa:
        _environments(caller, name)


def _objects(caller: Caller, name: str) -> None:
    body = name.encode() * 50
    caller.call("s3", "PUT", f"/{BUCKET}/{name}", body, Host="s3.amazonaws.com")
    expect(caller.call("s3", "GET", f"/{BUCKET}/{name}", Host="s3.amazonaws.com") == body, "another object")
    caller.call("s3", "DELETE", f"/{BUCKET}/{name}", Host="s3.amazonaws.com")


def _environments(caller: Caller, name: str) -> None:
    environment = caller.json("airflow", "GET", "/environments/benchmark")["Environment"]
    expect((environment["Name"], environment["Status"]) == ("benchmark", "AVAILABLE"), "another environment")
    arn = f"/tags/{environment['Arn']}"
    client = name.rpartition("-")[0]
    caller.json("airflow", "POST", arn, Tags={client: name})
    expect(caller.json("airflow", "GET", arn)["Tags"][client] == name, "another tag")
    caller.json("airflow", "DELETE", f"{arn}?tagKeys={client}")
    expect(caller.json("airflow", "GET", "/environments")["Environments"] == ["benchmark"], "other environments")


def main() -> None:
    """Run the clients, and print what they did."""
    address, clients, seconds = json.loads(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    with_mwaa = sys.argv[4] == "True"
    # Moto's own server lets calls change what others read at that moment, and answers some of them with 500
    # (`get_role`: "dictionary changed size during iteration").
    attempts = 1 if with_mwaa else 5
    server = (address["host"], address["port"], address["key"], attempts)
    # What the first process has prepared is there for the next ones.
    names = address.get("names") or prepare(Caller(*server), with_mwaa=with_mwaa)
    callers = [Caller(*server) for _ in range(clients)]
    wrong: list[str] = []
    began = time.monotonic()
    ends = began + seconds

    def run(client: int, caller: Caller) -> None:
        turn = 0
        while time.monotonic() < ends:
            turn += 1
            try:
                repeat(caller, names, client, turn, with_mwaa=with_mwaa)
            except (WrongAnswerError, OSError, http.client.HTTPException, KeyError, ValueError) as error:
                wrong.append(f"{type(error).__name__}: {error}")
                return

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    calls = sum(caller.calls for caller in callers)
    print(json.dumps({"calls": calls, "seconds": time.monotonic() - began, "wrong": wrong[:5], "names": names}))


if __name__ == "__main__":
    main()
