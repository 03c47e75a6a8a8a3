"""Makes the weights of the judgement. The running program never imports this."""
