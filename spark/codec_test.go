package spark_test

import (
	"errors"
	"math"
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
	data, next, err := e.Encode(nil, values, 0, math.MaxInt)
	if err != nil {
		t.Fatal(err)
	}
	if next != len(values) {
		t.Fatalf("%d elements were written, want %d", next, len(values))
	}
	got, err := e.Decode(len(values), data)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range min(len(data), 300) {
		if _, err := e.Decode(len(values), data[:cut]); err == nil {
			t.Fatalf("%d of %d bytes are decoded without an error", cut, len(data))
		}
	}
	if _, err := e.Decode(len(values), append(data, 0)); err == nil {
		t.Fatal("a byte too many isn't noticed")
	}
	return got.([]T)
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
	moments := []time.Time{time.Now(), time.Now().In(time.FixedZone("here", 3600)), {}}
	if got := roundTrip(t, sc, moments); !slices.Equal(got, moments) { // with what == sees: places, monotonic clocks
		t.Errorf("moments: %v, want %v", got, moments)
	}
	mixed := []any{1, "a", nil, inner{1, "b"}, &inner{2, "c"}, []any{3.5, nil}, map[string]any{"k": int8(1)}, moments[0], errors.New("e")}
	if got := roundTrip(t, sc, mixed); !reflect.DeepEqual(got, mixed) {
		t.Errorf("mixed: %v", got)
	}
	equal(t, "empty structs", roundTrip(t, sc, make([]struct{}, 1000)), make([]struct{}, 1000)...)
}

// What can't be written is refused with its name; what has no end, with a reason.
func TestBlocksThatCannotBeWritten(t *testing.T) {
	sc := newContext(t, "local")
	type holder struct{ things []struct{ f func() } }
	refused := func(e engine.Elements, chunk any, words ...string) {
		t.Helper()
		_, _, err := e.Encode(nil, chunk, 0, math.MaxInt)
		mentions(t, err, words...)
	}
	functions := elementsOf[spark.Pair[int, holder]](sc)
	refused(functions, make([]spark.Pair[int, holder], 1), ".Value.things.f is a func")
	mentions(t, functions.Spills(), ".Value.things.f is a func")
	refused(elementsOf[any](sc), []any{func() {}}, "an interface holds", "func() is a func")
	refused(elementsOf[spark.Pair[*int, int]](sc), make([]spark.Pair[*int, int], 1), ".Key is a pointer in a key")
	refused(elementsOf[spark.Pair[any, int]](sc), []spark.Pair[any, int]{{Key: new(int)}}, "*int is a pointer in a key")
	ring := &list{value: 1}
	ring.next = ring
	refused(elementsOf[*list](sc), []*list{ring}, "contains itself")
}
