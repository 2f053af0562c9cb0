"""What screens and other rooms may ask about the plan: frozen cards come out, never rows."""
