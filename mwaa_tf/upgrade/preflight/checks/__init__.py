"""One file per check of the preflight; nothing lists them by hand."""
