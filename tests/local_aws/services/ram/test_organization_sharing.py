"""Switching on sharing within the organization, without which nothing can be shared."""

from __future__ import annotations

from tests.local_aws.services import support
from tests.local_aws.services.support import DATA, OWNER, SCIENCE, refused


def test_nothing_of_it_works_before_sharing_is_switched_on() -> None:
    with support.organization(ram_sharing=False) as aws:
        network = support.network(aws)
        ram, management = aws.client("ram", OWNER), aws.client("ram", aws.management_account)
        organization = aws.client("organizations", OWNER).describe_organization()["Organization"]
        share = ram.create_resource_share(name="s", allowExternalPrincipals=False)["resourceShare"]["resourceShareArn"]
        with refused("OperationNotPermittedException", "have not enabled sharing with your AWS organization"):
            ram.associate_resource_share(resourceShareArn=share, principals=[DATA])
        with refused("UnknownResourceException", f"Organization {organization['Id']} could not be found"):
            ram.associate_resource_share(resourceShareArn=share, principals=[organization["Arn"]])
        with refused("InvalidParameterException", "can only be shared within your AWS Organization"):
            ram.associate_resource_share(resourceShareArn=share, resourceArns=network.subnet_arns)
        with refused("OperationNotPermittedException"):
            ram.enable_sharing_with_aws_organization()
        for _ in range(2):
            assert management.enable_sharing_with_aws_organization()["returnValue"] is True
        role = aws.client("iam", aws.management_account).get_role(RoleName="AWSServiceRoleForResourceAccessManager")
        assert role["Role"]["Arn"].endswith(
            f"::{aws.management_account}:role/aws-service-role/ram.amazonaws.com/AWSServiceRoleForResourceAccessManager"
        )
        ram.associate_resource_share(
            resourceShareArn=share, principals=[DATA, organization["Arn"]], resourceArns=network.subnet_arns
        )
        # Trusted access alone is not enough: the service-linked role has to be there.
        aws.client("iam", aws.management_account).delete_service_linked_role(
            RoleName="AWSServiceRoleForResourceAccessManager"
        )
        with refused("OperationNotPermittedException"):
            ram.associate_resource_share(resourceShareArn=share, principals=[SCIENCE])
