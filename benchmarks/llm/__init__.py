"""How well a language model labels by `--annotator llm`: answers that one gave, kept, judged again, and scored."""
