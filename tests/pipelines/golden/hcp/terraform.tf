# Written by mwaa_tf: change mwaa.yaml and render again.

terraform {
  required_version = ">= 1.6.0"

  required_providers {
    tfe = {
      source  = "hashicorp/tfe"
      version = ">= 0.64.0, < 1.0.0"
    }
  }

  # Its own workspace: TFE_TOKEN with the right to manage workspaces, or execution mode "local".
  cloud {
    organization = "acme"

    workspaces {
      name = "analytics-hcp"
    }
  }
}

provider "tfe" {
  organization = "acme"
}
