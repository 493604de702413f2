"""One peer over a stream, in an interpreter that has it: python streams_peers.py PEER FILE.npz prints its CPU seconds and
events as JSON.

polars and DuckDB replay history in one go and know neither points of return nor hold times; bytewax does all of
bench/streams_loop.py.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import streams_loop as loop


def bytewax(sensor, times, value):
    import bytewax.operators as op
    from bytewax.dataflow import Dataflow
    from bytewax.testing import TestingSink, TestingSource, run_main

    rows = list(zip(map(str, sensor.tolist()), zip(times.tolist(), value.tolist(), strict=True), strict=True))

    def step(state, reading):
        state = state or loop.State()
        return state, loop.step(state, *reading)

    def work():
        told = []
        flow = Dataflow("rules")
        found = op.stateful_map("step", op.input("in", flow, TestingSource(rows, batch_size=1000)), step)
        op.output("out", op.filter("told", found, lambda row: row[1] > 0), TestingSink(told))
        run_main(flow)
        return sum(number for _, number in told)

    return work


def polars(sensor, times, value):
    import polars as pl

    frame = pl.DataFrame({"s": sensor, "t": times, "v": value}).with_columns(pl.from_epoch("t", time_unit="ms"))

    def work():
        seconds = pl.col("t").diff().over("s").dt.total_milliseconds() / 1000
        rows = frame.sort("s", "t").with_columns(
            level=sum((pl.col("v") >= limit).cast(pl.Int8) for limit in loop.LIMITS),
            mean=pl.col("v").rolling_mean_by("t", window_size="5m").over("s") > loop.MEAN,
            steep=(pl.col("v").diff().over("s") / seconds).abs() > loop.STEEP,
        )
        turned = [(pl.col(name) != pl.col(name).shift().over("s")).sum() for name in ("level", "mean", "steep")]
        return int(sum(rows.select(each).item() for each in turned))

    return work


def duckdb(sensor, times, value):
    import duckdb as db
    import pyarrow as pa

    link = db.connect()
    link.register("readings", pa.table({"s": sensor, "t": times, "v": value}))
    level = " + ".join(f"(v >= {limit})::int" for limit in loop.LIMITS)
    query = f"""
        with measured as (
            select s, t, {level} as level, avg(v) over span > {loop.MEAN} as mean,
                abs((v - lag(v) over o) * 1000.0 / (t - lag(t) over o)) > {loop.STEEP} as steep
            from readings window o as (partition by s order by t),
                span as (partition by s order by t range between {loop.SPAN - 1} preceding and current row)),
        turned as (select (level <> lag(level) over o)::int + (mean <> lag(mean) over o)::int
            + (steep <> lag(steep) over o)::int as n from measured window o as (partition by s order by t))
        select sum(n) from turned"""
    return lambda: int(link.execute(query).fetchone()[0])


def main():
    peer, path = sys.argv[1:]
    data = np.load(path)
    work = {"bytewax": bytewax, "polars": polars, "duckdb": duckdb}[peer](data["s"], data["t"], data["v"])
    taken = []
    for _ in range(3):
        began = time.process_time()
        events = work()
        taken.append(time.process_time() - began)
    print(json.dumps({"cpu": statistics.median(taken), "events": events}))


if __name__ == "__main__":
    main()
