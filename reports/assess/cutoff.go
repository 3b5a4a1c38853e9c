package assess

import "time"

// Cutoff is the day before which a record is past its period on a day. ok is
// false where no period is declared.
func (r Retention) Cutoff(on time.Time) (day time.Time, ok bool) { return cutoff(r.Period, on) }
