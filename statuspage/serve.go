package statuspage

import (
	"bytes"
	"crypto/subtle"
	"embed"
	"html/template"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"gospark/engine"
)

//go:embed web
var web embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"bytes": engine.FormatBytes,
	"took":  took,
	"clock": func(t time.Time) string { return t.Format("15:04:05") },
	"share": func(done, total int) int { return 100 * done / max(1, total) },
	"lines": func(s string) string { head, _, _ := strings.Cut(s, "\n"); return head },
}).ParseFS(web, "web/*.html"))

// took is a duration as people say it.
func took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "< 1 ms"
	case d < time.Second:
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	case d < time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	}
	return d.Round(time.Second).String()
}

// handler serves at addr, to who has the token.
func (p *Page) handler(addr string) http.Handler {
	mux := http.NewServeMux()
	page := func(pattern, name string, of func(id int) *view) {
		mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) {
			id, err := strconv.Atoi(r.PathValue("id"))
			if strings.Contains(pattern, "{id}") && err != nil {
				http.NotFound(w, r)
				return
			}
			show(w, r, name, of(id))
		})
	}
	page("/{$}", "jobs", func(int) *view { return p.jobsView() })
	page("/job/{id}", "job", p.jobView)
	page("/stages", "stages", func(int) *view { return p.stagesView() })
	page("/stage/{id}", "stage", p.stageView)
	page("/storage", "storage", func(int) *view { return p.storageView() })
	page("/environment", "environment", func(int) *view { return p.confView() })
	for _, name := range []string{"style.css", "refresh.js"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, web, "web/"+name) })
	}
	mux.HandleFunc("POST /cancel/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, err := strconv.Atoi(r.PathValue("id"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		p.sc.CancelJob(id)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	return p.guard(addr, http.NewCrossOriginProtection().Handler(mux))
}

// show renders a page; v is nil where there is nothing to show.
func show(w http.ResponseWriter, r *http.Request, name string, v *view) {
	if v == nil {
		w.WriteHeader(http.StatusNotFound)
		templates.ExecuteTemplate(w, "unknown.html", &view{Title: "Not known any more"})
		return
	}
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, name+".html", v); err != nil {
		http.Error(w, "the page can't be made: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

// guard lets those in who have the token: by the link, which makes a cookie of it, and then by that.
func (p *Page) guard(addr string, next http.Handler) http.Handler {
	_, port, _ := net.SplitHostPort(addr)
	cookie := "gospark-" + port // cookies know no ports
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		if r.Host != addr && r.Host != "localhost:"+port { // a name that somebody made point here
			http.Error(w, "this is served at http://"+addr+"/", http.StatusMisdirectedRequest)
			return
		}
		if given := r.URL.Query().Get("token"); r.Method == http.MethodGet && p.is(given) {
			http.SetCookie(w, &http.Cookie{Name: cookie, Value: given, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
			http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
			return
		}
		if c, err := r.Cookie(cookie); err != nil || !p.is(c.Value) {
			http.Error(w, "This page shows the jobs of a GoSpark session to its owner.\nAt the session's prompt, :ui shows the link that opens it.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *Page) is(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(p.token)) == 1
}
