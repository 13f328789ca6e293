"""Many numbers to one, without weights: over windows of an image, or over channels."""
