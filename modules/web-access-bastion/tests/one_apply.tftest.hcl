mock_provider "aws" {
  source = "../tests"
}

run "network_endpoint_and_bastion_are_made_in_one_apply" {
  module {
    source = "./tests/fixtures/one_apply"
  }

  assert {
    condition     = output.bastion.hosts_line == "127.0.0.1 0web.c1.us-east-1.airflow.amazonaws.com"
    error_message = "the bastion must take what is known only after apply"
  }
}
