mock_provider "aws" {
  source = "../tests"
}

run "one_plan_holds_the_module_and_what_it_is_given" {
  command = plan

  module {
    source = "./tests/embedded"
  }

  assert {
    condition = output.lengths == {
      created = {
        availability_zone_ids   = 2
        nat_gateway_public_ips  = 2
        private_route_table_ids = 2
        private_subnet_arns     = 2
        private_subnet_ids      = 2
        public_subnet_ids       = 2
      }
      existing = {
        availability_zone_ids   = 2
        nat_gateway_public_ips  = 0
        private_route_table_ids = 1
        private_subnet_arns     = 2
        private_subnet_ids      = 2
        public_subnet_ids       = 1
      }
    }
    error_message = "how long each list is, is known before anything exists"
  }
}
