mock_provider "aws" {
  source = "../tests"
}

run "network_endpoint_and_vpn_are_made_in_one_apply" {
  module {
    source = "./tests/fixtures/one_apply"
  }

  assert {
    condition = (
      output.vpn.login_url
      == "https://0web.c1.us-east-1.airflow.amazonaws.com/aws_mwaa/aws-console-sso?login=true"
    )
    error_message = "the VPN must take what is known only after apply"
  }
}
