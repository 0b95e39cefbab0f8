package spark

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"gospark/engine"
)

const allocationKey = "spark.scheduler.allocation.file"

// A Pool says how the jobs whose local property spark.scheduler.pool has its name are served
// beside others, and how many of their tasks run and wait (Spark's Schedulable).
type Pool = engine.Pool

// GetSchedulingMode is FIFO or FAIR.
func (sc *Context) GetSchedulingMode() string {
	sc.check("getSchedulingMode")
	if mode := sc.conf[schedulerKey]; mode != "" {
		return mode
	}
	return "FIFO"
}

// GetAllPools are the pools that have settings, those that have tasks, and the default one.
func (sc *Context) GetAllPools() []Pool {
	sc.check("getAllPools")
	pools := sc.engine.Pools()
	for _, p := range pools {
		if p.Name == engine.DefaultPool {
			return pools
		}
	}
	return append(pools, Pool{Name: engine.DefaultPool, Weight: 1})
}

// GetPoolForName is a pool of GetAllPools; ok is false where none has the name.
func (sc *Context) GetPoolForName(name string) (pool Pool, ok bool) {
	for _, p := range sc.GetAllPools() {
		if p.Name == name {
			return p, true
		}
	}
	return Pool{}, false
}

// poolsOf reads the file of the pools' settings, if conf names one.
func poolsOf(conf Conf) []Pool {
	path := conf[allocationKey]
	if path == "" {
		return nil
	}
	pools, err := readPools(localPath(path))
	if err != nil {
		panic(definition("newContext", fmt.Sprintf("%s: %v", allocationKey, err),
			`it has <allocations><pool name="a"><schedulingMode>FAIR</schedulingMode><weight>2</weight><minShare>1</minShare></pool></allocations>`))
	}
	return pools
}

// readPools reads Spark's fairscheduler.xml. What isn't said is FIFO, weight 1, minShare 0.
func readPools(path string) (pools []Pool, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var file struct {
		XMLName xml.Name `xml:"allocations"`
		Pools   []struct {
			Name     string `xml:"name,attr"`
			Mode     string `xml:"schedulingMode"`
			Weight   string `xml:"weight"`
			MinShare string `xml:"minShare"`
		} `xml:"pool"`
	}
	if err := xml.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, p := range file.Pools {
		pool := Pool{Name: p.Name}
		var wrong []error
		if pool.Weight, err = atLeastIn("weight", p.Weight, 1, 1); err != nil {
			wrong = append(wrong, err)
		}
		if pool.MinShare, err = atLeastIn("minShare", p.MinShare, 0, 0); err != nil {
			wrong = append(wrong, err)
		}
		switch mode := strings.ToUpper(strings.TrimSpace(p.Mode)); mode {
		case "", "FIFO":
		case "FAIR":
			pool.Fair = true
		default:
			wrong = append(wrong, fmt.Errorf("schedulingMode is %q: it is FIFO or FAIR", p.Mode))
		}
		if p.Name == "" {
			wrong = append(wrong, errors.New("it has no name"))
		}
		if len(wrong) > 0 {
			return nil, fmt.Errorf("%s: pool %q: %w", path, p.Name, errors.Join(wrong...))
		}
		pools = append(pools, pool)
	}
	return pools, nil
}

// atLeastIn is the number that text says, or another where it says none.
func atLeastIn(what, text string, otherwise, least int) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least {
		return 0, fmt.Errorf("%s is %q: it is a number from %d", what, text, least)
	}
	return n, nil
}
