package format

// AddCut is [Builder.Add] for a value of which the source handed over only the
// beginning, without over bytes of the rest. The value is flagged, and a gap
// at the end counts it.
func (b *Builder) AddCut(p Path, typ string, v []byte, over int64) { b.w.addCut(p.n, typ, v, over) }
