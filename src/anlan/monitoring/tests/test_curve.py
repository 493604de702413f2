"""A curve keeps to its picture, parts where readings are missing, and shows its limits."""

from anlan.monitoring.curve import DAY, HIGH, WIDE, curve

START = 1_767_196_800_000


def test_a_line_goes_from_edge_to_edge_and_parts_at_a_silence() -> None:
    half = START + DAY // 2
    points = [(START, 0.0), (START + 10_000, 1.0), (half, 2.0), (START + DAY, 4.0)]
    found = curve(points, START, START + DAY, [3.0], gap=30_000)
    assert len(found.lines) == 3
    assert found.lines[0].startswith(f"0.0,{float(HIGH)}")
    assert found.lines[-1].split(" ")[-1].startswith(f"{float(WIDE)},")
    assert (found.bottom, found.top) == ("0", "4.2")
    assert found.times[0] == "00:00"
    assert [figure for _, figure in found.limits] == ["3"]


def test_heights_hold_every_value_and_limit() -> None:
    found = curve([(START, 39.9), (START + 1000, 40.1)], START, START + 2000, [38.0], gap=0)
    heights = [float(pair.split(",")[1]) for line in found.lines for pair in line.split(" ")] + [
        height for height, _ in found.limits
    ]
    assert all(0 <= height <= HIGH for height in heights)
    assert float(found.bottom) < 38


def test_nothing_and_one_value_are_drawn_too() -> None:
    assert curve([], START, START + DAY, [], gap=0).points == 0
    flat = curve([(START + 5, -2.0)], START, START + DAY, [], gap=0)
    assert len(flat.lines) == 1
    assert float(flat.bottom) < -2 < float(flat.top)
