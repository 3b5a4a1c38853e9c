// Package mongodb reads the collections of MongoDB and of servers that speak
// its protocol.
//
// A document is a record; its fields are the paths through it, arrays marked
// by brackets: contact.phones[]. A path may hold other types in other
// documents: each value is handed over as what it is. Large collections are
// read in ranges of _id, views only where they are asked for by name.
//
// Documents of collections can be drawn one by one, by integer keys where these
// are dense, else by the rank of a key, for which the keys are walked and the
// documents are not read. The name of a collection that holds a number counts
// with its first document where it is read whole or from its head, and never
// among drawn ones.
//
// Reading prefers secondaries, with read concern local: a scan neither waits
// for the primary nor loads it where there is another. Commands that write
// are not in this package.
//
// It was tested against FerretDB 1.24, which has no authorization, no views
// and no $sample: what Source.ServerDraws does where there is one was not
// tested. Nor was MongoDB's own server.
package mongodb

import (
	"context"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/place"
)

// connector is one deployment, or one database of it.
type connector struct {
	client *mongo.Client
	source connectors.Source
	read   *readpref.ReadPref
	db     string   // the URL's; "": every database the login may see
	hosts  []string // for Location

	slots      chan struct{} // one is held during a round trip
	timeout    time.Duration
	shardBytes int64 // a shard is about that large
}

// shardBytes is what a shard should hold: enough that its round trips weigh
// little, little enough that a lost one is read again in seconds.
const shardBytes = 32 << 20

// selection is how long the driver looks for a server that answers.
const selection = 10 * time.Second

// Open connects to a URL mongodb:// or mongodb+srv:// and asks the server for
// a sign of life, so that a wrong password or host is told here.
func Open(ctx context.Context, s connectors.Source) (connectors.Connector, error) {
	c := &connector{source: s, timeout: s.Timeout, shardBytes: shardBytes}
	if c.timeout == 0 {
		c.timeout = 30 * time.Second
	}
	if s.Connections == 0 {
		s.Connections = 4
	}
	c.slots = make(chan struct{}, s.Connections)
	opts, db, err := clientOptions(s)
	if err != nil {
		return nil, err
	}
	c.db, c.hosts, c.read = db, opts.Hosts, preference(opts)
	opts.SetServerSelectionTimeout(min(c.timeout, selection))
	ctx, vain := context.WithCancelCause(ctx)
	defer vain(nil)
	opts.SetServerMonitor(watch(len(opts.Hosts), vain))
	if c.client, err = mongo.Connect(opts); err != nil {
		return nil, badURL(err)
	}
	err = c.call(ctx, func(ctx context.Context) error { return c.client.Ping(ctx, c.read) })
	if err != nil {
		c.Close()
		if vain := unreachable(context.Cause(ctx)); vain != nil {
			return nil, vain
		}
		return nil, explain(err, connectors.Part{})
	}
	return c, nil
}

// watch calls vain once none of the hosts can be connected to: the driver
// would go on trying for as long as it may.
func watch(hosts int, vain context.CancelCauseFunc) *event.ServerMonitor {
	var mu sync.Mutex
	failed := map[string]bool{}
	return &event.ServerMonitor{ServerHeartbeatFailed: func(e *event.ServerHeartbeatFailedEvent) {
		if unreachable(e.Failure) == nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		host, _, _ := strings.Cut(e.ConnectionID, "[-") // host:port[-number]
		if failed[host] = true; len(failed) >= hosts {
			vain(e.Failure)
		}
	}}
}

// call makes one round trip with the time limit, which the server is told as
// maxTimeMS. Waiting for a connection that is in use does not count.
func (c *connector) call(ctx context.Context, f func(context.Context) error) error {
	if err := c.take(ctx); err != nil {
		return err
	}
	defer c.give()
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return f(ctx)
}

func (c *connector) take(ctx context.Context) error {
	select {
	case c.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *connector) give() { <-c.slots }

// Close ends every connection. It does not wait for a server that is gone.
func (c *connector) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = c.client.Disconnect(ctx) // a goodbye that is not heard is not a failure of the scan
	return nil
}

// Location is what the host names tell: little, and nothing of Atlas.
func (c *connector) Location(context.Context) connectors.Location {
	l := connectors.Location{Evidence: place.Unknown}
	for i, h := range c.hosts {
		switch at := place.FromHost(h); {
		case i == 0:
			l = at
		case at.ProviderRegion != l.ProviderRegion:
			return connectors.Location{Evidence: place.Unknown}
		}
	}
	return l
}

// Rights creates a user who may list and read, as mongosh takes it.
func (c *connector) Rights(context.Context) []string {
	role := `{role: "readAnyDatabase", db: "admin"}`
	if c.db != "" {
		role = `{role: "read", db: ` + quote(c.source.Redact(c.db)) + `}`
	}
	return []string{`db.getSiblingDB("admin").createUser({user: "dialmap", pwd: passwordPrompt(), roles: [` + role + `]})`}
}
