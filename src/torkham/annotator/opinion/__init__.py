"""The second opinion: a small classifier over word embeddings that judges what the rules find (see docs/annotator.md).

`encoder` gives each word a vector, `features` describes a word by its own, its arguments' and its sentence's, and
`opinion` says how likely it tells an event of a type. The weights are learned by `scripts/train_opinion.py`.
"""
