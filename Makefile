# dialmap. `make test` is the whole truth: every test, against real servers
# that it starts itself, with the race detector. Last, it looks a while for a
# number on which the plan and libphonenumber differ; FUZZ=1h looks longer.

GOLANGCI := golangci-lint-v2.15.0
BIN      := $(CURDIR)/.servers/bin
FUZZ     := 50000x

.PHONY: help build test servers stop lint bench accuracy gate microbench simulate scale coverage mutate generate demo open screenshot ci

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## the program, as ./dialmap
	CGO_ENABLED=0 go build -trimpath -o dialmap ./cmd/dialmap

test: ## every test, against real servers, which are started and stopped; FUZZ=1h: look longer for what differs from libphonenumber
	@testdata/servers/install.sh chromium chromium
	@testdata/tools/axe/install.sh
	@testdata/tools/with-servers.sh sh -c 'go vet ./... && go test -race -timeout 40m ./...'
	go test -run '^$$' -fuzz '^FuzzParse$$' -fuzztime $(FUZZ) ./detectors/phone/plan
	go test -run '^$$' -fuzz '^FuzzMatches$$' -fuzztime $(FUZZ) ./detectors/phone/plan

servers: ## start the servers and leave them: . .servers/env && go test ./...
	@testdata/servers/install.sh chromium chromium
	@testdata/tools/axe/install.sh
	@testdata/servers/up.sh && echo ". .servers/env    tells the tests where they are; make stop ends them"

stop: ## stop the servers
	@testdata/servers/down.sh

lint: $(BIN)/$(GOLANGCI) ## golangci-lint, the version that .golangci.yml is written for, and the house's own rules for names and English
	@CGO_ENABLED=0 go run ./lab/houselint
	@$(BIN)/$(GOLANGCI) run --allow-parallel-runners ./...

$(BIN)/$(GOLANGCI):
	@mkdir -p $(BIN)
	GOBIN=$(BIN) CGO_ENABLED=0 go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	@mv $(BIN)/golangci-lint $@

bench: ## the speed of detection beside other libraries; BENCH="-size 32" and more: docs/speed.md
	@testdata/servers/install.sh /usr/include/phonenumbers/phonenumbermatcher.h libphonenumber-dev g++ || true
	@CGO_ENABLED=0 go run ./lab/bench $(BENCH)

accuracy: ## how right detection is, beside others: ACCURACY="-seed 7 -v" and more: docs/accuracy.md
	@CGO_ENABLED=0 go run ./lab/accuracy $(ACCURACY)

gate: ## is detection as right as it was: a small corpus, a floor for each class
	@CGO_ENABLED=0 go run ./lab/accuracy -seed 3 -only gate -datasets 60 -rows 40 -texts 124

microbench: ## the benchmarks of the packages
	go test -run '^$$' -bench . ./...

simulate: ## do samples keep their promise, and do intervals cover; SIMULATE="-runs 500" and more: docs/sampling.md
	@CGO_ENABLED=0 go run ./lab/simulate $(SIMULATE)

scale: ## what sampling costs on tables of every size; SCALE="-rows 1000000" and more: docs/sampling.md
	@testdata/tools/with-servers.sh go run ./lab/scale $(SCALE)

coverage: ## what counting consent costs; COVERAGE="-numbers 1000000" and more: docs/consent.md
	@testdata/tools/with-servers.sh go run ./lab/coverage $(COVERAGE)

mutate: ## do tests notice changed code: MUTATE="-n 0 -v scanner/role/values.go" and more: go doc ./lab/mutate
	@CGO_ENABLED=0 go run ./lab/mutate $(MUTATE)

generate: ## what is made from data: catalogue, maps, tables
	go generate ./...

demo: ## a made-up company in five kinds of sources, scanned: map, duties, findings; DEMO="-seed 2": another
	@SERVERS="postgres mariadb mongodb s3" testdata/tools/with-servers.sh sh -c 'CGO_ENABLED=0 go run ./lab/company -o .demo $(DEMO) && CGO_ENABLED=0 go run ./cmd/dialmap scan --config .demo/dialmap.yaml --full --quiet --state .demo/state --report html=.demo/map.html -o .demo/map.txt'
	@echo "open $(CURDIR)/.demo/map.html in a browser; .demo/map.txt is the same on a terminal, .demo/dialmap.yaml what the company declares"

open: ## scan the open data and draw its map
	CGO_ENABLED=0 go run ./cmd/dialmap scan --config testdata/open/dialmap.yaml --full --report html=map.html

screenshot: demo ## docs/report.png, the page that the README shows
	@testdata/servers/install.sh chromium chromium
	@mkdir -p docs
	testdata/tools/screenshot.sh docs/report.png .demo/map.html

ci: ## what must hold before a change goes in
	.ci/run
