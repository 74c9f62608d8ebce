"""What an index folder holds: arrays on disk, and how each is written and read."""
