"""Chinese as written at a counter in mainland China."""
