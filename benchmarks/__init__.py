"""What the benchmark is made of: a synthetic dataset, planted errors, and the other ways to find them."""
