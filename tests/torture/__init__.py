"""Kill, cut and fill, and then count: nothing lost, nothing doubled, nothing stuck."""
