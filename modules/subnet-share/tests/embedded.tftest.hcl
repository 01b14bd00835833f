mock_provider "aws" {
  source = "../tests"
}

run "one_plan_holds_subnets_and_share" {
  command = plan

  module {
    source = "./tests/embedded"
  }

  assert {
    condition     = output.shared_subnets == 2
    error_message = "the number of shared subnets is known before the subnets exist"
  }
}
