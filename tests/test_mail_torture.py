"""The short form of `make torture`: killed, cut and filled up, and nothing lost, doubled, stuck."""

import os
from pathlib import Path

import pytest

from tests.torture.__main__ import small_disk
from tests.torture.scene import Scene
from tests.torture.story import fill_the_disk, kill_and_cut

pytestmark = pytest.mark.slow


def test_killed_processes_and_cut_wires_lose_and_double_nothing(
    own_house: dict[str, str],
) -> None:
    scene = Scene(Path(own_house["HEARD_DATA"]), own_house.get("HEARD_DATABASE_URL", ""), 3, 4)
    try:
        verdict = kill_and_cut(scene, kills=12, mails=8)
    finally:
        scene.close()
    assert (verdict.lost, verdict.doubled, verdict.stuck) == ([], [], [])
    assert verdict.accepted >= 8 * 3 and verdict.arrived + verdict.held >= verdict.put_out


def test_a_full_disk_refuses_for_now_and_loses_nothing(own_house: dict[str, str]) -> None:
    if os.getuid() != 0:
        pytest.skip("NO SMALL DISK CAN BE MOUNTED WITHOUT ROOT: a full disk was NOT tested")
    with small_disk(48) as disk:
        scene = Scene(disk / "data", own_house.get("HEARD_DATABASE_URL", ""), 3, 2)
        try:
            verdict = fill_the_disk(scene, disk, 8)
        finally:
            scene.close()
    assert (verdict.lost, verdict.doubled, verdict.stuck) == ([], [], [])
