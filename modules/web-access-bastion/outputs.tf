locals {
  document  = "AWS-StartPortForwardingSessionToRemoteHost"
  host_name = try(length(var.webserver.host_name) > 0, false) ? var.webserver.host_name : null
}

output "browser_arguments" {
  description = "Arguments of Chrome, Edge and Chromium with which the web server's host name leads to the forwarded port, so that its certificate fits. Null where host_name is not given."
  value       = local.host_name == null ? null : "--host-resolver-rules=\"MAP ${local.host_name} 127.0.0.1:${var.local_port}\""
}

output "forwarding_command" {
  description = "Command that forwards local_port to the web server for as long as it runs; it needs the AWS CLI's Session Manager plugin."
  value       = "aws ssm start-session --region ${local.region} --target ${aws_instance.this.id} --document-name ${local.document} --parameters host=${var.webserver.endpoint_dns_name},portNumber=443,localPortNumber=${var.local_port}"
}

output "hosts_line" {
  description = "Line of the hosts file that does the same for every browser, where local_port is 443. Null where host_name is not given."
  value       = local.host_name == null ? null : "127.0.0.1 ${local.host_name}"
}

output "instance_id" {
  description = "Id of the instance, the target of sessions."
  value       = aws_instance.this.id
}

output "login_url" {
  description = "URL of the UI while the port is forwarded; \"#\" and a web login token go after it. Null where host_name is not given."
  value       = local.host_name == null ? null : "https://${local.host_name}/aws_mwaa/aws-console-sso?login=true"
}

output "role_arn" {
  description = "ARN of the instance's role."
  value       = aws_iam_role.this.arn
}

output "security_group_id" {
  description = "Id of the bastion's security group."
  value       = aws_security_group.this.id
}

output "session_policy_json" {
  description = "IAM policy for the people who may use the bastion: the forwarding session to this instance and nothing else, and their own sessions."

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
