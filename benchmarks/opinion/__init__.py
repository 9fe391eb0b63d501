"""The second opinion: what it is trained on, and how well it does on articles that it was not trained on."""
