package profile

// Comparable is what must be equal of a field wherever the same data lies: in
// a database, a bucket or a directory. How it was cut, typed and listed may
// differ.
type Comparable struct {
	Records uint64
	Holding float64
	Numbers float64
	Regions map[string]float64 // region/subdivision/status/how
	Types   map[string]float64
	Verdict string
}
