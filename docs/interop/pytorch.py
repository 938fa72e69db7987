"""A CharRnn model file in PyTorch and back. Needs torch and numpy; no safetensors package.

    python3 pytorch.py evaluate MODEL TEXT                          the loss that PyTorch computes with our file
    python3 pytorch.py train MODEL TEXT [UPDATES [CELL [LAYERS]]]   trains a tanh, gru or lstm network in PyTorch and writes a file that CharRnn loads
"""
import json
import struct
import sys

import numpy
import torch

TYPES = {"F32": numpy.float32, "F64": numpy.float64}
MODULES = {"tanh": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
GATES = {1: "tanh", 3: "gru", 4: "lstm"}


def read(path):
    """The tensors and the metadata of a safetensors file."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    return {name: torch.from_numpy(numpy.frombuffer(data[slice(*entry["data_offsets"])], TYPES[entry["dtype"]])
                                   .reshape(entry["shape"]).copy()) for name, entry in header.items()}, metadata


def write(path, tensors, metadata):
    """Writes a safetensors file."""
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous().numpy()
        kind = next(kind for kind, dtype in TYPES.items() if dtype == array.dtype)
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


class CharacterRnn(torch.nn.Module):
    """The network of a model file; `rnn` and `linear` are the names of its tensors."""

    def __init__(self, cell, characters, hidden, layers, dtype):
        super().__init__()
        self.rnn = MODULES[cell](characters, hidden, layers, dtype=dtype)
        self.linear = torch.nn.Linear(hidden, characters, dtype=dtype)

    def loss(self, indexes, state=None):
        """Nats per character over a text, and the state after it."""
        one_hot = torch.nn.functional.one_hot(indexes[:-1], self.linear.out_features).to(self.linear.weight.dtype)
        hidden, state = self.rnn(one_hot.unsqueeze(1), state)
        state = tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()
        return torch.nn.functional.cross_entropy(self.linear(hidden.squeeze(1)), indexes[1:]), state


def evaluate(path, text):
    tensors, metadata = read(path)
    index = {character: i for i, character in enumerate(metadata["charrnn.vocabulary"])}
    rows, hidden = tensors["rnn.weight_hh_l0"].shape
    layers = sum(name.startswith("rnn.weight_hh_l") for name in tensors)
    model = CharacterRnn(GATES[rows // hidden], len(index), hidden, layers, tensors["linear.weight"].dtype)
    print(model.rnn)
    print(model.load_state_dict(tensors))
    with torch.no_grad():
        loss, _ = model.loss(torch.tensor([index[character] for character in text]))
    print(f"PyTorch: {loss.item():.9f} nats per character over {len(text):,} characters")


def train(path, text, updates, cell, layers):
    torch.manual_seed(1)
    characters = "".join(sorted(set(text)))
    indexes = torch.tensor([characters.index(character) for character in text])
    model = CharacterRnn(cell, len(characters), 64, layers, torch.float64)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    state, length = None, 50
    for update in range(updates):
        start = update * length % (len(text) - length - 1)
        loss, state = model.loss(indexes[start:start + length + 1], state)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    write(path, model.state_dict(), {"charrnn.vocabulary": characters})
    with torch.no_grad():
        print(f"PyTorch: {model.loss(indexes)[0].item():.9f} nats per character over {len(text):,} characters")


if __name__ == "__main__":
    command, file, text = sys.argv[1], sys.argv[2], open(sys.argv[3], encoding="utf-8", newline="").read()
    if command == "evaluate":
        evaluate(file, text)
    else:
        updates, cell, layers = (*sys.argv[4:], *("1000", "tanh", "1")[len(sys.argv) - 4:])
        train(file, text, int(updates), cell, int(layers))
