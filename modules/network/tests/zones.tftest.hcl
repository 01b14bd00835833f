mock_provider "aws" {
  source = "../tests"
}

run "first_two_zones_of_the_region_are_taken" {
  assert {
    condition     = output.availability_zone_ids == tolist(["use1-az4", "use1-az6"])
    error_message = "the first two zones, in the order of the region's list"
  }

  assert {
    condition = (
      {
        for key, subnet in aws_subnet.private : key => subnet.availability_zone_id
      } == { az1 = "use1-az4", az2 = "use1-az6" }
      && {
        for key, subnet in aws_subnet.public : key => subnet.availability_zone_id
      } == { az1 = "use1-az4", az2 = "use1-az6" }
    )
    error_message = "a public subnet stands in the zone of its private one"
  }

  assert {
    condition = (
      contains(data.aws_availability_zones.this[0].exclude_zone_ids, "use1-az3")
      && data.aws_availability_zones.this[0].state == null
    )
    error_message = "use1-az3 is never taken; the state of a zone does not matter"
  }
}

run "subnets_stay_where_they_are_when_the_region_lists_its_zones_differently" {
  override_data {
    target = data.aws_availability_zones.this
    values = { zone_ids = ["use1-az2", "use1-az4", "use1-az6"] }
  }

  assert {
    condition     = data.aws_availability_zones.this[0].zone_ids[0] == "use1-az2"
    error_message = "the list did change"
  }

  assert {
    condition     = output.availability_zone_ids == tolist(["use1-az4", "use1-az6"])
    error_message = "the subnets keep the zones of the first apply"
  }
}

run "zones_asked_for_are_followed" {
  variables {
    availability_zone_ids = ["use1-az6", "use1-az1"]
  }

  assert {
    condition     = output.availability_zone_ids == tolist(["use1-az6", "use1-az1"])
    error_message = "in the order in which they were asked for"
  }
}

run "one_zone_is_refused" {
  command = plan

  variables {
    availability_zone_ids = ["use1-az1"]
  }

  expect_failures = [var.availability_zone_ids]
}

run "the_same_zone_twice_is_refused" {
  command = plan

  variables {
    availability_zone_ids = ["use1-az1", "use1-az1"]
  }

  expect_failures = [var.availability_zone_ids]
}

run "names_of_zones_are_refused" {
  command = plan

  variables {
    availability_zone_ids = ["us-east-1a", "us-east-1b"]
  }

  expect_failures = [var.availability_zone_ids]
}

run "the_zone_that_mwaa_does_not_support_is_refused" {
  command = plan

  variables {
    availability_zone_ids = ["use1-az1", "use1-az3"]
  }

  expect_failures = [var.availability_zone_ids]
}

run "zones_of_another_region_are_refused" {
  command = plan

  variables {
    availability_zone_ids = ["use1-az1", "euw1-az1"]
  }

  expect_failures = [terraform_data.zone_ids]
}

run "a_region_with_one_zone_is_refused" {
  command = plan

  override_data {
    target = data.aws_availability_zones.this
    values = { zone_ids = ["use1-az1"] }
  }

  expect_failures = [terraform_data.zone_ids]
}
