package firm

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	mongooptions "go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Servers are where the firm's data goes, and who may read it.
type Servers struct {
	Postgres, PostgresReader string // URLs
	MariaDB, MariaDBReader   string
	MongoDB                  string
	S3, S3User, S3Secret     string
}

// Environment reads the servers' addresses where the tests find them too: make
// servers and . .servers/env.
func Environment() (Servers, error) {
	var s Servers
	for _, v := range []struct {
		to   *string
		name string
	}{
		{&s.Postgres, "DIALMAP_TEST_POSTGRES"}, {&s.PostgresReader, "DIALMAP_TEST_POSTGRES_RO"},
		{&s.MariaDB, "DIALMAP_TEST_MYSQL"}, {&s.MariaDBReader, "DIALMAP_TEST_MYSQL_RO"}, {&s.MongoDB, "DIALMAP_TEST_MONGODB"},
		{&s.S3, "DIALMAP_TEST_S3_ENDPOINT"}, {&s.S3User, "DIALMAP_TEST_S3_ACCESS_KEY"}, {&s.S3Secret, "DIALMAP_TEST_S3_SECRET_KEY"},
	} {
		if *v.to = os.Getenv(v.name); *v.to == "" {
			return s, fmt.Errorf("%s is not set; start the servers with make servers", v.name)
		}
	}
	return s, nil
}

// Fill makes the firm's databases and its bucket, and fills them. Those of the
// same names are dropped first.
func (f *Firm) Fill(ctx context.Context, s Servers) error {
	if err := f.Drop(ctx, s); err != nil {
		return err
	}
	for _, fill := range []func(context.Context, Servers) error{f.fillPostgres, f.fillMariaDB, f.fillMongoDB, f.fillS3} {
		if err := fill(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Drop removes what Fill made.
func (f *Firm) Drop(ctx context.Context, s Servers) error {
	root, err := pgx.Connect(ctx, s.Postgres)
	if err != nil {
		return err
	}
	defer root.Close(ctx)
	if _, err := root.Exec(ctx, "DROP DATABASE IF EXISTS "+quoted(f.database(crm))+" WITH (FORCE)"); err != nil {
		return err
	}
	maria, err := mariadb(s.MariaDB, "")
	if err != nil {
		return err
	}
	defer maria.Close()
	if _, err := maria.ExecContext(ctx, "DROP DATABASE IF EXISTS `"+f.database(billing)+"`"); err != nil {
		return err
	}
	client, err := mongo.Connect(mongooptions.Client().ApplyURI(s.MongoDB))
	if err != nil {
		return err
	}
	defer func() { _ = client.Disconnect(ctx) }()
	if err := client.Database(f.database(app)).Drop(ctx); err != nil {
		return err
	}
	return f.dropBucket(ctx, s)
}

// in are the tables of a store.
func (f *Firm) in(s Store) (list []*Table) {
	for _, t := range f.Tables {
		if t.Store == s {
			list = append(list, t)
		}
	}
	return list
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }

func (f *Firm) fillPostgres(ctx context.Context, s Servers) error {
	root, err := pgx.Connect(ctx, s.Postgres)
	if err != nil {
		return err
	}
	defer root.Close(ctx)
	if _, err := root.Exec(ctx, "CREATE DATABASE "+quoted(f.database(crm))); err != nil {
		return err
	}
	db, err := pgx.Connect(ctx, withPath(s.Postgres, f.database(crm)))
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	for _, t := range f.in(Postgres) {
		if err := fillTable(ctx, db, t); err != nil {
			return fmt.Errorf("%s: %w", t.Dataset(), err)
		}
	}
	_, err = db.Exec(ctx, "SELECT pg_stat_force_next_flush()") // the server's counters lag behind
	return err
}

func fillTable(ctx context.Context, db *pgx.Conn, t *Table) error {
	names, quotes, defs := make([]string, len(t.Columns)), make([]string, len(t.Columns)), make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i], quotes[i] = c.Name, quoted(c.Name)
		defs[i] = quotes[i] + " " + []string{"text", "bigint", "numeric(10,2)", "timestamptz", "date", "bigint", "text[]"}[c.Type]
	}
	table := pgx.Identifier{t.Space, t.Name}
	ddl := fmt.Sprintf("CREATE SCHEMA IF NOT EXISTS %s; ", quoted(t.Space))
	if t.View != "" {
		from := pgx.Identifier{t.Space, t.View}
		_, err := db.Exec(ctx, ddl+fmt.Sprintf("CREATE VIEW %s AS SELECT %s FROM %s", table.Sanitize(), strings.Join(quotes, ", "), from.Sanitize()))
		return err
	}
	ddl += fmt.Sprintf("CREATE TABLE %s (%s)", table.Sanitize(), strings.Join(defs, ", "))
	if t.Facts.Yearly {
		ddl += fmt.Sprintf(" PARTITION BY RANGE (%s)", quoted(t.Facts.Dated))
		for first, last := t.years(); first <= last; first++ {
			part := pgx.Identifier{t.Space, t.partition(first)}
			ddl += fmt.Sprintf("; CREATE TABLE %s PARTITION OF %s FOR VALUES FROM ('%d-01-01') TO ('%d-01-01')", part.Sanitize(), table.Sanitize(), first, first+1)
		}
	}
	ddl += "; "
	if t.Comment != "" {
		ddl += fmt.Sprintf("COMMENT ON TABLE %s IS '%s'; ", table.Sanitize(), t.Comment)
	}
	if _, err := db.Exec(ctx, ddl); err != nil {
		return err
	}
	if _, err := db.CopyFrom(ctx, table, names, pgx.CopyFromRows(values(t))); err != nil || !t.Facts.Read {
		return err
	}
	_, err := db.Exec(ctx, "SELECT count(*) FROM "+table.Sanitize()) // the server notes the day
	return err
}

// values are the rows of a table without the truth about them.
func values(t *Table) [][]any {
	rows := make([][]any, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = make([]any, len(row))
		for k, c := range row {
			rows[i][k] = c.Value
		}
	}
	return rows
}

// mariadb connects to a database of a server; "" none.
func mariadb(raw, database string) (*sql.DB, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	c := mysql.NewConfig()
	c.Net, c.Addr, c.User, c.TLSConfig, c.DBName = "tcp", u.Host, u.User.Username(), "skip-verify", database
	c.Passwd, _ = u.User.Password()
	c.Params = map[string]string{"time_zone": "'+00:00'"}
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

func (f *Firm) fillMariaDB(ctx context.Context, s Servers) error {
	root, err := mariadb(s.MariaDB, "")
	if err != nil {
		return err
	}
	defer root.Close()
	if _, err := root.ExecContext(ctx, "CREATE DATABASE `"+f.database(billing)+"` CHARACTER SET utf8mb4"); err != nil {
		return err
	}
	db, err := mariadb(s.MariaDB, f.database(billing))
	if err != nil {
		return err
	}
	defer db.Close()
	for _, t := range f.in(MariaDB) {
		if err := fillMaria(ctx, db, t); err != nil {
			return fmt.Errorf("%s: %w", t.Dataset(), err)
		}
	}
	return nil
}

func fillMaria(ctx context.Context, db *sql.DB, t *Table) error {
	defs := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		defs[i] = "`" + c.Name + "` " + []string{"varchar(200)", "bigint", "decimal(10,2)", "datetime", "date", "bigint", "json"}[c.Type]
	}
	if _, err := db.ExecContext(ctx, fmt.Sprintf("CREATE TABLE `%s` (%s, pk bigint PRIMARY KEY AUTO_INCREMENT) COMMENT '%s'", t.Name, strings.Join(defs, ", "), t.Comment)); err != nil {
		return err
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = "`" + c.Name + "`"
	}
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ") + ")"
	for part := range slices.Chunk(values(t), 500) {
		var args []any
		for _, r := range part {
			for _, v := range r {
				if at, ok := v.(time.Time); ok {
					v = at.Format("2006-01-02 15:04:05")
				}
				args = append(args, v)
			}
		}
		insert := fmt.Sprintf("INSERT INTO `%s` (%s) VALUES %s", t.Name, strings.Join(names, ", "), strings.TrimSuffix(strings.Repeat(row+", ", len(part)), ", "))
		if _, err := db.ExecContext(ctx, insert, args...); err != nil {
			return err
		}
	}
	return nil
}

