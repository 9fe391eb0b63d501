"""The text-free edition: a dataset without the words of its articles, and the way back from copies of these."""
