mock_provider "aws" {
  source = "../tests"

  override_data {
    target = module.network.data.aws_subnet.existing_private["az2"]
    values = {
      arn                  = "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0bbb2222"
      availability_zone_id = "use1-az2"
      vpc_id               = "vpc-0aaa1111"
    }
  }

  override_resource {
    target = aws_vpc.own
    values = { id = "vpc-0aaa1111" }
  }

  override_resource {
    target = aws_subnet.own[0]
    values = { id = "subnet-0bbb1111" }
  }

  override_resource {
    target = aws_subnet.own[1]
    values = { id = "subnet-0bbb2222" }
  }

  override_resource {
    target = aws_subnet.own[2]
    values = { id = "subnet-0ddd1111" }
  }
}

run "a_vpc_of_the_same_root" {
  module {
    source = "./tests/changing"
  }
}

run "a_tag_on_the_vpc_leaves_everything_known" {
  command = plan

  module {
    source = "./tests/changing"
  }

  variables {
    tags = { CostCenter = "4711" }
  }

  # A subnet's id that is not known replaces the environment that stands there.
  assert {
    condition     = output.network == run.a_vpc_of_the_same_root.network
    error_message = "what changes in place changes no output"
  }
}
