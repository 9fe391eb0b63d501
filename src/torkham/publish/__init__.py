"""Publishing: what is staged, packed and planned, and the Hugging Face Hub that gets it."""
