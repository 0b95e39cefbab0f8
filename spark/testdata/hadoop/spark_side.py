"""Spark's side of the tests of files, run by a python that has pyspark (and java):

    python spark_side.py golden DIR    writes what the tests read: files, and how Spark cuts and reads texts
    python spark_side.py verify DIR    reads files that the tests wrote, as DIR/manifest.json lists them
"""
import json, os, random, shutil, sys

from pyspark import SparkConf, SparkContext

PACKAGE = "org.apache.hadoop.io.compress."
sc = SparkContext(conf=SparkConf().setMaster("local[2]").set("spark.ui.enabled", "false"))
sc.setLogLevel("OFF")
io = sc._jvm.org.apache.hadoop.io


def texts():
    """Texts with every end of a line, and how many partitions were asked for."""
    random.seed(1)
    yield from ["", "\n", "a", "a\n", "a\nb\n", "a\rb\r", "a\r\nb\r\n", "aa\naa\naa\naa\n", "\r\n\r\n", "\r",
                "ab\r\ncd\r\nef\r\n", "\ufeffa\nb\n", "\ufeff", "\ufeff\ufeffx\n", "a\n\ufeffb"]
    for _ in range(25):
        yield "".join(random.choice(["", "é", "x", "xx", "abcdefg"]) + random.choice(["\n", "\r\n", "\r", "\n\n", "", "\r\r\n"])
                      for _ in range(random.randint(0, 14)))


def golden_lines(dir):
    """[text, partitions asked for, lines of each partition]"""
    out, path = [], os.path.join(dir, "text.tmp")
    for text in texts():
        with open(path, "wb") as f:
            f.write(text.encode())
        for n in (1, 2, 3, 4, 7):
            out.append([text, n, sc.textFile(path, n).glom().collect()])
    os.remove(path)
    with open(os.path.join(dir, "lines.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(o, ensure_ascii=False) for o in out) + "\n]\n")


def writables():
    """A value of each class, by the class's name."""
    return {"Text": [io.Text("é"), io.Text(""), io.Text("x" * 200)],
            "IntWritable": [io.IntWritable(n) for n in (0, -1, 2147483647)],
            "LongWritable": [io.LongWritable(n) for n in (0, -1, 9007199254740993)],
            "FloatWritable": [io.FloatWritable(x) for x in (0.5, -0.0, float("inf"))],
            "DoubleWritable": [io.DoubleWritable(x) for x in (0.1, -0.0, float("nan"))],
            "BooleanWritable": [io.BooleanWritable(b) for b in (True, False, True)],
            "BytesWritable": [io.BytesWritable(b) for b in (b"", b"\x00\xff", b"z" * 300)],
            "NullWritable": [io.NullWritable.get()] * 3}


def sequence_file(path, keys, values, kind, codec):
    S, conf = io.SequenceFile, sc._jsc.hadoopConfiguration()
    W = getattr(S, "Writer")
    options = [W.file(sc._jvm.org.apache.hadoop.fs.Path(path)), W.keyClass(keys[0].getClass()), W.valueClass(values[0].getClass())]
    kinds = getattr(S, "CompressionType")
    if codec:
        c = sc._jvm.java.lang.Class.forName(PACKAGE + codec)
        options.append(W.compression(getattr(kinds, kind), sc._jvm.org.apache.hadoop.util.ReflectionUtils.newInstance(c, conf)))
    else:
        options.append(W.compression(kinds.NONE))
    array = sc._gateway.new_array(getattr(W, "Option"), len(options))
    for i, o in enumerate(options):
        array[i] = o
    w = S.createWriter(conf, array)
    for k, v in zip(keys, values):
        w.append(k, v)
    w.close()


def golden_sequences(dir):
    out = os.path.join(dir, "sequence")
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    all = writables()
    for name, values in all.items():
        sequence_file(os.path.join(out, "as_" + name), all["LongWritable"], values, "NONE", None)
        sequence_file(os.path.join(out, "keys_" + name), values, all["Text"], "NONE", None)
    keys, values = [io.Text("key %d" % i) for i in range(500)], [io.IntWritable(i) for i in range(500)]
    for codec in ("DefaultCodec", "DeflateCodec", "GzipCodec", "BZip2Codec", "SnappyCodec"):
        for kind in ("RECORD", "BLOCK"):
            n = 500 if kind == "BLOCK" else 5
            sequence_file(os.path.join(out, kind.lower() + "_" + codec), keys[:n], values[:n], kind, codec)
    for name in os.listdir(out):
        if name.endswith(".crc"):
            os.remove(os.path.join(out, name))


def golden_texts(dir):
    out = os.path.join(dir, "text")
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    lines = sc.parallelize(["one", "", "é"] + ["line %d" % i for i in range(300)], 1)
    for codec in ("GzipCodec", "DefaultCodec", "BZip2Codec", "SnappyCodec"):
        lines.saveAsTextFile(os.path.join(out, codec), PACKAGE + codec)


def verify(dir):
    with open(os.path.join(dir, "manifest.json")) as f:
        manifest = json.load(f)
    wrong = 0
    for m in manifest:
        path = os.path.join(dir, m["path"])
        try:
            if m["kind"] == "sequence":
                rdd = sc.sequenceFile(path, minSplits=m.get("partitions", 2))
                got = sorted([shown(k), shown(v)] for k, v in rdd.collect())
            else:
                rdd = sc.textFile(path, m.get("partitions", 2))
                got = sorted(rdd.collect())
            problem = None if got == sorted(m["want"]) else "got %s, want %s" % (str(got)[:300], str(sorted(m["want"]))[:300])
            if problem is None and m.get("partitions") and m.get("cut") and rdd.glom().map(len).collect() != m["cut"]:
                problem = "cut as %s, want %s" % (rdd.glom().map(len).collect(), m["cut"])
        except Exception as e:
            cause = getattr(e, "java_exception", None)
            problem = (cause.toString() if cause else str(e))[:500]
        wrong += problem is not None
        print("%-40s %s" % (m["path"], problem or "right"), flush=True)
    print("%d files and folders, %d wrong" % (len(manifest), wrong))
    return 1 if wrong else 0


def shown(v):
    """A value as the manifest has it: bytes as hex, floats as repr."""
    if isinstance(v, (bytes, bytearray)):
        return "hex " + bytes(v).hex()
    return repr(v) if isinstance(v, float) else v


if __name__ == "__main__":
    what, dir = sys.argv[1:]
    if what == "golden":
        golden_lines(dir)
        golden_texts(dir)
        golden_sequences(dir)
    else:
        sys.exit(verify(os.path.abspath(dir)))
