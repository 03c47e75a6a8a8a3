"""The pages of taking up, handing on, and bringing together."""
