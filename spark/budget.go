package spark

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"gospark/engine"
)

const (
	memoryKey     = "spark.memory"
	localDirKey   = "spark.local.dir"
	localLimitKey = "spark.local.limit"
	maxResultKey  = "spark.driver.maxResultSize"
	failuresKey   = "spark.task.maxFailures"
	schedulerKey  = "spark.scheduler.mode"
	barrierKey    = "spark.barrier.sync.timeout"
)

const (
	// leastMemory is less than what a block of a few elements may take.
	leastMemory = 16 << 10
	// memoryShare is the part of the machine's memory that is the budget where none is given, in percent.
	memoryShare = 60
)

// limits are how much memory, disk and patience the jobs of a context may take, as conf says.
func limits(conf Conf, master string, m Master) engine.Config {
	memory := bytesOf(conf, memoryKey, engine.MachineMemory()/100*memoryShare)
	if memory < leastMemory {
		panic(definition("newContext", fmt.Sprintf("%s is %q, too little to work with", memoryKey, conf[memoryKey]),
			"give it a size, as in spark.memory=512m"))
	}
	c := engine.Config{
		MaxFailures: m.MaxFailures, Memory: memory, MaxResult: bytesOf(conf, maxResultKey, 1<<30),
		SpillFolder: conf[localDirKey], SpillLimit: bytesOf(conf, localLimitKey, 0),
		Patience: timeOf(conf, barrierKey, 365*24*time.Hour),
	}
	switch mode := conf[schedulerKey]; mode {
	case "", "FIFO":
	case "FAIR":
		c.Fair, c.Pools = true, poolsOf(conf)
	default:
		panic(definition("newContext", fmt.Sprintf("%s is %q", schedulerKey, mode), "it is FIFO or FAIR"))
	}
	if !strings.Contains(master, ",") {
		c.MaxFailures = positiveIn(conf, failuresKey, m.MaxFailures)
	}
	return c
}

// bytesOf is a size that conf gives, or another where it gives none.
func bytesOf(conf Conf, key string, otherwise int64) int64 {
	s, ok := conf[key]
	if !ok {
		return otherwise
	}
	n, err := parseSize(s)
	if err != nil {
		panic(definition("newContext", fmt.Sprintf("%s is %q, which is no size", key, s), "write it as 512m, 4g, or a number of bytes"))
	}
	return n
}

// parseSize reads a size as Spark does: 512m, 4g, 100 (bytes).
func parseSize(s string) (int64, error) {
	text := strings.ToLower(strings.TrimSpace(s))
	text = strings.TrimSuffix(text, "b")
	unit := 0
	if n := len(text); n > 0 {
		if unit = strings.IndexByte("kmgtp", text[n-1]) + 1; unit > 0 {
			text = strings.TrimSpace(text[:n-1])
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil && (n < 0 || n > math.MaxInt64>>(10*unit)) {
		err = strconv.ErrRange
	}
	return n << (10 * unit), err
}

// timeOf is a time that conf gives, or another where it gives none.
func timeOf(conf Conf, key string, otherwise time.Duration) time.Duration {
	s, ok := conf[key]
	if !ok {
		return otherwise
	}
	d, err := parseTime(s)
	if err != nil || d <= 0 {
		panic(definition("newContext", fmt.Sprintf("%s is %q, which is no time to wait", key, s), "write it as 500ms, 30s, 5m, 2h, 7d, or a number of seconds"))
	}
	return d
}

// timeUnits are those of Spark's configuration.
var timeUnits = map[string]time.Duration{
	"": time.Second, "us": time.Microsecond, "ms": time.Millisecond, "s": time.Second, "m": time.Minute, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
}

// parseTime reads a time as Spark does: 30s, 7d, 100 (seconds).
func parseTime(s string) (time.Duration, error) {
	text := strings.ToLower(strings.TrimSpace(s))
	number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.ParseInt(number, 10, 64)
	unit, ok := timeUnits[text[len(number):]]
	if err == nil && (!ok || n > math.MaxInt64/int64(unit)) {
		err = strconv.ErrRange
	}
	return time.Duration(n) * unit, err
}

// positiveIn is a positive number that conf gives, or another where it gives none.
func positiveIn(conf Conf, key string, otherwise int) int {
	s, ok := conf[key]
	if !ok {
		return otherwise
	}
	n := positive(s)
	if n == 0 {
		panic(definition("newContext", fmt.Sprintf("%s is %q", key, s), "make it a positive number"))
	}
	return n
}
