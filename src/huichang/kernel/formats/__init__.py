"""How numbers and days are written, per language (FORMAT_MODULE_PATH)."""
