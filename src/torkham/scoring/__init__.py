"""The scorer of the dataset's four tasks: actor linking, event extraction, attribution and targeted stance.

Every figure is defined in `docs/scoring.md`, under the name that it has here.
"""
