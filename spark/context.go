package spark

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"gospark/engine"
)

// A Context makes RDDs and runs their jobs (Spark's SparkContext).
type Context struct {
	engine     *engine.Engine
	master     string
	appName    string
	appID      string
	local      Master
	conf       Conf
	configured int // spark.default.parallelism, or 0
	firstTry   int // how many partitions Take reads first,
	scaleUp    int // and how many times as many at most then
	started    time.Time
	site       string
	serial     int64 // among the contexts of this process

	broadcasts, accumulators atomic.Int64

	mu          sync.Mutex             // guards what follows
	stopped     string                 // where it was stopped, or ""
	page        StatusPage             // or nil
	checkpoints string                 // the folder of SetCheckpointDir, or ""
	unsettled   map[*accumulation]bool // those to which tasks have added that isn't merged yet
	cancelled   map[string]bool        // the groups whose jobs are cancelled from the start
	undo        func()                 // what was changed of the process
}

// Conf is the configuration of a context:
//
//	spark.default.parallelism   the number of partitions where nothing else says one
//	spark.rdd.limit.initialNumPartitions, spark.rdd.limit.scaleUpFactor
//	                            how many partitions Take reads first (1), and how many times as many at most then (4)
//	spark.memory                what cached RDDs, shuffles and tasks may take, 512m or 4g; more goes to
//	                            disk. 60% of the machine's memory where it isn't said
//	spark.local.dir             the folder for that; the system's for temporary files where it isn't said
//	spark.local.limit           how much that may be; as much as fits where it isn't said
//	spark.driver.maxResultSize  how much the tasks of a job may return; 1g where it isn't said, 0 for any size
//	spark.scheduler.mode        FIFO: the tasks of earlier jobs come first; FAIR: jobs of several pools, which the
//	                            local property spark.scheduler.pool names, share the slots
//	spark.scheduler.allocation.file  the pools' settings, in Spark's XML
//	spark.checkpoint.dir        what SetCheckpointDir says
//	spark.eventLog.enabled      true has the events be written as lines of JSON, with Spark's names
//	spark.eventLog.dir          the folder for that, which must be there; spark-events among temporary files
//	                            where it isn't said
//	spark.task.maxFailures      how often a task may fail before its job does, where the master doesn't say it
//	spark.barrier.sync.timeout  how long a task waits in Barrier and AllGather for the others, 30s or 5m; 365d where it isn't said
type Conf map[string]string

var active struct {
	sync.Mutex
	sc *Context
}

// NewContext makes a context. master is local, local[N], local[*], local[N,F] or
// local[*,F]: N tasks at once, F failures of a task until its job fails (1 where
// it isn't said). There can be one context at a time: Stop ends it. It panics
// with a *DefinitionError when there is one already, or master isn't one of these.
func NewContext(master, appName string, conf ...Conf) *Context {
	const op = "newContext"
	m, err := ParseMaster(master)
	if err != nil {
		panic(definition(op, err.Error(), ""))
	}
	active.Lock()
	defer active.Unlock()
	if old := active.sc; old != nil {
		panic(definition(op, fmt.Sprintf("there can be one context at a time; another (app=%s, master=%s) was made at %s",
			old.appName, old.master, old.site), "stop that one first: sc.Stop()"))
	}
	all := Conf{}
	for _, c := range conf {
		maps.Copy(all, c)
	}
	now := time.Now()
	sc := &Context{
		master: master, appName: appName, local: m, conf: all, started: now,
		appID: "local-" + strconv.FormatInt(now.UnixMilli(), 10), site: callSite(op), serial: contexts.Add(1),
		unsettled: map[*accumulation]bool{}, cancelled: map[string]bool{},
	}
	sc.configured = positiveIn(sc.conf, "spark.default.parallelism", 0)
	sc.firstTry = positiveIn(sc.conf, "spark.rdd.limit.initialNumPartitions", 1)
	sc.scaleUp = max(2, positiveIn(sc.conf, "spark.rdd.limit.scaleUpFactor", 4))
	c := limits(sc.conf, master, m)
	sc.engine = engine.New(engine.Local{Threads: m.Threads}, c)
	sc.undo = limitHeap(c.Memory)
	if dir := sc.conf[confCheckpoints]; dir != "" {
		if sc.checkpoints, err = checkpointFolder(dir); err != nil {
			sc.undo()
			sc.engine.Stop()
			panic(definition(op, err.Error(), "let "+confCheckpoints+" name a folder that can be written"))
		}
	}
	if err := logEvents(sc); err != nil {
		sc.undo()
		sc.engine.Stop()
		panic(definition(op, err.Error(), "make the folder, or choose another one by "+confLogDir))
	}
	sc.engine.Post(ApplicationStart{ID: sc.appID, Name: appName, Master: master, User: sc.SparkUser(), Time: now})
	active.sc = sc
	return sc
}