func (f *Firm) fillMongoDB(ctx context.Context, s Servers) error {
	client, err := mongo.Connect(mongooptions.Client().ApplyURI(s.MongoDB))
	if err != nil {
		return err
	}
	defer func() { _ = client.Disconnect(ctx) }()
	for _, t := range f.in(MongoDB) {
		docs := make([]any, len(t.Rows))
		for i := range t.Rows {
			docs[i] = bson.M(document(t, i, func(v any) any { return v }))
		}
		for part := range slices.Chunk(docs, 500) {
			if _, err := client.Database(t.Space).Collection(t.Name).InsertMany(ctx, part); err != nil {
				return fmt.Errorf("%s: %w", t.Dataset(), err)
			}
		}
	}
	return nil
}

// document nests a record as its paths say: a.b, and a[].b of a list. What is
// null is left out.
func document(t *Table, row int, form func(any) any) map[string]any {
	doc := map[string]any{}
	for c, col := range t.Columns {
		if v := t.Rows[row][c].Value; v != nil {
			put(doc, strings.Split(col.Name, "."), v, form)
		}
	}
	return doc
}

func put(doc map[string]any, path []string, v any, form func(any) any) {
	name, inList := strings.CutSuffix(path[0], "[]")
	switch {
	case inList:
		items, _ := doc[name].([]any)
		for i, x := range v.([]string) {
			if i == len(items) {
				items = append(items, map[string]any{})
			}
			put(items[i].(map[string]any), path[1:], x, form)
		}
		doc[name] = items
	case len(path) == 1:
		doc[name] = form(v)
	default:
		inner, ok := doc[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			doc[name] = inner
		}
		put(inner, path[1:], v, form)
	}
}
