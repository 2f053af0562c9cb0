"""One file per command; each one only reads its arguments and prints."""
