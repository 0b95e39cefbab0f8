package spark

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"gospark/cellrt"
)

// The local properties that have a meaning, by Spark's names.
const (
	propertyGroup       = "spark.jobGroup.id"
	propertyDescription = "spark.job.description"
	propertyInterrupt   = "spark.job.interruptOnCancel"
	propertyTags        = "spark.job.tags"
	propertyCallSite    = "callSite.short"
)

// localProperties are those of a goroutine, for one context. The map is never changed.
type localProperties struct {
	context int64
	values  map[string]string
}

var contexts atomic.Int64

// properties are the local properties of the calling goroutine.
func (sc *Context) properties() map[string]string {
	if p, ok := cellrt.Local().(*localProperties); ok && p.context == sc.serial {
		return p.values
	}
	return nil
}

// setProperties changes the local properties of the calling goroutine; "" takes one away.
func (sc *Context) setProperties(changes map[string]string) {
	values := maps.Clone(sc.properties())
	if values == nil {
		values = map[string]string{}
	}
	for k, v := range changes {
		if values[k] = v; v == "" {
			delete(values, k)
		}
	}
	cellrt.SetLocal(&localProperties{sc.serial, values})
}

// SetLocalProperty sets a property of the calling goroutine, which its jobs have, and
// those of the goroutines that it starts from now on; "" takes it away. A cell's own
// goroutine sets it for the cells after it, too. Functions in tasks read it by GetTaskContext.
func (sc *Context) SetLocalProperty(key, value string) {
	sc.setProperties(map[string]string{key: value})
}

// GetLocalProperty is a property of the calling goroutine, or "".
func (sc *Context) GetLocalProperty(key string) string { return sc.properties()[key] }

// SetJobGroup has the jobs of the calling goroutine, and of those that it starts from now
// on, be of a group, by which CancelJobGroup ends them. As with SetLocalProperty, a cell's
// group holds for the cells after it. Tasks end at their next check in any case, so
// interruptOnCancel is kept as a property and changes nothing.
func (sc *Context) SetJobGroup(group, description string, interruptOnCancel ...bool) {
	interrupt := "false"
	if len(interruptOnCancel) > 0 && interruptOnCancel[0] {
		interrupt = "true"
	}
	sc.setProperties(map[string]string{propertyGroup: group, propertyDescription: description, propertyInterrupt: interrupt})
}

// ClearJobGroup undoes SetJobGroup.
func (sc *Context) ClearJobGroup() {
	sc.setProperties(map[string]string{propertyGroup: "", propertyDescription: "", propertyInterrupt: ""})
}

// SetJobDescription says what the jobs of the calling goroutine are for.
func (sc *Context) SetJobDescription(description string) {
	sc.SetLocalProperty(propertyDescription, description)
}

// AddJobTag has the jobs of the calling goroutine, and of those that it starts from now
// on, carry a tag, by which CancelJobsWithTag ends them. A tag isn't empty and has no comma.
func (sc *Context) AddJobTag(tag string) {
	checkTag("addJobTag", tag)
	if tags := sc.GetJobTags(); !slices.Contains(tags, tag) {
		sc.SetLocalProperty(propertyTags, strings.Join(append(tags, tag), ","))
	}
}

// RemoveJobTag undoes AddJobTag.
func (sc *Context) RemoveJobTag(tag string) {
	checkTag("removeJobTag", tag)
	tags := slices.DeleteFunc(sc.GetJobTags(), func(t string) bool { return t == tag })
	sc.SetLocalProperty(propertyTags, strings.Join(tags, ","))
}

// GetJobTags are the tags of the calling goroutine, in the order they were added.
func (sc *Context) GetJobTags() []string { return tagsOf(sc.properties()) }

// ClearJobTags takes all tags of the calling goroutine away.
func (sc *Context) ClearJobTags() { sc.SetLocalProperty(propertyTags, "") }

func checkTag(op, tag string) {
	switch {
	case tag == "":
		panic(definition(op, "Spark job tag cannot be an empty string.", "name it"))
	case strings.Contains(tag, ","):
		panic(definition(op, "Spark job tag cannot contain ',': "+tag, "add the tags one by one"))
	}
}

func tagsOf(properties map[string]string) []string {
	if properties[propertyTags] == "" {
		return nil
	}
	return strings.Split(properties[propertyTags], ",")
}

// SetCallSite says what jobs, and the lineage, name in place of the operator and its line
// for the calling goroutine, as a library does that runs jobs on behalf of its caller.
func (sc *Context) SetCallSite(site string) { sc.SetLocalProperty(propertyCallSite, site) }

// ClearCallSite undoes SetCallSite.
func (sc *Context) ClearCallSite() { sc.SetLocalProperty(propertyCallSite, "") }

// CancelJobGroup ends the running jobs of a group: their actions panic with a *JobError
// that wraps context.Canceled and tells the reason, where one is given.
func (sc *Context) CancelJobGroup(group string, reason ...string) {
	sc.engine.CancelJobs(func(p map[string]string) bool { return p[propertyGroup] == group }, reasonOr(reason, "part of cancelled job group "+group))
}

// reasonOr is the reason given, or else another.
func reasonOr(given []string, otherwise string) string {
	if len(given) > 0 {
		return given[0]
	}
	return otherwise
}

// CancelJobGroupAndFutureJobs ends the running jobs of a group, and those that are begun later.
func (sc *Context) CancelJobGroupAndFutureJobs(group string, reason ...string) {
	sc.mu.Lock()
	sc.cancelled[group] = true
	sc.mu.Unlock()
	sc.CancelJobGroup(group, reason...)
}

// CancelJobsWithTag ends the running jobs that carry a tag.
func (sc *Context) CancelJobsWithTag(tag string, reason ...string) {
	checkTag("cancelJobsWithTag", tag)
	sc.engine.CancelJobs(func(p map[string]string) bool { return slices.Contains(tagsOf(p), tag) }, reasonOr(reason, "part of cancelled job tag "+tag))
}

// CancelJob ends a job: its action panics with a *JobError that wraps context.Canceled.
func (sc *Context) CancelJob(job int, reason ...string) {
	sc.engine.CancelJob(job, reasonOr(reason, ""))
}

// KillTaskAttempt ends a running attempt at a task, by the ID that TaskStart tells; another one does
// its work, and it doesn't count as a failure. It tells whether there was such an attempt. The
// reason is told in TaskEnd.
func (sc *Context) KillTaskAttempt(task int, reason ...string) bool {
	why := "killed via SparkContext.killTaskAttempt" // as in Spark
	if len(reason) > 0 && reason[0] != "" {
		why = reason[0]
	}
	return sc.engine.KillTask(task, why)
}

// CancelStage ends the running jobs that need a stage.
func (sc *Context) CancelStage(stage int, reason ...string) {
	sc.engine.CancelStage(stage, reasonOr(reason, fmt.Sprintf("stage %d was cancelled", stage)))
}

// CancelAllJobs ends all running jobs.
func (sc *Context) CancelAllJobs() { sc.engine.CancelAllJobs() }
