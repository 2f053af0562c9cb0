"""Commands of the parts store."""