// GetOrCreate is the active context, or a new one on local[*].
func GetOrCreate(conf ...Conf) *Context {
	active.Lock()
	sc := active.sc
	active.Unlock()
	if sc != nil {
		return sc
	}
	return NewContext("local[*]", "gospark", conf...)
}

// check panics when the context is stopped.
func (sc *Context) check(op string) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	if sc.stopped != "" {
		panic(definition(op, "Cannot call methods on a stopped SparkContext (it was created at "+sc.site+" and stopped at "+sc.stopped+")",
			"make a new one: sc = spark.NewContext(master, appName)"))
	}
}

// Stop cancels all jobs and ends the context. It may be called again.
func (sc *Context) Stop() {
	site, _ := caller()
	sc.mu.Lock()
	if sc.stopped == "" {
		sc.stopped = site
		sc.undo()
	}
	page := sc.page
	sc.page = nil
	sc.mu.Unlock()
	sc.engine.Stop()
	if page != nil {
		page.Close()
	}
	active.Lock()
	defer active.Unlock()
	if active.sc == sc {
		active.sc = nil
	}
}

// IsStopped tells whether Stop was called.
func (sc *Context) IsStopped() bool {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	return sc.stopped != ""
}

// Version is the version of GoSpark.
func (sc *Context) Version() string { return Version }

// Version is the version of GoSpark.
const Version = "0.1.0"

// String is the context in Spark's words: SparkContext(master=local[2], appName=GoSpark shell).
func (sc *Context) String() string {
	return "SparkContext(master=" + sc.master + ", appName=" + sc.appName + ")"
}

// Master is the master the context was made with.
func (sc *Context) Master() string { return sc.master }

// AppName is the name the context was made with.
func (sc *Context) AppName() string { return sc.appName }

// ApplicationID is unique for each context of a machine: local-1433165225000.
func (sc *Context) ApplicationID() string { return sc.appID }

// StartTime is when the context was made.
func (sc *Context) StartTime() time.Time { return sc.started }

// SparkUser is the name of the user who runs the process, as the environment has it.
func (sc *Context) SparkUser() string { return os.Getenv("USER") }

// GetConf is a copy of the configuration.
func (sc *Context) GetConf() Conf { return maps.Clone(sc.conf) }

// IsLocal tells whether tasks run in this process.
func (sc *Context) IsLocal() bool { return true }

// DefaultParallelism is the number of partitions of Parallelize and of Range
// where none is asked for: spark.default.parallelism, or the number of tasks that run at once.
func (sc *Context) DefaultParallelism() int {
	if sc.configured > 0 {
		return sc.configured
	}
	return sc.local.Threads
}

// DefaultMinPartitions is the least number of partitions of a file where none is asked for.
func (sc *Context) DefaultMinPartitions() int { return min(sc.DefaultParallelism(), 2) }

// AddSparkListener has l told of every event from now on: see Event. The
// events of a job are told before its action returns; l must not call actions.
func (sc *Context) AddSparkListener(l Listener) { sc.engine.AddListener(l) }

// RemoveSparkListener undoes AddSparkListener. A ListenerFunc can't be removed:
// functions can't be compared.
func (sc *Context) RemoveSparkListener(l Listener) {
	if !reflect.TypeOf(l).Comparable() {
		panic(definition("removeSparkListener", "a "+typeNameOf(l)+" can't be compared", "add and remove a pointer"))
	}
	sc.engine.RemoveListener(l)
}
