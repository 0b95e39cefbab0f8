// The benchmark workloads on spark-shell: spark-shell --master 'local[*]' --driver-memory 6g -i bench.scala
// with BENCH_DATA naming the input folder and BENCH the workloads (comma-separated; all when unset).
val data = sys.env("BENCH_DATA")
sc.setLogLevel("ERROR")

def splitLine(line: String): (String, Int) = { val i = line.indexOf('|'); (line.substring(0, i), line.substring(i + 1).toInt) }

def seedpipe(): String = {
  def side(f: String) = sc.textFile(s"$data/$f").filter(!_.contains("ERROR")).map(splitLine).reduceByKey(_ + _)
  val res = side("testfile1").join(side("testfile2")).collect()
  s"${res.length} ${res.map(_._2._1).sum} ${res.map(_._2._2).sum}"
}
def wordcount(): String = {
  val counts = sc.textFile(s"$data/words.txt").flatMap(_.split(" ")).map((_, 1)).reduceByKey(_ + _)
  val top = counts.takeOrdered(3)(Ordering.by(kv => (-kv._2, kv._1)))
  s"${counts.count()} ${top(0)._1} ${top(0)._2}"
}
def sort(): String = {
  val s = sc.textFile(s"$data/numbers.txt").map(_.toLong).sortBy(x => x)
  val parts = s.mapPartitions { it =>
    var n = 0L; var first = 0L; var last = 0L; var ok = true
    it.foreach { x => if (n == 0) first = x else if (x < last) ok = false; last = x; n += 1 }
    if (n > 0) Iterator((n, first, last, ok)) else Iterator.empty
  }.collect()
  assert(parts.forall(_._4) && parts.zip(parts.drop(1)).forall { case (a, b) => a._3 <= b._2 })
  s"${parts.map(_._1).sum} ${parts.map(_._2).min} ${parts.last._3}"
}
def logreg(): String = {
  val points = sc.textFile(s"$data/points.csv").map { l => val f = l.split(","); (f(0).toDouble, f.drop(1).map(_.toDouble)) }.cache()
  val n = points.count()
  var w = Array.fill(10)(0.0)
  for (_ <- 1 to 10) {
    val cur = w
    val g = points.map { case (y, x) =>
      var dot = 0.0; var i = 0
      while (i < 10) { dot += cur(i) * x(i); i += 1 }
      val d = 1 / (1 + math.exp(-dot)) - y
      x.map(_ * d)
    }.reduce { (a, b) => val c = new Array[Double](10); var i = 0; while (i < 10) { c(i) = a(i) + b(i); i += 1 }; c }
    w = w.zip(g).map { case (a, b) => a - b / n }
  }
  points.unpersist()
  w.take(3).map(v => "%.6f".format(v)).mkString(" ")
}
def pagerank(): String = {
  val links = sc.textFile(s"$data/edges.txt").map { l => val i = l.indexOf(' '); (l.substring(0, i).toInt, l.substring(i + 1).toInt) }.distinct().groupByKey().cache()
  var ranks = links.mapValues(_ => 1.0)
  for (_ <- 1 to 5) {
    val contribs = links.join(ranks).flatMap { case (_, (ds, r)) => val s = ds.size; ds.map((_, r / s)) }
    ranks = contribs.reduceByKey(_ + _).mapValues(0.15 + 0.85 * _)
  }
  val total = ranks.map(_._2).sum()
  "%d %.3f".format(ranks.count(), total)
}
def tiny(): String = { for (_ <- 1 to 20) assert(sc.parallelize(0 until 100, 2).count() == 100); "20" }

val all = Seq("tiny" -> (() => tiny()), "seedpipe" -> (() => seedpipe()), "wordcount" -> (() => wordcount()), "sort" -> (() => sort()), "logreg" -> (() => logreg()), "pagerank" -> (() => pagerank()))
val want = sys.env.get("BENCH").filter(_.nonEmpty).map(_.split(",").toSet)
for ((name, run) <- all if want.forall(_.contains(name))) {
  val start = System.nanoTime; val check = run()
  println("RESULT\t%s\t%.3f\t%s".format(name, (System.nanoTime - start) / 1e9, check))
}
System.exit(0)
