"""The pages of deciding, proposing, reading and protecting."""
