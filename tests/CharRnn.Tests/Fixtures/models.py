"""Writes model files without CharRnn, and what PyTorch computes from them.

Nothing here uses a safetensors library: the format is 8 bytes with the length of the header, a JSON header, the numbers.
Run:  python3 models.py
"""
import json
import random
import struct
from pathlib import Path

import torch

HERE = Path(__file__).parent
FORMAT = {"F32": "f", "F64": "d"}


def pack(dtype, values):
    return struct.pack("<%d%s" % (len(values), FORMAT[dtype]), *values)


def write(name, tensors, metadata=None, padding=0, metadata_last=False, spread=False):
    """tensors: list of (name, dtype, shape, bytes), in the order of their bytes; header keys in the reverse order if spread."""
    entries, at = [], 0
    for key, dtype, shape, data in tensors:
        entries.append((key, {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}))
        at += len(data)
    if spread:
        entries.reverse()
    if metadata is not None:
        entries.insert(len(entries) if metadata_last else 0, ("__metadata__", metadata))
    text = json.dumps(dict(entries), ensure_ascii=spread, separators=(", ", ": ") if spread else (",", ":"))
    header = text.encode("utf-8") + b" " * padding
    header += b" " * (-len(header) % 8 if not spread else 0)
    (HERE / name).write_bytes(struct.pack("<Q", len(header)) + header + b"".join(t[3] for t in tensors))


def network(seed, characters, hidden, zero_second_bias):
    rng = random.Random(seed)
    rand = lambda *shape: torch.tensor([rng.uniform(-1, 1) for _ in range(torch.Size(shape).numel())], dtype=torch.float32).double().reshape(shape)
    state = {
        "rnn.weight_ih_l0": rand(hidden, characters),
        "rnn.weight_hh_l0": rand(hidden, hidden),
        "rnn.bias_ih_l0": rand(hidden),
        "rnn.bias_hh_l0": torch.zeros(hidden, dtype=torch.float64) if zero_second_bias else rand(hidden),
        "linear.weight": rand(characters, hidden),
        "linear.bias": rand(characters),
    }
    return state


def logits(state, inputs):
    """Every step's logits from the zero state, by torch's own modules."""
    hidden, characters = state["rnn.weight_ih_l0"].shape

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = torch.nn.RNN(characters, hidden, nonlinearity="tanh", batch_first=True)
            self.linear = torch.nn.Linear(hidden, characters)

    net = Network().double()
    net.load_state_dict(state)
    x = torch.nn.functional.one_hot(torch.tensor([inputs]), characters).double()
    with torch.no_grad():
        return net.linear(net.rnn(x)[0])[0].tolist()


def tensors(state, dtype, names=None):
    return [(n, dtype, list(state[n].shape), pack(dtype, state[n].flatten().tolist())) for n in names or state]


def main():
    cases = []
    inputs = [0, 3, 4, 4, 1, 2, 0]
    state = network(1, 5, 3, False)
    shuffled = ["linear.bias", "rnn.bias_hh_l0", "linear.weight", "rnn.weight_hh_l0", "rnn.bias_ih_l0", "rnn.weight_ih_l0"]
    extra = [
        ("embedding.weight", "BF16", [2, 2], bytes(8)),
        ("empty", "F32", [0, 7], b""),
        ("num_batches_tracked", "I64", [], struct.pack("<q", -1)),
    ]
    ordinal = "abc\u00e9\U0001F388"
    for dtype in ("F32", "F64"):
        # Header keys in the reverse order, spaces in and after the JSON, escapes for everything beyond ASCII, metadata at the end,
        # foreign tensors between the model's, and a header whose length is no multiple of 8.
        name = "foreign-%s.safetensors" % dtype.lower()
        mixed = tensors(state, dtype, shuffled)
        write(name, mixed[:2] + extra + mixed[2:], {"charrnn.vocabulary": ordinal, "author": "J\u00fcrgen"}, 13, True, True)
        cases.append({"file": name, "vocabulary": ordinal, "inputs": inputs, "logits": logits(state, inputs)})

    # The same network with its characters in another order: index i of the file is character other[i].
    other = "c\U0001F388a\u00e9b"
    index = [ordinal.index(c) for c in other]
    moved = dict(state)
    moved["rnn.weight_ih_l0"] = state["rnn.weight_ih_l0"][:, index]
    moved["linear.weight"] = state["linear.weight"][index]
    moved["linear.bias"] = state["linear.bias"][index]
    write("foreign-order.safetensors", tensors(moved, "F64"), {"charrnn.vocabulary": other})
    cases.append({"file": "foreign-order.safetensors", "vocabulary": ordinal, "inputs": inputs, "logits": logits(state, inputs)})

    # No metadata at all.
    write("foreign-bare.safetensors", tensors(state, "F32"))
    cases.append({"file": "foreign-bare.safetensors", "vocabulary": None, "inputs": inputs, "logits": logits(state, inputs)})

    # What CharRnn has to write, byte for byte: two characters, two hidden units.
    for dtype in ("F32", "F64"):
        known = {
            "rnn.weight_ih_l0": torch.tensor([[0.5, -0.25], [1.0, 2.0]]),
            "rnn.weight_hh_l0": torch.tensor([[0.125, -1.0], [3.0, -0.5]]),
            "rnn.bias_ih_l0": torch.tensor([0.75, -2.0]),
            "rnn.bias_hh_l0": torch.tensor([0.0, 0.0]),
            "linear.weight": torch.tensor([[1.5, -1.5], [0.25, 4.0]]),
            "linear.bias": torch.tensor([-0.5, 0.5]),
        }
        metadata = {"format": "pt", "charrnn.version": "1", "charrnn.kind": "model", "charrnn.vocabulary": "\n\u00e9", "text": "a \"b\""}
        write("known-%s.safetensors" % dtype.lower(), tensors(known, dtype), metadata)

    (HERE / "models.json").write_text(json.dumps({"cases": cases}, indent=1, ensure_ascii=True) + "\n")


main()
