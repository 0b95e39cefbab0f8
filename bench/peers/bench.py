#!/usr/bin/env python3
"""The benchmark workloads on PySpark, the way its own guide writes them.

usage: bench.py DIR [WORKLOAD ...]
prints one line a workload: name, seconds, and a checksum that every implementation must reproduce.
"""
import math
import sys
import time

from pyspark import SparkConf, SparkContext

data = sys.argv[1]
sc = SparkContext(conf=SparkConf().setMaster("local[*]").setAppName("bench")
                  .set("spark.driver.memory", "6g").set("spark.ui.enabled", "false"))
sc.setLogLevel("ERROR")


def split_line(line):
    key, value = line.split("|")
    return key, int(value)


def seedpipe():
    rdd1 = sc.textFile(f"{data}/testfile1")
    rdd2 = sc.textFile(f"{data}/testfile2")
    a = rdd1.filter(lambda l: "ERROR" not in l).map(split_line).reduceByKey(lambda x, y: x + y)
    b = rdd2.filter(lambda l: "ERROR" not in l).map(split_line).reduceByKey(lambda x, y: x + y)
    res = a.join(b).collect()
    return f"{len(res)} {sum(x for _, (x, _) in res)} {sum(y for _, (_, y) in res)}"


def wordcount():
    counts = sc.textFile(f"{data}/words.txt").flatMap(lambda l: l.split(" ")) \
        .map(lambda w: (w, 1)).reduceByKey(lambda x, y: x + y)
    top = counts.takeOrdered(3, key=lambda kv: (-kv[1], kv[0]))
    return f"{counts.count()} {top[0][0]} {top[0][1]}"


def sort():
    s = sc.textFile(f"{data}/numbers.txt").map(int).sortBy(lambda x: x)
    parts = s.mapPartitions(lambda it: [summary(it)]).collect()
    prev = None
    for p in parts:
        if p is None:
            continue
        assert p[3] and (prev is None or prev <= p[1])
        prev = p[2]
    return f"{sum(p[0] for p in parts if p)} {min(p[1] for p in parts if p)} {prev}"


def summary(it):
    n, first, last, ok = 0, None, None, True
    for x in it:
        if first is None:
            first = x
        elif x < last:
            ok = False
        last = x
        n += 1
    return (n, first, last, ok) if n else None


def logreg(iterations=10):
    def parse(line):
        f = line.split(",")
        return float(f[0]), [float(v) for v in f[1:]]

    points = sc.textFile(f"{data}/points.csv").map(parse).cache()
    n = points.count()
    w = [0.0] * 10
    for _ in range(iterations):
        def gradient(p):
            y, x = p
            d = 1 / (1 + math.exp(-sum(a * b for a, b in zip(w, x)))) - y
            return [d * v for v in x]

        g = points.map(gradient).reduce(lambda a, b: [p + q for p, q in zip(a, b)])
        w = [a - b / n for a, b in zip(w, g)]
    points.unpersist()
    return " ".join("%.6f" % v for v in w[:3])


def pagerank(iterations=5):
    def edge(line):
        s, d = line.split(" ")
        return int(s), int(d)

    links = sc.textFile(f"{data}/edges.txt").map(edge).distinct().groupByKey().cache()
    ranks = links.mapValues(lambda _: 1.0)
    for _ in range(iterations):
        contribs = links.join(ranks).flatMap(
            lambda kv: [(d, kv[1][1] / len(kv[1][0])) for d in kv[1][0]])
        ranks = contribs.reduceByKey(lambda a, b: a + b).mapValues(lambda r: 0.15 + 0.85 * r)
    total = ranks.map(lambda kv: kv[1]).sum()
    n = ranks.count()
    return f"{n} {total:.3f}"


def tiny():
    for _ in range(20):
        assert sc.parallelize(range(100), 2).count() == 100
    return "20"


if __name__ == "__main__":
    for name in sys.argv[2:] or ["tiny", "seedpipe", "wordcount", "sort", "logreg", "pagerank"]:
        start = time.time()
        check = globals()[name]()
        print(f"{name}\t{time.time() - start:.3f}\t{check}", flush=True)
    sc.stop()
