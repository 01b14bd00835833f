# What other workspaces hand over. Each of them is applied before this one.

data "terraform_remote_state" "network" {
  backend = "local"

  config = {
    path = "../../1-network/terraform.tfstate"
  }

  lifecycle {
    precondition {
      condition     = fileexists("${path.module}/../../1-network/terraform.tfstate")
      error_message = "There is no state of 1-network yet: apply that workspace first."
    }

    postcondition {
      condition = can([
        self.outputs.vpc_id,
      ])
      error_message = "The state of 1-network lacks an output that is read here: apply that workspace first, to its end."
    }
  }
}

data "terraform_remote_state" "environment" {
  backend = "local"

  config = {
    path = "../../2-environments/data-etl/terraform.tfstate"
  }

  lifecycle {
    precondition {
      condition     = fileexists("${path.module}/../../2-environments/data-etl/terraform.tfstate")
      error_message = "There is no state of 2-environments/data-etl yet: apply that workspace first."
    }

    postcondition {
      condition = can([
        self.outputs.database_vpc_endpoint_service,
        self.outputs.security_group_reference,
        self.outputs.subnet_ids,
        self.outputs.webserver_vpc_endpoint_service,
      ])
      error_message = "The state of 2-environments/data-etl lacks an output that is read here: apply that workspace first, to its end."
    }
  }
}

locals {
  network     = data.terraform_remote_state.network.outputs
  environment = data.terraform_remote_state.environment.outputs
}
