"""What a deployment needs before its first apply, created on the local AWS."""
