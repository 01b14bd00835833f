mock_provider "aws" {
  source = "../tests"
}

variables {
  name       = "analytics"
  vpc_id     = "vpc-0aaa1111"
  subnet_ids = ["subnet-0bbb2222", "subnet-0bbb1111"]
}

run "vpc_and_subnets_get_the_names_of_the_owners_own_tags" {
  assert {
    condition = { for tag in aws_ec2_tag.this : tag.resource_id => "${tag.key}=${tag.value}" } == {
      "vpc-0aaa1111"    = "Name=analytics"
      "subnet-0bbb2222" = "Name=analytics Private Subnet (AZ1)"
      "subnet-0bbb1111" = "Name=analytics Private Subnet (AZ2)"
    }
    error_message = "the names of modules/network, az1 the first subnet"
  }

  assert {
    condition = (
      output.vpc_id == "vpc-0aaa1111" && output.subnet_ids == tolist(["subnet-0bbb2222", "subnet-0bbb1111"])
    )
    error_message = "the outputs hand the IDs on"
  }
}

run "further_tags_are_put_on_all_three" {
  variables {
    tags = { CostCenter = "1234", Note = "\"$${not}\" 東京" }
  }

  assert {
    condition     = length(aws_ec2_tag.this) == 9
    error_message = "three tags on three resources"
  }

  assert {
    condition = (
      aws_ec2_tag.this["az2/Note"].value == "\"$${not}\" 東京"
      && aws_ec2_tag.this["az2/Note"].resource_id == "subnet-0bbb1111"
    )
    error_message = "values arrive as they are"
  }
}

run "without_a_name_there_are_no_names" {
  variables {
    name = null
    tags = { CostCenter = "1234" }
  }

  assert {
    condition     = output.keys == tolist(["az1/CostCenter", "az2/CostCenter", "vpc/CostCenter"])
    error_message = "only the tags given"
  }
}

run "without_name_and_tags_there_is_nothing" {
  variables {
    name = null
  }

  assert {
    condition     = length(aws_ec2_tag.this) == 0
    error_message = "no tag"
  }
}

run "ids_need_not_be_known_when_planning" {
  command = plan

  module {
    source = "./tests/embedded"
  }

  assert {
    condition     = length(output.tags) == 6
    error_message = "six tags are planned before VPC and subnets exist"
  }
}

run "one_subnet_is_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-0bbb1111"]
  }

  expect_failures = [var.subnet_ids]
}

run "the_same_subnet_twice_is_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-0bbb1111", "subnet-0bbb1111"]
  }

  expect_failures = [var.subnet_ids]
}

run "an_id_of_something_else_is_refused_as_vpc" {
  command = plan

  variables {
    vpc_id = "subnet-0bbb1111"
  }

  expect_failures = [var.vpc_id]
}

run "a_name_among_the_tags_is_refused" {
  command = plan

  variables {
    tags = { Name = "analytics" }
  }

  expect_failures = [var.tags]
}

run "a_key_of_aws_is_refused" {
  command = plan

  variables {
    tags = { "aws:reserved" = "x" }
  }

  expect_failures = [var.tags]
}

run "an_empty_name_is_refused" {
  command = plan

  variables {
    name = ""
  }

  expect_failures = [var.name]
}
