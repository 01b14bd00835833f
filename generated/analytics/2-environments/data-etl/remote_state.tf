# Outputs of other workspaces, which are applied before this one.

data "terraform_remote_state" "network" {
  backend = "local"

  config = {
    path = "../../1-network/terraform.tfstate"
  }

  lifecycle {
    precondition {
      condition     = fileexists("${path.module}/../../1-network/terraform.tfstate")
      error_message = "1-network has no state yet: apply that workspace first."
    }

    postcondition {
      condition = can([
        self.outputs.private_subnet_ids,
        self.outputs.vpc_id,
      ])
      error_message = "1-network lacks outputs that are read here: complete its apply first."
    }
  }
}

locals {
  network = data.terraform_remote_state.network.outputs
}
