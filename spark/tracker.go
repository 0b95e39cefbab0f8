package spark

import (
	"os"
	"slices"

	"gospark/engine"
)

// A StatusTracker tells how jobs and stages are, also those of the past as far as they are
// remembered: the last thousand jobs (Spark's SparkStatusTracker).
type StatusTracker struct{ sc *Context }

// What a StatusTracker tells.
type (
	JobInfo = engine.JobInfo
	RDDInfo = engine.RDDInfo
)

// An ExecutorInfo describes what runs tasks. In a local context that is this process.
type ExecutorInfo struct {
	Host            string
	Port            int
	CacheSize       int64 // bytes, estimated
	NumRunningTasks int
}

// StatusTracker tells how jobs and stages are.
func (sc *Context) StatusTracker() *StatusTracker { return &StatusTracker{sc} }

// GetJobIDsForGroup are the jobs of a group; where none is given, those of no group.
func (t *StatusTracker) GetJobIDsForGroup(group ...string) []int {
	want := ""
	if len(group) > 0 {
		want = group[0]
	}
	return t.sc.engine.Status().Jobs(func(_ string, p map[string]string) bool { return p[propertyGroup] == want })
}

// GetJobIDsForTag are the jobs that carry a tag.
func (t *StatusTracker) GetJobIDsForTag(tag string) []int {
	return t.sc.engine.Status().Jobs(func(_ string, p map[string]string) bool { return slices.Contains(tagsOf(p), tag) })
}

// GetActiveJobIDs are the running jobs.
func (t *StatusTracker) GetActiveJobIDs() []int {
	return t.sc.engine.Status().Jobs(func(status string, _ map[string]string) bool { return status == engine.Running })
}

// GetActiveStageIDs are the stages whose tasks run.
func (t *StatusTracker) GetActiveStageIDs() []int { return t.sc.engine.Status().ActiveStages() }

// GetJobInfo tells of a job; ok is false where it isn't known.
func (t *StatusTracker) GetJobInfo(job int) (info JobInfo, ok bool) {
	return t.sc.engine.Status().Job(job)
}

// GetStageInfo tells of a stage; ok is false where it isn't known. It has no RDDs.
func (t *StatusTracker) GetStageInfo(stage int) (info StageInfo, ok bool) {
	return t.sc.engine.Status().Stage(stage)
}

// GetExecutorInfos describes what runs tasks.
func (t *StatusTracker) GetExecutorInfos() []ExecutorInfo {
	e := ExecutorInfo{Host: hostname(), NumRunningTasks: t.sc.engine.Status().RunningTasks()}
	for _, r := range t.sc.engine.Persistent() {
		e.CacheSize += r.MemorySize
	}
	return []ExecutorInfo{e}
}

// hostname is the name of the machine.
func hostname() string {
	host, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return host
}

// A StatusPage shows how the jobs of a context are.
type StatusPage interface {
	Address() (string, error) // where, as http://127.0.0.1:4040/
	Close() error
}

// SetStatusPage has the context end the page when it is stopped, and UIWebURL tell where it is. A
// session calls it, unless spark.ui.enabled is false; a program may, with what package statuspage makes.
func (sc *Context) SetStatusPage(p StatusPage) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.page = p
}

// UIWebURL is where the status page is served, or "" where there is none. The page shows
// itself to who has opened its link, which :ui tells at the prompt; the address is no secret.
func (sc *Context) UIWebURL() string {
	const op = "uiWebUrl"
	sc.check(op)
	sc.mu.Lock()
	page := sc.page
	sc.mu.Unlock()
	if page == nil {
		return ""
	}
	address, err := page.Address()
	if err != nil {
		panic(definition(op, err.Error(), ""))
	}
	return address
}

// GetPersistentRDDs describes the RDDs that have a storage level, by their numbers.
func (sc *Context) GetPersistentRDDs() map[int]RDDInfo {
	infos := map[int]RDDInfo{}
	for _, r := range sc.engine.Persistent() {
		infos[r.ID] = r
	}
	return infos
}

// GetRDDStorageInfo describes the RDDs of which partitions are kept.
func (sc *Context) GetRDDStorageInfo() []RDDInfo {
	var infos []RDDInfo
	for _, r := range sc.engine.Persistent() {
		if r.NumCachedPartitions > 0 {
			infos = append(infos, r)
		}
	}
	return infos
}
