// Command dialmap finds every phone number an organisation keeps, and says
// whose country it belongs to, where its bytes are stored, which laws apply
// to it, and what was not looked at.
//
//	dialmap scan ./exports postgres://scan@db/crm --report html=map.html
//
// Stdout is the result, stderr progress and logs. Exit codes: 0 done; 1
// findings at or over --fail-on; 2 usage or configuration; 3 gaps, with
// --fail-on-gaps; 4 no dataset could be listed; 5 could not run or save; 130 interrupted, with a partial
// result saved.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(exitCode(run(context.Background(), os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)))
}
