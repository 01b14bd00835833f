"""How each engine would plan and apply many environments: from the rendered files and a model of its scheduler.

``python -m tools.scale`` prints the tables of docs/scale.md. Each model is built from the engine's documentation, and
refuses files beyond the engine's limits. A table of seconds stands for Terraform.
"""
