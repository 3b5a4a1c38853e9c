package mysql

import (
	"context"
	"regexp"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// A view that runs as who reads it (SQL SECURITY INVOKER) hands the rights of
// the scan's login on to the stored functions that it calls, which could read
// with them what their authors cannot. Other views, and the functions in them,
// run as who defined them. Generated columns and checks may call no stored
// function, and triggers do not run when a table is read.

var (
	literal = regexp.MustCompile(`'(?:[^'\\]|\\.|'')*'`)
	// storedCall finds a stored function in a view as the server writes it down:
	// it quotes their names, and not those of its own.
	storedCall = regexp.MustCompile("`\\(")
	// qualified finds every name of two parts, tables and views among them.
	qualified = regexp.MustCompile("`((?:[^`]|``)+)`\\.`((?:[^`]|``)+)`")
)

// checkView says why a view is not read, nil where it may be: it would run
// stored functions with the rights of the login, itself or through other views,
// or its text cannot be seen. What is not a view is fine.
func (s *session) checkView(ctx context.Context, at location, seen map[location]bool) (*connectors.Error, error) {
	seen[at] = true
	rows, err := s.query(ctx, "select security_type, view_definition from information_schema.views where table_schema = "+
		text(at.Database)+" and table_name = "+text(at.Table))
	if err != nil || len(rows) == 0 || string(rows[0][0]) == "DEFINER" {
		return nil, err
	}
	definition := literal.ReplaceAllString(string(rows[0][1]), "''")
	switch {
	case definition == "":
		return &connectors.Error{Reason: connectors.Denied, Text: "the view runs with the rights of the scan's user, and neither its text nor what is behind it can be seen; GRANT SHOW VIEW on it"}, nil
	case storedCall.MatchString(definition):
		return &connectors.Error{Reason: connectors.Unsupported, Text: "the view calls stored functions, which would run with the rights of the scan's user; " +
			"scan the tables behind it, or create it with SQL SECURITY DEFINER"}, nil
	}
	for _, m := range qualified.FindAllStringSubmatch(definition, -1) {
		next := location{strings.ReplaceAll(m[1], "``", "`"), strings.ReplaceAll(m[2], "``", "`")}
		if seen[next] {
			continue
		}
		if gap, err := s.checkView(ctx, next, seen); gap != nil || err != nil {
			return gap, err
		}
	}
	return nil, nil
}

// hold makes sure that a table is still one: the look at it keeps anybody from
// putting a view in its place until the transaction ends.
func (r *reading) hold(ctx context.Context) error {
	if r.t.kind == "view" {
		return nil
	}
	if _, err := r.s.query(ctx, "select 1 from "+r.spec.location.String()+" limit 0"); err != nil {
		return err
	}
	rows, err := r.s.query(ctx, "select 1 from information_schema.views where table_schema = "+
		text(r.spec.Database)+" and table_name = "+text(r.spec.Table))
	if err == nil && len(rows) > 0 {
		return &connectors.Error{Part: r.part, Reason: connectors.Changed, Retry: true,
			Text: "a view took its place since it was listed; scan again"}
	}
	return err
}
