"""The words of an exported encoder in the package's own blocks of 4-bit numbers."""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from .recover import BLOCK, Floats


def pack_words(file: Path, pieces: int) -> None:
    """Puts the word vectors back into the package's blocks of 4-bit numbers, from which they came;
    half the size of 8 bits, and nearer to what they were."""
    model = onnx.load(file)
    graph = model.graph
    (table,) = (one for one in graph.initializer if list(one.dims)[:1] == [pieces])
    (gather,) = (one for one in graph.node if one.op_type == "Gather" and table.name in one.input)
    numbers, scales = _blocks(numpy_helper.to_array(table))
    packed = ((numbers[:, 1::2] & 15) << 4 | numbers[:, ::2] & 15).astype(np.uint8)
    names = "word.numbers", "word.scales", "word.halves"
    graph.initializer.remove(table)
    graph.initializer.extend(
        [
            helper.make_tensor(names[0], onnx.TensorProto.INT4, table.dims, packed.tobytes(), True),
            numpy_helper.from_array(scales.astype(np.float16), names[1]),
        ]
    )
    looked_up = helper.make_node(
        "GatherBlockQuantized",
        [names[0], gather.input[1], names[1]],
        [names[2]],
        domain="com.microsoft",
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    place = list(graph.node).index(gather)
    wide = helper.make_node("Cast", [names[2]], [gather.output[0]], to=onnx.TensorProto.FLOAT)
    graph.node.remove(gather)
    graph.node.insert(place, wide)
    graph.node.insert(place, looked_up)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    model.ir_version = max(model.ir_version, 10)
    onnx.save(model, file)


def _blocks(rows: Floats) -> tuple[NDArray[np.int8], Floats]:
    """(rows, width) whole numbers of -8..7 and (rows, width / BLOCK) scales that give `rows`."""
    blocks = rows.reshape(len(rows), -1, BLOCK)
    widest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    scales = np.where(widest == 0, 1.0, widest / -8)
    numbers = np.rint(blocks / scales)
    if numbers.min() < -8 or numbers.max() > 7 or np.abs(numbers * scales - blocks).max() > 1e-3:
        raise ValueError("The word vectors are not those of the package.")
    return numbers.astype(np.int8).reshape(rows.shape), scales[:, :, 0]
