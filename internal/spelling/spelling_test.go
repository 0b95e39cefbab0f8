package spelling

import "testing"

func TestNearest(t *testing.T) {
	have := []string{"help", "history", "Filter", "FlatMap", "Map", "sc", "rdd1", "rdd2", "ReduceByKey", "counts", "größe"}
	for word, want := range map[string]string{
		"hlep":       "help",
		"histroy":    "history",
		"Fliter":     "Filter",
		"filter":     "Filter",
		"map":        "Map",
		"Mapp":       "Map",
		"reduceBKey": "ReduceByKey",
		"rdd3":       "rdd1",
		"grösse":     "",
		"grösze":     "",
		"größ":       "größe",
		"count":      "counts",
		"sd":         "",
		"x":          "",
		"":           "",
		"help":       "",
		"unrelated":  "",
	} {
		if got := Nearest(word, have); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
