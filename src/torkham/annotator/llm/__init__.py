"""The annotator by a language model, on any server that speaks OpenAI's chat completions.

`settings` says which server and model, `prompt` what they are sent, `schemas` what an answer looks like, `client` sends
and waits, `answers` reads and judges, `annotator` leads an article through these. docs/llm.md is the page on it.
"""
