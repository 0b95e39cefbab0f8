package statuspage_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"gospark/spark"
	"gospark/statuspage"
)

// browser is a client with cookies, at one page.
type browser struct {
	t    *testing.T
	base string
	http.Client
}

func open(t *testing.T, conf spark.Conf) (*spark.Context, *statuspage.Page, *browser) {
	t.Helper()
	sc := spark.NewContext("local[2]", "<b>app</b>", conf)
	page := statuspage.New(sc)
	sc.SetStatusPage(page)
	t.Cleanup(sc.Stop)
	return sc, page, &browser{t, sc.UIWebURL(), http.Client{}}
}

// withToken is a browser that has opened the link.
func withToken(t *testing.T, p *statuspage.Page, b *browser) *browser {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	b = &browser{t, b.base, http.Client{Jar: jar}}
	link, err := p.Link()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := b.Get(link)
	if err != nil || answer.StatusCode != 200 || answer.Request.URL.RawQuery != "" {
		t.Fatalf("the link: %v %v", answer, err)
	}
	return b
}

func (b *browser) get(path string) (status int, text string) {
	b.t.Helper()
	answer, err := b.Get(b.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// shows wants all texts in the page at path.
func (b *browser) shows(path string, texts ...string) {
	b.t.Helper()
	status, page := b.get(path)
	for _, text := range texts {
		if status != 200 || !strings.Contains(page, text) {
			b.t.Errorf("/%s, status %d: no %q in\n%s", path, status, text, page)
		}
	}
}

var anyPort = spark.Conf{"spark.ui.port": "0"}

// TestPageShowsJobs: those that are over, what they ran, and what is kept.
func TestPageShowsJobs(t *testing.T) {
	sc, page, b := open(t, anyPort)
	b = withToken(t, page, b)
	b.shows("", "No jobs yet")
	sc.SetJobDescription("<script>alert(1)</script>")
	defer sc.SetJobDescription("")
	pairs := sc.Range(0, 100, 1, 4).MapToPair(func(v int) (int, int) { return v % 3, v })
	counts := pairs.ReduceByKey(func(a, b int) int { return a + b }, 2).SetName("my counts").Cache()
	counts.Count()
	counts.Count()
	spark.Try(func() int {
		return sc.Range(0, 4, 1, 4).Map(func(v int) int {
			if v == 3 {
				panic("it's <broken>")
			}
			return v
		}).Count()
	})
	b.shows("", "count at page_test.go:", "succeeded", "failed", "6/6", "1 skipped", "&lt;script&gt;alert(1)&lt;/script&gt;", "it&#39;s &lt;broken&gt;", "&lt;b&gt;app&lt;/b&gt;")
	b.shows("job/0", "<svg", "reduceByKey", "Stage 0 · complete", "Stage 1 · complete", "my counts [", "class=\"rdd cached\"", "class=\"shuffle\"")
	b.shows("job/1", "Stage 2 · skipped")
	b.shows("job/2", "it&#39;s &lt;broken&gt;")
	b.shows("stages", "map at page_test.go:", "count at page_test.go:")
	b.shows("stage/0", "4/4", "succeeded", "page_test.go:")
	b.shows("storage", "my counts", "Memory Deserialized 1x Replicated", "2/2", "ShuffledRDD")
	b.shows("environment", "spark.ui.port", "local[2]")
	if _, text := b.get(""); strings.Contains(text, "<script>alert") || strings.Contains(text, "<broken>") {
		t.Error("a text of the person's is part of the page's HTML")
	}
	for path, want := range map[string]int{"job/99": 404, "stage/99": 404, "job/x": 404, "nothing": 404, "style.css": 200, "refresh.js": 200, "web/style.css": 404} {
		if status, _ := b.get(path); status != want {
			t.Errorf("/%s: %d, want %d", path, status, want)
		}
	}
}

// TestPageCancelsJobs: one that runs is shown with its tasks, and its button ends it.
func TestPageCancelsJobs(t *testing.T) {
	sc, page, b := open(t, anyPort)
	b = withToken(t, page, b)
	started, failed := make(chan bool, 2), make(chan error)
	go func() {
		_, err := spark.Try(func() int {
			return sc.Range(0, 3, 1, 3).Map(func(v int) int {
				if v > 0 {
					started <- true
					for !spark.GetTaskContext().IsInterrupted() {
					}
				}
				return v
			}).Count()
		})
		failed <- err
	}()
	<-started
	<-started
	sc.Range(0, 1, 1, 1).GetNumPartitions()
	for {
		if _, text := b.get(""); strings.Contains(text, "1/3") && strings.Contains(text, "2 running") {
			break
		}
	}
	b.shows("", "data-busy", `action="/cancel/0"`)
	b.shows("stage/0", "running", "succeeded")
	stranger := &browser{t, b.base, http.Client{}}
	for name, post := range map[string]func() (*http.Response, error){
		"no token":     func() (*http.Response, error) { return stranger.PostForm(b.base+"cancel/0", nil) },
		"another site": func() (*http.Response, error) { return b.from("http://evil.example", "cancel/0") },
		"a wrong job":  func() (*http.Response, error) { return b.PostForm(b.base+"cancel/x", nil) },
	} {
		if answer, err := post(); err != nil || answer.StatusCode < 400 {
			t.Errorf("%s: %v %v", name, answer, err)
		}
	}
	select {
	case err := <-failed:
		t.Fatalf("the job was ended by who mayn't: %v", err)
	default:
	}
	if answer, err := b.from(strings.TrimSuffix(b.base, "/"), "cancel/0"); err != nil || answer.StatusCode != 200 {
		t.Errorf("%v %v", answer, err)
	}
	if err := <-failed; err == nil || !strings.Contains(err.Error(), "cancelled") {
		t.Errorf("%v", err)
	}
	b.shows("", "cancelled")
}

// from posts as a page of another site has a browser do it.
func (b *browser) from(origin, path string) (*http.Response, error) {
	r, err := http.NewRequest("POST", b.base+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Origin", origin)
	return b.Do(r)
}

// TestPageIsForItsOwner: without the token nothing is shown, and nothing tells it.
func TestPageIsForItsOwner(t *testing.T) {
	sc, page, b := open(t, anyPort)
	link, err := page.Link()
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse(link)
	token := u.Query().Get("token")
	if len(token) < 40 {
		t.Errorf("the token %q is short", token)
	}
	for _, text := range []string{sc.UIWebURL(), page.String(), fmt.Sprint(page), fmt.Sprintf("%#v", page), fmt.Sprintf("%+v", page), fmt.Sprint(sc), fmt.Sprint(sc.GetConf())} {
		if strings.Contains(text, token) {
			t.Errorf("%s tells the token", text)
		}
	}
	for _, path := range []string{"", "stages", "job/0", "style.css", "?token=", "?token=" + token[1:], "?token=" + strings.ToLower(token)} {
		status, text := b.get(path)
		if status != 403 || !strings.Contains(text, ":ui") || strings.Contains(text, token) {
			t.Errorf("/%s without the token: %d %s", path, status, text)
		}
	}
	b = withToken(t, page, b)
	for _, path := range []string{"", "environment", "refresh.js"} {
		if status, text := b.get(path); status != 200 || strings.Contains(text, token) {
			t.Errorf("/%s: %d; a page tells the token", path, status)
		}
	}
	r, _ := http.NewRequest("GET", b.base, nil)
	r.Host = "rebound.example"
	if answer, err := b.Do(r); err != nil || answer.StatusCode != 421 {
		t.Errorf("by another name: %v %v", answer, err)
	}
	answer, err := b.Get(b.base)
	if err != nil {
		t.Fatal(err)
	}
	if p := answer.Header.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", answer.Header)
	}
	for _, c := range b.Jar.Cookies(answer.Request.URL) {
		if c.Value != token {
			t.Errorf("cookie %v", c)
		}
	}
}

// TestPorts: the next one that is free, unless the setting is wrong; none after the end.
func TestPorts(t *testing.T) {
	sc, page, b := open(t, anyPort)
	u, _ := url.Parse(b.base)
	if u.Hostname() != "127.0.0.1" {
		t.Errorf("%s isn't the loopback interface", b.base)
	}
	if again := sc.UIWebURL(); again != b.base {
		t.Errorf("%s, and then %s", b.base, again)
	}
	taken := u.Port()
	sc.Stop()
	if _, err := b.Get(b.base); err == nil {
		t.Error("it is served after the context's end")
	}
	if _, err := page.Address(); err == nil {
		t.Error("it can be served after the context's end")
	}
	l, err := http.Get(b.base)
	if err == nil {
		l.Body.Close()
	}
	first, _, _ := open(t, spark.Conf{"spark.ui.port": taken})
	held := first.UIWebURL()
	other := statuspage.New(first)
	defer other.Close()
	next, err := other.Address()
	if err != nil || next == held {
		t.Errorf("%s and %s, %v", held, next, err)
	}
	first.Stop()
	for value, want := range map[string]string{"x": "number", "70000": "number", "-1": "number"} {
		sc := spark.NewContext("local", "test", spark.Conf{"spark.ui.port": value})
		p := statuspage.New(sc)
		sc.SetStatusPage(p)
		if _, err := spark.Try(sc.UIWebURL); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", value, err)
		}
		sc.Stop()
	}
	sc = spark.NewContext("local", "test")
	defer sc.Stop()
	if sc.UIWebURL() != "" {
		t.Error("a page that nobody has made")
	}
}
