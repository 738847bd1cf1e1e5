"""What is to come: arrays in, values out. It knows no SQL and no company; how good a forecast was is told by `judge`."""
