locals {
  document  = "AWS-StartPortForwardingSessionToRemoteHost"
  host_name = try(length(var.webserver.host_name) > 0, false) ? var.webserver.host_name : null
}

output "browser_arguments" {
  description = <<-EOT
    Arguments of Chrome, Edge and Chromium that map the web server's host name to the forwarded port, so that its
    certificate matches. Null without host_name.
  EOT
  value = (
    local.host_name == null
    ? null
    : "--host-resolver-rules=\"MAP ${local.host_name} 127.0.0.1:${var.local_port}\""
  )
}

output "forwarding_command" {
  description = <<-EOT
    Command that forwards local_port to the web server while it runs; requires the AWS CLI's Session Manager plugin.
  EOT
  value = join(" ", [
    "aws ssm start-session --region ${local.region} --target ${aws_instance.this.id}",
    "--document-name ${local.document}",
    "--parameters host=${var.webserver.endpoint_dns_name},portNumber=443,localPortNumber=${var.local_port}",
  ])
}

output "hosts_line" {
  description = <<-EOT
    Line of the hosts file that does the same for every browser, if local_port is 443. Null without host_name.
  EOT
  value       = local.host_name == null ? null : "127.0.0.1 ${local.host_name}"
}

output "instance_id" {
  description = "ID of the instance, the target of sessions."
  value       = aws_instance.this.id
}

output "login_url" {
  description = "URL of the UI while the port is forwarded; append # and a web login token. Null without host_name."
  value       = local.host_name == null ? null : "https://${local.host_name}/aws_mwaa/aws-console-sso?login=true"
}

output "role_arn" {
  description = "ARN of the instance's role."
  value       = aws_iam_role.this.arn
}

output "security_group_id" {
  description = "ID of the bastion's security group."
  value       = aws_security_group.this.id
}

output "session_policy_json" {
  description = <<-EOT
    IAM policy for users of the bastion: a forwarding session to this instance and their own sessions, nothing else.
  EOT

  # AWS Systems Manager user guide, getting-started-restrict-access-examples.
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ForwardThroughTheBastion"
        Effect = "Allow"
        Action = "ssm:StartSession"
        Resource = [
          aws_instance.this.arn,
          "arn:${local.partition}:ssm:${local.region}::document/${local.document}",
        ]
        # Without it, a session that names no document gets a shell although no document is allowed (page
        # getting-started-sessiondocumentaccesscheck).
        Condition = { BoolIfExists = { "ssm:SessionDocumentAccessCheck" = "true" } }
      },
      {
        Sid      = "OwnSessions"
        Effect   = "Allow"
        Action   = ["ssm:ResumeSession", "ssm:TerminateSession", "ssmmessages:OpenDataChannel"]
        Resource = "arn:${local.partition}:ssm:${local.region}:${local.account_id}:session/$${aws:userid}-*"
      },
    ]
  })
}
