"""A deployment rehearsed on a local AWS: prepared, applied, planned again, destroyed, and reported on."""
