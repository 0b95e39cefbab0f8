# GoSpark shell. `make` alone lists the targets.
#
# Needed: any Go from 1.21 on (it fetches the release that go.mod names), and gcc.

# Whatever GOTOOLCHAIN says outside, everything here is done by the release that go.mod names.
GO     = GOTOOLCHAIN=$(shell sed -n 's/^toolchain //p' go.mod) go
GOROOT = $(shell $(GO) env GOROOT)
MODULE = $(shell $(GO) list -m)
# The standard library's types for this platform, embedded in the shell.
TYPES  = interp/stdtypes/data/std_$(shell $(GO) env GOOS)_$(shell $(GO) env GOARCH).zip
# Cells are compiled with the flags of the shell: it says so itself, but where the compiler was is only a hint.
BUILD  = $(GO) build -trimpath -ldflags '-X "$(MODULE)/interp/toolchain.builtWith=$(GOROOT)"'
T     ?= 30s
PART  ?= 1
MEMORY ?= 128m
PYTHON ?= python3
# What make bench runs: the size of the data (1 is 500 MB), how often, the workloads (all where none is named), and whether
# with Spark's own shells, which are installed in PYSPARK; where the table is kept.
SCALE     ?= 1
RUNS      ?= 5
WORKLOADS ?=
PEERS     ?= yes
DATA      ?= bin/bench/data-$(SCALE)
PYSPARK   ?= bin/bench/pyspark
RESULTS   ?= bench/results

.PHONY: help build shell notebooks fmt vet test corpus race install-clients clients bench scale microbench bigger golden spark-golden spark-files fuzz chaos clean

# help: this list
help:
	@sed -n 's/^# \([a-z]*: \)/  \1/p' Makefile

# build: make bin/gospark-shell
build: $(TYPES)
	$(BUILD) -o bin/gospark-shell ./cmd/gospark-shell

# shell: build and start the shell
shell: build
	bin/gospark-shell

# They are made when they are missing, or when go.mod may name another release.
$(TYPES): go.mod interp/stdtypes/gen/main.go
	$(GO) generate ./interp/stdtypes

# fmt: fail if a file isn't formatted
fmt:
	@bad=$$($(GOROOT)/bin/gofmt -l $$(find . -name '*.go' -not -path './.*')); test -z "$$bad" || { echo "not formatted:"; echo "$$bad"; exit 1; }

# vet: go vet
vet: $(TYPES)
	$(GO) vet ./...

# test: build, check the format, vet, and run all tests
test: build fmt vet
	$(GO) test -trimpath -timeout 30m ./...

# corpus: run programs as cells in every way: all, with a table of what came of it, or one of so many (make corpus PART=5)
corpus: $(TYPES)
	$(GO) test -trimpath -timeout 60m -v -run TestPrograms ./interp/programs -every -part $(PART)

# race: run the tests where goroutines meet with the race detector (the first time, the standard library is compiled for it)
race: $(TYPES)
	$(GO) test -trimpath -timeout 30m -race ./cell ./cellrt ./display ./engine ./spark ./session
	$(GO) test -trimpath -timeout 30m -race -run 'Interrupt|LeftBehind|Panic|Random|Output' ./interp
	$(GO) test -trimpath -timeout 30m -race -skip 'Scripts|Sessions' ./cmd/gospark-shell

# The clients' programs, and what tells them of the kernel.
CLIENTS = PATH=$(CURDIR)/bin/clients/bin:$(GOROOT)/bin:$$PATH JUPYTER_PATH=$(CURDIR)/bin/clients/share/jupyter XDG_STATE_HOME=$(CURDIR)/bin/clients/state

install-clients: build
	test -d bin/clients || python3 -m venv bin/clients
	bin/clients/bin/pip install --quiet -r kernel/clients/requirements.txt ./kernel/python
	bin/gospark-shell kernel install --prefix bin/clients

# clients: run the kernel with Jupyter's clients, which are installed in bin/clients, and notebooks in chromium (make clients RESTARTS=1000)
clients: install-clients
	$(CLIENTS) RESTARTS=$(RESTARTS) bin/clients/bin/python -m pytest -q kernel/clients

# notebooks: run the files of cells in notebooks/ and write the notebooks beside them
notebooks: install-clients
	$(CLIENTS) bin/clients/bin/python notebooks/build.py

# bench: run the workloads of bench/ as cells, by hand, and in Spark's own shells, in turn (make bench SCALE=0.1 RUNS=5 PEERS=no)
bench: build $(DATA)
	$(GO) build -trimpath -o bin/bench/ ./bench ./bench/byhand
	@if [ $(PEERS) != no ] && ! command -v java >/dev/null; then echo "there is no java, so Spark's own shells are left out"; fi
	@if [ $(PEERS) != no ] && command -v java >/dev/null && [ ! -e $(PYSPARK) ]; then \
		$(PYTHON) -m venv $(PYSPARK) && $(PYSPARK)/bin/pip install --quiet -r bench/peers/requirements.txt; fi
	bin/bench/bench -data $(DATA) -scale $(SCALE) -runs $(RUNS) -results "$(RESULTS)" \
		-peers "$$([ $(PEERS) = no ] || ! command -v java >/dev/null || echo $(PYSPARK))" $(WORKLOADS)

$(DATA):
	rm -rf $@.part
	$(PYTHON) bench/gen.py $@.part $(SCALE)
	mv $@.part $@

# scale: run operators over 1 to 8 times the data, on all cores and on one, beside the same by hand (make scale RUNS=3)
scale:
	$(GO) run -trimpath ./bench/scale -runs $(RUNS)

# microbench: run the Go benchmarks of all packages
microbench: $(TYPES)
	$(GO) test -trimpath -run '^$$' -bench . -benchmem ./...

# bigger: run operators over four times as much data as their memory, and print what they take (make bigger MEMORY=128m)
bigger:
	$(GO) run -trimpath ./spark/testdata/bigger -memory $(MEMORY)

# golden: write the files that tests compare with anew
golden: $(TYPES)
	$(GO) test -trimpath $$(grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs -n 1 dirname | sort -u) -update

# spark-golden: write what real Spark writes, which tests read (make spark-golden PYTHON=... names a python with pyspark)
spark-golden:
	$(PYTHON) -B spark/testdata/hadoop/spark_side.py golden spark/testdata/hadoop

# spark-files: have real Spark read files that we write (PYTHON as above)
spark-files: $(TYPES)
	$(GO) test -trimpath -count=1 -v -run TestFilesForSpark ./spark -python $$(command -v $(PYTHON))

# fuzz: run each fuzz test for T (make fuzz T=30s)
fuzz: $(TYPES)
	@grep -rho --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . >/dev/null || echo "no fuzz tests"
	@grep -ro --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | while IFS=: read -r file func; do \
		echo "$${file%/*} $${func#func }"; \
		$(GO) test -trimpath -run '^$$' -fuzz "^$${func#func }$$" -fuzztime $(T) "./$${file%/*}" || exit 1; \
	done

# chaos: random pipelines with too little memory, lost files, failing tasks and cancelled jobs, for T (make chaos T=1h)
chaos:
	$(GO) test -trimpath -timeout 0 -v -run TestChaos ./spark -chaos $(T)

# clean: remove what make built
clean:
	rm -rf bin interp/stdtypes/data/*.zip
