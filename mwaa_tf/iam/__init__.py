"""IAM: policy documents and what they allow, and the actions and ARNs behind calls of AWS's APIs."""
