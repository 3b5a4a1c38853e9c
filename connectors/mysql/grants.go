package mysql

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/dialmap/dialmap/connectors"
)

// Rights are the statements that let the login read, database by database, and
// nothing else. A server shows a login no database that it has no right on: who
// has none yet is shown a placeholder.
func (c *Connector) Rights(ctx context.Context) []string {
	dbs, err := c.databases(ctx)
	if err != nil || len(dbs) == 0 {
		dbs = []string{"each_database"}
	}
	user, host := c.login, "%"
	if i := strings.LastIndexByte(user, '@'); i >= 0 {
		user, host = user[:i], user[i+1:]
	}
	if c.redact(user) != user {
		user = "user of the scan"
	}
	var rights []string
	for _, db := range dbs {
		// In a GRANT the name of a database is a pattern.
		pattern := strings.NewReplacer("_", `\_`, "%", `\%`).Replace(c.redact(db))
		rights = append(rights, "GRANT SELECT, SHOW VIEW ON "+quote(pattern)+".* TO "+quote(user)+"@"+quote(host)+";")
	}
	return rights
}

// opensSecrets is the price of a right on every database.
const opensSecrets = "it reads the password hashes of all accounts (mysql.global_priv, mysql.user) and the passwords of other servers (mysql.servers)"

// ReviewRights names the shorter grant with its price, and what the login may
// do that no scan needs.
func (c *Connector) ReviewRights(ctx context.Context) connectors.RightsReview {
	review := connectors.RightsReview{Shortcut: "GRANT SELECT, SHOW VIEW ON *.* is shorter, at a price: " + opensSecrets}
	secrets := "mysql.user"
	if c.maria {
		secrets = "mysql.global_priv"
	}
	if _, err := c.ask(ctx, "select 1 from "+secrets+" limit 0"); err == nil {
		review.Excess = append(review.Excess, "it may read the database mysql: "+opensSecrets+"; REVOKE SELECT ON *.* and grant the rights above")
	}
	rows, err := c.ask(ctx, "show grants")
	if err != nil {
		review.Excess = append(review.Excess, "its rights could not be looked up, so that it may hold more than a scan needs")
	}
	var more []string
	for _, row := range rows {
		more = append(more, furtherRights(string(row[0]))...)
	}
	if len(more) > 0 {
		slices.Sort(more)
		review.Excess = append(review.Excess, "it holds "+strings.Join(slices.Compact(more), ", ")+", with which it may write or administer; REVOKE them")
	}
	return review
}

// grant is a line of SHOW GRANTS that gives privileges.
var (
	grant       = regexp.MustCompile(`(?s)^GRANT (.*?) ON .* TO `)
	columnsOf   = regexp.MustCompile(`\([^)]*\)`)
	readingOnly = []string{"USAGE", "SELECT", "SHOW VIEW", "SHOW DATABASES", "EXECUTE", "PROXY"}
)

// furtherRights are the privileges of a line of SHOW GRANTS beyond reading.
func furtherRights(line string) (more []string) {
	m := grant.FindStringSubmatch(line)
	if m == nil {
		return nil // a role, whose own lines follow
	}
	for name := range strings.SplitSeq(columnsOf.ReplaceAllString(m[1], ""), ",") {
		if name = strings.TrimSpace(name); !slices.Contains(readingOnly, name) {
			more = append(more, name)
		}
	}
	if strings.Contains(line, " WITH GRANT OPTION") {
		more = append(more, "GRANT OPTION")
	}
	return more
}
