package spark_test

import (
	"iter"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"gospark/engine"
	"gospark/spark"
)

// everything has a field of each kind that can be written, most of them unexported.
type everything struct {
	b     bool
	I     int
	i8    int8
	u16   uint16
	f32   float32
	F     float64
	c     complex128
	s     string
	bytes []byte
	texts []string
	array [3]int16
	m     map[string][]int
	keyed map[inner]*inner
	p     *inner
	none  struct{}
	In    inner
}

type inner struct {
	A int
	b string
}

type list struct {
	value int
	next  *list
}

// elementsOf is what the engine has of an element type: the node of an RDD holds it.
func elementsOf[T any](sc *spark.Context) engine.Elements {
	e := reflect.ValueOf(sc.EmptyRDD[T]()).Elem().FieldByName("core").Elem().FieldByName("elem")
	return reflect.NewAt(e.Type().Elem(), e.UnsafePointer()).Interface().(engine.Elements)
}

// roundTrip encodes and decodes values, and returns what comes back.
func roundTrip[T any](t *testing.T, sc *spark.Context, values []T) []T {
	t.Helper()
	e := elementsOf[T](sc)
	data, err := e.Encode(e.Block(iter.Seq[T](slices.Values(values))))
	if err != nil {
		t.Fatal(err)
	}
	b, err := e.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if b.Count() != len(values) {
		t.Fatalf("%d elements came back, want %d", b.Count(), len(values))
	}
	for cut := range min(len(data), 300) {
		if _, err := e.Decode(data[:cut]); err == nil {
			t.Fatalf("%d of %d bytes are decoded without an error", cut, len(data))
		}
	}
	if _, err := e.Decode(append(data, 0)); err == nil {
		t.Fatal("a byte too many isn't noticed")
	}
	rows := reflect.ValueOf(b).Elem().FieldByName("rows")
	return reflect.NewAt(rows.Type(), rows.Addr().UnsafePointer()).Elem().Interface().([]T)
}

// filled sets the fields of v to random values, unexported ones too, but those that hold an inner.
func filled(v reflect.Value, r *rand.Rand) {
	for i := range v.NumField() {
		f := v.Field(i)
		if strings.Contains(f.Type().String(), "inner") {
			continue
		}
		if x, ok := quick.Value(f.Type(), r); ok {
			reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem().Set(x)
		}
	}
}

func TestBlocksComeBack(t *testing.T) {
	sc := newContext(t, "local")
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	for range 200 {
		values := make([]everything, r.Intn(4))
		for i := range values {
			v := reflect.ValueOf(&values[i]).Elem()
			filled(v, r)
			values[i].In = inner{r.Int(), "unexported"}
			values[i].p = &inner{b: "behind a pointer"}
			values[i].keyed = map[inner]*inner{{1, "k"}: nil, {2, "l"}: {3, "m"}}
		}
		if got := roundTrip(t, sc, values); len(values) > 0 && !reflect.DeepEqual(got, values) {
			t.Fatalf("got  %+v\nwant %+v", got, values)
		}
	}
	kv := []spark.Pair[string, spark.Option[[]int]]{{Key: "a"}, {Key: "b", Value: spark.Some([]int{})}, {Key: "", Value: spark.Some([]int{1, 2})}}
	if got := roundTrip(t, sc, kv); !reflect.DeepEqual(got, kv) {
		t.Errorf("pairs: %v", got)
	}
	linked := []*list{nil, {1, &list{2, nil}}}
	if got := roundTrip(t, sc, linked); !reflect.DeepEqual(got, linked) {
		t.Errorf("linked: %v", got)
	}
	type stamped struct {
		time.Time
		n int
	}
	now := []stamped{{time.Date(2015, 6, 1, 2, 3, 4, 5, time.UTC), 7}}
	if got := roundTrip(t, sc, now); got[0].n != 7 || !got[0].Equal(now[0].Time) {
		t.Errorf("times: %v", got)
	}
	equal(t, "empty structs", roundTrip(t, sc, make([]struct{}, 1000)), make([]struct{}, 1000)...)
}

// What can't be written is refused with its name; what has no end, with a reason.
func TestBlocksThatCannotBeWritten(t *testing.T) {
	sc := newContext(t, "local")
	type holder struct{ things []struct{ f func() } }
	functions := elementsOf[spark.Pair[int, holder]](sc)
	_, err := functions.Encode(functions.Block(iter.Seq[spark.Pair[int, holder]](slices.Values([]spark.Pair[int, holder]{{}}))))
	mentions(t, err, ".Value.things.f is a func")
	anything := elementsOf[any](sc)
	_, err = anything.Encode(anything.Block(iter.Seq[any](slices.Values([]any{1}))))
	mentions(t, err, "any is a interface")
	ring := &list{value: 1}
	ring.next = ring
	lists := elementsOf[*list](sc)
	_, err = lists.Encode(lists.Block(iter.Seq[*list](slices.Values([]*list{ring}))))
	mentions(t, err, "contains itself")
}
