"""insights: what the figures say. The live lane board comes first; reports and packs stand on the same queries."""
