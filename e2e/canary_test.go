package e2e

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// number is a valid number of New York, made up for this run.
func number() string {
	return fmt.Sprintf("212%d%02d%04d", 2+rand.IntN(3), 20+rand.IntN(70), 1000+rand.IntN(9000))
}

// leaks finds the planted numbers in what dialmap wrote, however they are
// punctuated, and the password.
func leaks(planted map[string]string, text string) []string {
	var found []string
	squeezed := regexp.MustCompile(`[^0-9\n]+`).ReplaceAllString(text, "")
	for where, n := range planted {
		if strings.Contains(squeezed, n[3:]) || strings.Contains(text, n) {
			// Digits of other figures may meet by chance where punctuation was
			// squeezed out; the number itself may not.
			if written(n).MatchString(text) {
				found = append(found, where)
			}
		}
	}
	return found
}

// written matches n with at most two characters of punctuation between digits.
func written(n string) *regexp.Regexp {
	return regexp.MustCompile(strings.Join(strings.Split(n[3:], ""), `[^0-9a-zA-Z]{0,2}`))
}

func TestNoPlantedNumberLeaves(t *testing.T) {
	h := newHome(t)
	planted := map[string]string{}
	plant := func(where string) string {
		planted[where] = number()
		return planted[where]
	}
	dashed := func(n string) string { return n[:3] + "-" + n[3:6] + "-" + n[6:] }

	h.write("data/people.csv", "name,phone\nA,+1"+plant("csv value")+"\nB,"+plant("national csv value")+"\n")
	h.write("data/export-"+plant("file name")+".csv", "phone\n+1"+plant("value of that file")+"\n")
	h.write("data/+1"+plant("directory name")+"/notes.txt", "call +1 "+dashed(plant("text"))+" now\n")
	h.write("data/map.json", `[{"by": {"+1`+plant("JSON key")+`": {"name": "x"}, "`+plant("bare JSON key")+`": 1}}]`)
	h.write("data/header.csv", "id,+1"+plant("CSV header")+"\n1,2\n")
	h.write("data/broken-"+plant("name of a broken file")+".json", `{"phone": "+1`+plant("value of a broken file")+`", "x": tru`)
	h.write("data/cut-"+plant("name of a cut file")+".csv.gz", "\x1f\x8b\x08\x00\x00\x00\x00\x00")
	sqliteFile(t, h.path("app.db"), fmt.Sprintf("CREATE TABLE \"t_%s\" (phone text, \"c %s\" text); INSERT INTO \"t_%[1]s\" VALUES ('+1%s', 'x')",
		plant("SQLite table"), plant("SQLite column"), plant("SQLite value")))

	db, pgURL := postgres(t)
	for _, sql := range []string{
		"CREATE TABLE people (phone text)",
		"INSERT INTO people VALUES ('+1" + plant("PostgreSQL value") + "')",
		"COMMENT ON TABLE people IS 'ask " + dashed(plant("table comment")) + "'",
		"COMMENT ON COLUMN people.phone IS 'like " + plant("column comment") + "'",
		"CREATE TABLE \"calls_" + plant("table name") + "\" (phone text)",
		"CREATE VIEW boom AS SELECT (phone || 'x')::int AS n FROM people",
	} {
		if _, err := db.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	maria, mariaDB, mariaURL := mariadb(t)
	for _, sql := range []string{
		"CREATE TABLE people (phone text COMMENT 'like " + plant("MariaDB column comment") + "') COMMENT 'ask " + dashed(plant("MariaDB table comment")) + "'",
		"INSERT INTO people VALUES ('+1" + plant("MariaDB value") + "')",
		"CREATE TABLE `calls_" + plant("MariaDB table name") + "` (phone text, `c " + plant("MariaDB column name") + "` text)",
		"CREATE TABLE keyed (k varchar(20) PRIMARY KEY)",
		"INSERT INTO keyed VALUES ('+1" + plant("MariaDB key") + "')",
		"CREATE FUNCTION tell(t text) RETURNS text DETERMINISTIC BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = t; RETURN t; END",
		"CREATE VIEW boom AS SELECT tell(phone) AS n FROM people",
	} {
		if _, err := maria.Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	bucketName, put := bucket(t)
	put("exports/"+plant("object key")+".csv", []byte("phone\n+1"+plant("S3 value")+"\n"))

	config := h.write("dialmap.yaml", fmt.Sprintf(`version: 1
sources:
  - {name: dir, url: data, default_region: US}
  - {name: db, url: "sqlite:app.db", default_region: US}
  - {name: pg, url: %q, include: ["*", public.boom]}
  - {name: maria, url: %q, include: ["*", %s.boom]}
%s`, pgURL, mariaURL, mariaDB, s3Source(t, h, bucketName)))
	password := fmt.Sprintf("hunter%d", rand.Uint64())
	wrong := strings.Replace(pgURL, "@", "x"+password+"@", 1)
	outputs := []string{}
	run := func(args ...string) {
		out, log, _ := h.run(args...)
		outputs = append(outputs, out, log)
	}
	run("scan", "--config", config, "--full", "--state", h.path("st"), "--all-fields", "--report", "html="+h.path("map.html"),
		"--report", "json="+h.path("map.json"), "--report", "csv="+h.path("map.csv"), "--log-level", "debug")
	run("scan", wrong, "--state", h.path("st2"), "--log-level", "debug")
	run("scan", "--plan", "--config", config, "--state", h.path("st"))
	run("check", "--config", config, "--state", h.path("st"))
	run("report", "--state", h.path("st"), "--all-fields", "--format", "json")
	run("scans", "list", "--state", h.path("st"))
	run("scan", h.path("data/export-"+planted["file name"]+".csv"), "--state", h.path("st3"))
	run("scan", h.path("data/absent-"+plant("name of an absent file")+".csv"), "--state", h.path("st3"))

	inv := h.inventory(h.path("st"))
	if inv.Distinct.Value() < 8 {
		t.Errorf("%v distinct numbers found; the planted ones were not seen", inv.Distinct.Value())
	}
	for _, out := range outputs {
		for _, where := range leaks(planted, out) {
			t.Errorf("the number of the %s is in clear in the output", where)
		}
		if strings.Contains(out, password) {
			t.Error("the password is in clear in the output")
		}
	}
	for _, dir := range []string{"st", "st2", "st3", "config", "map.html", "map.json", "map.csv"} {
		err := filepath.WalkDir(h.path(dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil //nolint:nilerr // a directory that was never made holds nothing
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, where := range leaks(planted, string(b)) {
				t.Errorf("the number of the %s is in clear in %s", where, filepath.Base(path))
			}
			if strings.Contains(string(b), password) {
				t.Errorf("the password is in clear in %s", filepath.Base(path))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestCrashOutputHoldsNoNumber(t *testing.T) {
	h := newHome(t)
	n := number()
	h.write("data/people.csv", "phone\n"+strings.Repeat("+1"+n+"\n", 200_000))
	c := h.command("scan", h.path("data"), "--full", "--state", h.path("st"))
	var log strings.Builder
	c.Stderr = &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(700*time.Millisecond, func() { _ = c.Process.Signal(syscall.SIGQUIT) })
	_ = c.Wait()
	if !strings.Contains(log.String(), "goroutine") {
		t.Log("the scan ended before the signal")
	}
	if len(leaks(map[string]string{"value": n}, log.String())) > 0 {
		t.Error("the number is in clear in the crash output")
	}
}
