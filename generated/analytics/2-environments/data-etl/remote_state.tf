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
        self.outputs.private_subnet_ids,
        self.outputs.vpc_id,
      ])
      error_message = "The state of 1-network lacks an output that is read here: apply that workspace first, to its end."
    }
  }
}

locals {
  network = data.terraform_remote_state.network.outputs
}
