"""What screens and other rooms may ask about a visit: frozen cards come out, never rows.

One module per part of the visit; the names that other rooms use are re-exported here.
"""
