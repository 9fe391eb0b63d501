"""All kinds: every module that states some is imported here."""

from tests.corruption import (
    annotations,
    card,
    codebook,
    columns,
    documents,
    logs,
    registries,
    rows,
    sources,
    tablelabels,
    votes,
)

STATING = (annotations, codebook, documents, registries, sources, logs, rows, tablelabels, votes, columns, card)
