"""What other programs say about code that was read. They read it in a temporary folder, and never run it."""
