"""An adviser from outside, who is a second pair of eyes in a house of at most three people."""
