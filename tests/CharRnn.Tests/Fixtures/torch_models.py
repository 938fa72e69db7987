"""Writes the state dictionaries of PyTorch networks as safetensors files, and the loss that PyTorch computes with each.

Run:    python3 torch_models.py
Needs:  Python >= 3.8, torch >= 1.13
Writes: torch-*.safetensors and torch_models.json, next to this file (README.md describes them)

No safetensors library is used: the format is 8 bytes with the length of the header, a JSON header, the numbers.
"""

import json
import random
import struct
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import torch

from reference import write_json

HERE = Path(__file__).parent
VOCABULARY = "abcde"
HIDDEN = 3
INPUTS = [0, 3, 4, 4, 1, 2, 0, 2, 1, 3]
TARGETS = INPUTS[1:] + [4]
TYPES = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16"}


class Network(torch.nn.Module):
    """A recurrent module and a linear one, under any names."""

    def __init__(self, recurrent, linear, names=("rnn", "linear")):
        super().__init__()
        self.names = names
        setattr(self, names[0], recurrent)
        setattr(self, names[1], linear)

    def logits(self, inputs):
        x = torch.nn.functional.one_hot(torch.tensor(inputs), len(VOCABULARY)).double().unsqueeze(1)
        hidden, _ = getattr(self, self.names[0])(x)
        return getattr(self, self.names[1])(hidden.squeeze(1))


def data_of(tensor):
    """The bytes of a tensor, row-major, lowest byte first. numpy has no BF16: it is the upper half of a float."""
    if tensor.dtype == torch.bfloat16:
        bits = [struct.unpack("<I", struct.pack("<f", value))[0] for value in tensor.float().flatten().tolist()]
        assert all(b & 0xFFFF == 0 for b in bits)
        return struct.pack("<%dH" % len(bits), *(b >> 16 for b in bits))
    return tensor.contiguous().numpy().tobytes()


def write(name, tensors, metadata):
    header, data = {"__metadata__": metadata} if metadata else {}, b""
    for key, tensor in tensors.items():
        bytes_ = data_of(tensor)
        header[key] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(bytes_)]}
        data += bytes_
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (HERE / name).write_bytes(struct.pack("<Q", len(text)) + text + data)


