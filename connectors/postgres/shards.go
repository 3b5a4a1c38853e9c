package postgres

import (
	"context"
	"iter"
	"strconv"

	"github.com/dialmap/dialmap/connectors"
)

// shardBytes of blocks make one shard.
const shardBytes = 32 << 20

// ranges is the first version that looks up ranges of row addresses.
const ranges = 140000

// spec is what a Shard carries: where its rows lie.
type spec struct {
	location
	Part  *location `json:"part,omitempty"` // the leaf partition, where it is read by itself
	From  int64     `json:"from,omitempty"` // first block
	To    int64     `json:"to,omitempty"`   // block after the last; 0: no block range
	First bool      `json:"first,omitempty"`
}

// Shards cuts d by what the catalogue says now. Blocks that are added later
// belong to no shard.
//
// Where every shard is blocks of a heap, records can be drawn: a slot is an
// address that a row may have, see [Connector.slotsPerBlock]. Else nothing can:
// views and foreign tables have no addresses.
func (c *Connector) Shards(ctx context.Context, d connectors.Dataset) iter.Seq2[connectors.Shard, error] {
	return func(yield func(connectors.Shard, error) bool) {
		part := connectors.Part{Sub: d.Sub, Dataset: d.Name}
		at, err := locate(d.Opaque)
		if err != nil {
			yield(connectors.Shard{}, &connectors.Error{Part: part, Reason: connectors.Malformed, Text: "was not listed by this connector"})
			return
		}
		if c.snapshot != nil { // before the blocks are counted, so that all of its rows lie in them
			_, _ = c.snapshot.of(ctx, at.Database, c.cfg.timeout) // who reads says why there is none
		}
		r, err := c.relation(ctx, at)
		if err != nil {
			yield(connectors.Shard{}, c.fault(ctx, err, part, c.grantee(at)))
			return
		}
		cut := cutter{c: c, at: at, d: d, r: r}
		shards, gaps := cut.cut()
		for _, e := range gaps {
			e.Part.Sub, e.Part.Dataset = d.Sub, d.Name
			if !yield(connectors.Shard{}, e) {
				return
			}
		}
		for _, s := range shards {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// relation reads what the catalogue says of one relation, and remembers it for
// the shards read later.
func (c *Connector) relation(ctx context.Context, at location) (*relation, error) {
	var found []*relation
	err := c.session(ctx, at.Database, func(s *session) (err error) {
		found, err = s.load(ctx, c.version, at.Schema, at.Relation)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, sqlState("42P01")
	}
	c.relations.Store(at, found[0])
	return found[0], nil
}

// grantee is the relation's name as a statement can hold it, redacted.
func (c *Connector) grantee(at location) string {
	return quote(c.redact(at.Schema)) + "." + quote(c.redact(at.Relation))
}

// cutter cuts one relation into shards.
type cutter struct {
	c  *Connector
	at location
	d  connectors.Dataset
	r  *relation

	shards []connectors.Shard
	gaps   []*connectors.Error
}

func (k *cutter) cut() ([]connectors.Shard, []*connectors.Error) {
	switch {
	case k.r.kind == 'p':
		k.partitioned()
	case k.allowed(&k.r.part):
		k.one(&k.r.part, nil)
	}
	k.columns()
	if len(k.shards) > 0 {
		k.first()
		k.draws()
	}
	return k.shards, k.gaps
}

// draws says how the shards can be drawn from: all of them, or none.
func (k *cutter) draws() {
	all := true
	for _, s := range k.shards {
		all = all && s.Slots > 0
	}
	for i := range k.shards {
		if all {
			k.shards[i].Draw = connectors.Records
		} else {
			k.shards[i].Slots = 0
		}
	}
}

// allowed says whether p may be read; if not, that is a gap.
func (k *cutter) allowed(p *part) bool {
	name := k.c.grantee(location{Schema: p.schema, Relation: p.table})
	switch {
	case !p.usage:
		k.gap(connectors.Denied, "permission denied on its schema; GRANT USAGE ON SCHEMA "+quote(k.c.redact(p.schema))+" TO the scan's role")
	case !p.some && len(k.r.columns) > 0:
		k.gaps = append(k.gaps, ptr(denied(name)))
	case p.filtered:
		k.gap(connectors.Filtered, "row-level security would hide rows from the scan's role; ALTER ROLE ... BYPASSRLS, or scan as the table's owner")
	case p.code && p.kind == 'v':
		k.gap(connectors.Unsupported, "the view calls functions that a user of the source wrote, and they would run with the rights of the scan's role; scan the tables behind it")
	case p.code:
		k.gap(connectors.Unsupported, "an index, a statistics object or the partition key of it has an expression that calls functions which a user of the source wrote; "+
			"the server may run them, with the rights of the scan's role, for any query; have a superuser own these functions, or drop the index")
	case !p.populated:
		k.gap(connectors.Skipped, "the materialised view holds nothing yet; REFRESH MATERIALIZED VIEW "+name)
	default:
		return true
	}
	return false
}

func ptr(e connectors.Error) *connectors.Error { return &e }

func (k *cutter) gap(reason connectors.Reason, text string) {
	k.gaps = append(k.gaps, &connectors.Error{Reason: reason, Text: text})
}

// partitioned reads the leaves by themselves where the role may, so that they
// are cut by blocks; else the whole through the parent.
func (k *cutter) partitioned() {
	direct, foreign := true, false
	for _, p := range k.r.leaves {
		direct = direct && (p.kind == 'f' || p.usage && p.selects && !p.filtered && !p.code)
		foreign = foreign || p.kind == 'f'
	}
	if direct || foreign || k.r.code { // the parent cannot be read without what must not be
		for _, p := range k.r.leaves {
			if p.kind == 'f' {
				k.gap(connectors.Skipped, "one of its partitions is a foreign table and is not read; scan the server where it lies")
			} else if k.allowed(p) {
				k.one(p, &location{Schema: p.schema, Relation: p.table})
			}
		}
		return
	}
	if !k.allowed(&k.r.part) {
		return
	}
	k.gap(connectors.Denied, "its partitions may not be read by themselves: it is read through the parent, whole, in one piece; "+
		"GRANT SELECT on the partitions too, to cut it and to sample it")
	k.add(k.r.bytesOfLeaves(), -1, 0, spec{location: k.at})
}

func (r *relation) bytesOfLeaves() (n int64) {
	for _, p := range r.leaves {
		n += p.bytes + p.toast
	}
	return n
}

// one cuts what has storage of its own.
func (k *cutter) one(p *part, leaf *location) {
	records, _ := p.records(k.c.blockSize)
	// Block ranges need the row's address, which is a column that a role with
	// rights on some columns only may not read, and that other ways of storing
	// tables lack.
	if p.kind != 'r' && p.kind != 'm' || !p.heap || !p.selects {
		bytes := p.bytes + p.toast
		if p.kind == 'v' || p.kind == 'f' {
			bytes = -1
		}
		k.add(bytes, records, 0, spec{location: k.at, Part: leaf})
		return
	}
	blocks := p.bytes / k.c.blockSize
	step := shardBytes / k.c.blockSize
	if k.c.version < ranges && blocks > 0 && blocks <= step { // naming every address is slow
		k.add(p.bytes+p.toast, records, blocks*k.c.slotsPerBlock(), spec{location: k.at, Part: leaf})
		return
	}
	for from := int64(0); from < blocks; from += step {
		to := min(from+step, blocks)
		share := float64(to-from) / float64(blocks)
		n := records
		if n > 0 {
			n = int64(float64(records)*float64(to)/float64(blocks)) - int64(float64(records)*float64(from)/float64(blocks))
		}
		k.add(int64(float64(p.bytes+p.toast)*share), n, (to-from)*k.c.slotsPerBlock(), spec{location: k.at, Part: leaf, From: from, To: to})
	}
}

// add adds a shard; slots 0: its records cannot be drawn.
func (k *cutter) add(bytes, records, slots int64, s spec) {
	id := "all"
	if s.To > 0 {
		id = "blocks " + strconv.FormatInt(s.From, 10) + "-" + strconv.FormatInt(s.To, 10)
	}
	if s.Part != nil {
		id = quote(s.Part.Schema) + "." + quote(s.Part.Relation) + " " + id
	}
	k.shards = append(k.shards, connectors.Shard{
		ID: id, Dataset: k.d.Name, Sub: k.d.Sub, Records: records, Bytes: bytes, Slots: slots, Spec: opaque(s),
	})
}

// columns names those that the role may not read.
func (k *cutter) columns() {
	if k.r.selects || !k.r.some || len(k.shards) == 0 {
		return
	}
	for _, col := range k.r.columns {
		if !col.readable {
			path := col.typ.field(k.c.redact(col.name)).Path
			k.gaps = append(k.gaps, &connectors.Error{Part: connectors.Part{Field: path}, Reason: connectors.Denied,
				Text: "permission denied on this column; GRANT SELECT (" + quote(k.c.redact(col.name)) + ") ON " + k.c.grantee(k.at) + " TO the scan's role"})
		}
	}
}

// first marks the shard that also carries the names of the dataset itself.
func (k *cutter) first() {
	s, _ := parseSpec(k.shards[0].Spec)
	s.First = true
	k.shards[0].Spec = opaque(s)
}
