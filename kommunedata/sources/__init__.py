"""How figures come in: bytes to rows of cells, rows to a frame, a frame to a datasaet."""
