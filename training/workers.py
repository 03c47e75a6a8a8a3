"""Two processes that learn side by side, each on its share of the batches.

They average what they have learnt every few batches (local SGD, Stich 2019): on a machine whose
cores are wanted by others, one thread each does more than two threads that wait for one another.
"""

import ctypes
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as together
from torch import nn


@dataclass(frozen=True)
class Worker:
    """Which of how many; alone there is nothing to agree on."""

    rank: int = 0
    count: int = 1

    def agree(self, model: nn.Module) -> None:
        """Averages the floating numbers of the models."""
        if self.count == 1:
            return
        state = [value for value in model.state_dict().values() if value.is_floating_point()]
        flat = torch.cat([value.reshape(-1) for value in state])
        together.all_reduce(flat)
        place = 0
        with torch.no_grad():
            for value in state:
                size = value.numel()
                value.copy_((flat[place : place + size] / self.count).view_as(value))
                place += size


ALONE = Worker()


def give_back() -> None:
    """Has the C library return what is free: after texts of many lengths it holds on to gigabytes.
    Where it is another library, nothing happens."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def meet(rank: int, count: int, file: Path) -> Worker:
    """Joins the others through a file; each process uses one thread."""
    torch.set_num_threads(1)
    if count > 1:
        together.init_process_group("gloo", f"file://{file}", rank=rank, world_size=count)
    return Worker(rank, count)
