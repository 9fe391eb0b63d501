"""Exchange with other tools: labels go out in their formats, and come back from those that people annotate with."""
