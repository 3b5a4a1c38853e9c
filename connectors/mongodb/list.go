package mongodb

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/dialmap/dialmap/connectors"
)

// own are the databases the server keeps for itself.
var own = []string{"admin", "config", "local"}

// namespace is a collection as the server knows it: what a dataset carries
// for Shards.
type namespace struct {
	DB    string `json:"db"`
	Coll  string `json:"coll"`
	Kind  string `json:"kind"` // collection, view or timeseries
	Bytes int64  `json:"bytes"`
	Mean  int64  `json:"mean"` // bytes of a document; 0: unknown
}

// Datasets lists the collections of the URL's database, or of all that the
// login may see.
func (c *connector) Datasets(ctx context.Context) iter.Seq2[connectors.Dataset, error] {
	return func(yield func(connectors.Dataset, error) bool) {
		dbs, err := c.databases(ctx)
		if err != nil {
			yield(connectors.Dataset{}, err)
			return
		}
		l := listing{c: c, yield: yield, taken: map[string]int{}}
		for _, db := range dbs {
			if !l.database(ctx, db) {
				return
			}
		}
	}
}

func (c *connector) databases(ctx context.Context) ([]string, error) {
	if c.db != "" {
		return []string{c.db}, nil
	}
	var dbs []string
	err := c.call(ctx, func(ctx context.Context) (err error) {
		dbs, err = c.client.ListDatabaseNames(ctx, bson.D{}, options.ListDatabases().SetAuthorizedDatabases(true))
		return err
	})
	if err != nil {
		e := explain(err, connectors.Part{})
		if e.Reason == connectors.Denied {
			e.Text = "the databases cannot be listed; give the scan's user the role readAnyDatabase, or name one database in the URL"
		}
		return nil, e
	}
	dbs = slices.DeleteFunc(dbs, func(db string) bool { return slices.Contains(own, db) })
	slices.Sort(dbs)
	return dbs, nil
}

// listing is one run of Datasets.
type listing struct {
	c     *connector
	yield func(connectors.Dataset, error) bool
	taken map[string]int // datasets by name
}

func (l *listing) database(ctx context.Context, db string) bool {
	where := connectors.Part{Dataset: l.c.source.Redact(db)}
	if l.c.db == "" {
		where = connectors.Part{Sub: where.Dataset}
	}
	specs, err := l.c.list(ctx, db, false)
	if denied(err) {
		e := explain(err, where)
		e.Text = "its collections cannot be listed, only those the login may read are; give the scan's user the role read on this database"
		if !l.yield(connectors.Dataset{}, e) {
			return false
		}
		specs, err = l.c.list(ctx, db, true)
	}
	if err != nil {
		return l.yield(connectors.Dataset{}, explain(err, where))
	}
	for _, s := range specs {
		if hidden(s.Name) {
			continue
		}
		d := l.c.dataset(ctx, namespace{DB: db, Coll: s.Name, Kind: kind(s)})
		d.Sub = where.Sub
		key := d.Sub + "/" + d.Name
		if l.taken[key]++; l.taken[key] > 1 {
			d.Name += "#" + strconv.Itoa(l.taken[key]) // two names that redact alike
		}
		if !l.yield(d, nil) {
			return false
		}
	}
	return true
}

// kind of a collection; servers that have nothing else leave it out.
func kind(s mongo.CollectionSpecification) string {
	if s.Type == "" {
		return "collection"
	}
	return s.Type
}

// list asks for all collections, or for those the login may read: that needs
// no right, and leaves the others out without a word.
func (c *connector) list(ctx context.Context, db string, authorized bool) (specs []mongo.CollectionSpecification, err error) {
	opts := options.ListCollections().SetNameOnly(true)
	if authorized {
		opts.SetAuthorizedCollections(true)
	}
	err = c.call(ctx, func(ctx context.Context) (err error) {
		specs, err = c.client.Database(db).ListCollectionSpecifications(ctx, bson.D{}, opts)
		return err
	})
	slices.SortFunc(specs, func(a, b mongo.CollectionSpecification) int { return strings.Compare(a.Name, b.Name) })
	return specs, err
}

// hidden are the server's own catalogues. What users and the profiler put
// under system. may hold numbers and stays on the list.
func hidden(coll string) bool {
	return strings.HasPrefix(coll, "system.") && coll != "system.js" && coll != "system.profile"
}

func (c *connector) dataset(ctx context.Context, n namespace) connectors.Dataset {
	d := connectors.Dataset{
		Name: c.source.Redact(n.DB + "." + n.Coll), Kind: "collection", Unit: "document",
		Records: -1, Bytes: -1, OptIn: strings.HasPrefix(n.Coll, "system."),
	}
	if n.Kind == "view" {
		d.Kind, d.OptIn, d.Derived = "view", true, true
	} else {
		d.Records, d.Bytes, n.Mean = c.stats(ctx, n)
		n.Bytes = d.Bytes
	}
	d.Opaque, _ = json.Marshal(n) // strings and numbers
	return d
}

// stats are the server's counts: close, not exact after a crash. What it does
// not tell is -1.
func (c *connector) stats(ctx context.Context, n namespace) (records, bytes, mean int64) {
	var stats bson.Raw
	err := c.call(ctx, func(ctx context.Context) (err error) {
		stats, err = c.client.Database(n.DB).RunCommand(ctx, bson.D{{Key: "collStats", Value: n.Coll}}, c.preference()).Raw()
		return err
	})
	if err != nil {
		return -1, -1, 0
	}
	return number(stats, "count", -1), number(stats, "size", -1), number(stats, "avgObjSize", 0)
}

func number(doc bson.Raw, key string, otherwise int64) int64 {
	v, err := doc.LookupErr(key)
	if err != nil {
		return otherwise
	}
	if n, ok := v.AsInt64OK(); ok {
		return n
	}
	if f, ok := v.DoubleOK(); ok {
		return int64(f)
	}
	return otherwise
}