def fill(module, seed):
    """Numbers that every type here holds exactly enough of; every bias differs from 0, and all gates differ."""
    rng = random.Random(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            values = [rng.uniform(-1, 1) for _ in range(parameter.numel())]
            parameter.copy_(torch.tensor(values).reshape(parameter.shape))


def recurrent(kind, layers=1, **options):
    return getattr(torch.nn, kind)(len(VOCABULARY), HIDDEN, layers, **options)


def named(name, module):
    """The state dictionary of a module as part of a larger one."""
    fill(module, 140)
    return {f"{name}.{key}": tensor for key, tensor in module.double().state_dict().items()}


def main():
    cases, refused = [], []
    metadata = {"charrnn.vocabulary": VOCABULARY}

    def add(name, module, dtype=torch.float64, prefix="", extra=None):
        """Writes a network that loads, with the loss of its numbers as the file has them."""
        module = module.to(dtype)
        tensors = {prefix + key: value for key, value in module.state_dict().items()}
        write(f"torch-{name}.safetensors", {**tensors, **(extra or {})}, metadata)
        with torch.no_grad():
            logits = module.double().logits(INPUTS)
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(TARGETS), reduction="sum")
        core = getattr(module, module.names[0])
        cases.append({"file": f"torch-{name}.safetensors", "cell": {"RNN": "Tanh", "GRU": "Gru", "LSTM": "Lstm"}[type(core).__name__],
                      "layers": core.num_layers, "loss": loss.item(), "lastLogits": logits[-1].tolist()})

    def refuse(name, tensors, because, strings=metadata):
        write(f"torch-{name}.safetensors", tensors, strings)
        refused.append({"file": f"torch-{name}.safetensors", "because": because})

    def network(kind, seed, layers=1, names=("rnn", "linear"), **options):
        module = Network(recurrent(kind, layers, **options), torch.nn.Linear(HIDDEN, len(VOCABULARY)), names)
        fill(module, seed)
        return module

    seed = 100
    for kind in ("RNN", "GRU", "LSTM"):
        for layers in (1, 2, 3):
            seed += 1
            add(f"{kind.lower()}-{layers}", network(kind, seed, layers))
    add("lstm-float", network("LSTM", 110), torch.float32)
    add("gru-bf16", network("GRU", 111, 2), torch.bfloat16)
    add("lstm-f16", network("LSTM", 112), torch.float16)
    add("rnn-bf16", network("RNN", 113), torch.bfloat16)

    # Names that other programs give, and what their wrappers put in front.
    add("parallel", network("GRU", 120), prefix="module.")
    add("compiled", network("LSTM", 121), prefix="_orig_mod.")
    add("both-wrappers", network("LSTM", 122, 2), prefix="_orig_mod.module.")
    add("lstm-fc", network("LSTM", 123, 2, ("lstm", "fc")))
    add("gru-decoder", network("GRU", 124, 1, ("gru", "decoder")))
    add("rnn-out", network("RNN", 125, 1, ("rnn", "out")))
    add("model-head", network("GRU", 126, 1, ("gru", "head")), prefix="module.model.")
    # A foreign layer of another shape leaves one answer; one of the same shape does not.
    add("beside-others", network("LSTM", 127, 1, ("lstm", "fc")), extra={
        "value.weight": torch.zeros(1, HIDDEN, dtype=torch.float64), "value.bias": torch.zeros(1, dtype=torch.float64),
        "norm.weight": torch.ones(HIDDEN, dtype=torch.float64), "norm.bias": torch.zeros(HIDDEN, dtype=torch.float64)})

    def state(kind, layers=1, **options):
        return network(kind, 130, layers, **options).double().state_dict()

    refuse("bidirectional", {**state("LSTM", bidirectional=True), "linear.weight": torch.zeros(5, 6, dtype=torch.float64)}, "both directions")
    linear = torch.nn.Linear(HIDDEN, len(VOCABULARY)).double()
    refuse("projection", {**named("rnn", recurrent("LSTM", proj_size=2)), **named("linear", torch.nn.Linear(2, 5))}, "projection")
    refuse("no-bias", state("GRU", bias=False), "bias")
    for kind in ("RNNCell", "GRUCell", "LSTMCell"):
        refuse(kind.lower(), {**named("rnn", getattr(torch.nn, kind)(5, HIDDEN)), **named("linear", linear)}, "nn." + kind)
    refuse("relu", state("RNN", nonlinearity="relu"), "relu", {**metadata, "nonlinearity": "relu"})
    gru = recurrent("GRU")
    refuse("two-heads", {**named("rnn", gru), **named("fc", linear), **named("head", linear)}, "'fc.weight' and 'head.weight'")
    refuse("two-recurrences", {**named("encoder", gru), **named("decoder", gru), **named("linear", linear)}, "'decoder' and 'encoder'")
    refuse("embedding", {"embedding.weight": torch.zeros(5, 4, dtype=torch.float64), **named("rnn", torch.nn.LSTM(4, HIDDEN)), **named("linear", linear)}, "embedding")
    five = state("LSTM")
    five["rnn.weight_hh_l0"] = torch.zeros(5 * HIDDEN, HIDDEN, dtype=torch.float64)
    refuse("five-gates", five, "5 times")
    gap = state("GRU", 3)
    refuse("missing-layer", {k: v for k, v in gap.items() if "_l1" not in k}, "rnn.weight_ih_l1")
    refuse("wrong-cell", state("GRU"), "charrnn.cell", {**metadata, "charrnn.cell": "lstm"})

    write_json(__file__, {"description": "Networks of PyTorch as files. See README.md in this folder.", "vocabulary": VOCABULARY,
                          "hidden": HIDDEN, "inputs": INPUTS, "targets": TARGETS, "cases": cases, "refused": refused})


main()
