"""What screens and other rooms may ask about selling parts."""
