"""What a datasaet is: one frame of figures, the description of what they measure, and where they come from."""
