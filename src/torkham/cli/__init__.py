"""The `torkham` command: one module per verb, imported only when it is called."""

from __future__ import annotations

import argparse
import gc
import sys
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from keyword import iskeyword
from typing import Any

VERBS = {
    "build": "build a dataset folder from an annotation tree",
    "validate": "check an annotation tree or a built dataset",
    "verify": "build a dataset again and compare it, byte by byte and row by row",
    "convert": "turn your own articles into a dataset, labelled by machine",
    "segment": "cut an article into units and write its annotation skeleton",
    "score": "score predicted labels against gold: four tasks, with intervals and errors",
    "browse": "write a page on which a dataset is read in a browser, without network",
    "agree": "measure how far two annotation passes agree, or list where they differ",
    "stats": "count what is in a dataset: tables, and figures for papers",
    "diff": "tell what changed between two datasets, and the version that it calls for",
    "erratum": "show what a reader's correction changes, or accept it",
    "cite": "print how to cite a release, as BibTeX or CITATION.cff",
    "strip": "write the edition of a dataset without the articles' text",
    "rehydrate": "restore a dataset from its text-free edition and your copies of the articles",
    "export": "write labels in the format of another tool: to look at, correct, train or count with",
    "import": "read labels that were corrected in an annotation tool into an annotation tree",
    "format": "write YAML files in canonical form and number new labels",
}


class UsageError(Exception):
    """What the command was asked cannot be done as asked; the message says what would."""


def main(argv: list[str] | None = None) -> int:
    """Run the command; return 0 where all is well, 1 for findings, 2 for wrong usage."""
    _speak_utf8()
    gc.set_threshold(100_000)  # a command is over soon: looking for garbage while it imports takes a tenth of its time
    arguments = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="torkham", description="Build and check annotated news datasets.")
    parser.add_argument("--version", action="version", version=f"torkham {version('torkham')}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    chosen = next((word for word in arguments if word in VERBS), None)
    for name, help_text in VERBS.items():
        sub = verbs.add_parser(name, help=help_text, description=help_text[0].upper() + help_text[1:] + ".")
        if name == chosen:
            _module(name).configure(sub)
    options = parser.parse_args(arguments)
    try:
        return int(_module(options.verb).run(options))
    except BrokenPipeError:  # whoever reads the output has read enough
        sys.stdout = None
        return 1
    except (UsageError, OSError) as error:
        from torkham.report import printable

        print(printable(f"torkham {options.verb}: {_one_line(error)}"), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"torkham {options.verb}: interrupted; nothing was changed", file=sys.stderr)
        return 130


def _module(verb: str) -> Any:
    """Return the module of a verb, which has an underscore where Python keeps the word for itself."""
    return import_module(f"torkham.cli.{verb}_" if iskeyword(verb) else f"torkham.cli.{verb}")


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale; a byte of a file name that is none becomes an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
