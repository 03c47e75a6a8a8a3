"""Measurements of the house's own: each figure beside the peer or the limit of the same run."""
