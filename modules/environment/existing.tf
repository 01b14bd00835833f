# Checks of existing resources at plan time, if `verify` is set: MWAA rejects them only after a minute, or without
# a reason.

data "aws_s3_bucket" "existing" {
  count = var.source_bucket.verify ? 1 : 0

  bucket = local.source_bucket_name

  lifecycle {
    postcondition {
      # Not self.region, which is an argument in provider 6.
      condition     = strcontains(self.bucket_regional_domain_name, ".s3.${local.region}.")
      error_message = <<-EOT
        source_bucket.arn: ${self.id} is not in the environment's region ${local.region}: its address is
        ${self.bucket_regional_domain_name}.
      EOT
    }
  }
}

data "aws_kms_key" "existing" {
  count = var.kms_key.verify ? 1 : 0

  key_id = var.kms_key.arn

  lifecycle {
    postcondition {
      condition     = self.enabled
      error_message = "kms_key.arn: ${self.arn} is ${self.key_state}: MWAA needs a key that is enabled."
    }

    postcondition {
      condition     = !self.multi_region
      error_message = "kms_key.arn: ${self.arn} is a multi-Region key, which MWAA does not support."
    }

    postcondition {
      condition     = self.key_usage == "ENCRYPT_DECRYPT" && self.key_spec == "SYMMETRIC_DEFAULT"
      error_message = <<-EOT
        kms_key.arn: ${self.arn} is ${self.key_spec} for ${self.key_usage}: MWAA needs a symmetric key that encrypts and
        decrypts.
      EOT
    }
  }
}

data "aws_iam_role" "existing" {
  count = var.execution_role.verify ? 1 : 0

  name = reverse(split("/", var.execution_role.arn))[0]

  lifecycle {
    postcondition {
      # A policy may have a single value wherever it may have a list.
      condition = length(setsubtract(
        ["airflow.amazonaws.com", "airflow-env.amazonaws.com"],
        flatten([
          for statement in flatten([jsondecode(self.assume_role_policy).Statement]) :
          try(statement.Principal.Service, [])
          if statement.Effect == "Allow"
          && length(setintersection(flatten([try(statement.Action, [])]), ["sts:AssumeRole", "sts:*", "*"])) > 0
        ])
      )) == 0
      error_message = <<-EOT
        execution_role.arn: ${self.arn} must let both airflow.amazonaws.com and airflow-env.amazonaws.com assume it
        (sts:AssumeRole in its trust policy), or the environment cannot be created.
      EOT
    }
  }
}

data "aws_security_group" "existing" {
  count = var.security_group.verify ? length(var.security_group.ids) : 0

  id = var.security_group.ids[count.index]

  lifecycle {
    postcondition {
      condition     = var.vpc_id == null ? true : self.vpc_id == var.vpc_id
      error_message = <<-EOT
        security_group.ids: ${self.id} belongs to ${self.vpc_id}, expected
        ${var.vpc_id == null ? "the environment's VPC" : var.vpc_id}.
      EOT
    }
  }
}

# Those of the groups that admit one of the groups: every network interface of the environment carries all of them.
data "aws_security_groups" "admitting_themselves" {
  count = var.security_group.verify ? 1 : 0

  filter {
    name   = "group-id"
    values = var.security_group.ids
  }

  filter {
    name   = "ip-permission.group-id"
    values = var.security_group.ids
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) > 0
      error_message = <<-EOT
        security_group.ids: none of ${join(", ", var.security_group.ids)} admits itself: add an inbound rule whose
        source is the group, for all traffic or for TCP 443 and 5432.
      EOT
    }
  }
}
