"""Programs for those who build the house; nothing here is part of the running product."""
