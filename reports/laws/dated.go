package laws

// Period is when a version of a rule holds: from its first day up to, and not
// including, To. An empty From means since the law applies; an empty To, until
// the next version begins.
type Period struct {
	From Date `json:"from,omitempty" yaml:"from"`
	To   Date `json:"to,omitempty" yaml:"to"`
}

func (p Period) period() Period { return p }

// Versions are the versions of one rule, oldest first. In YAML a single mapping
// stands for a list of one.
type Versions[T interface{ period() Period }] []T

// UnmarshalYAML reads a list of versions, or one version.
func (v *Versions[T]) UnmarshalYAML(decode func(any) error) error {
	var probe any
	if err := decode(&probe); err != nil {
		return err
	}
	if _, isList := probe.([]any); isList {
		var list []T
		err := decode(&list)
		*v = list
		return err
	}
	var one T
	err := decode(&one)
	*v = Versions[T]{one}
	return err
}

// on is the version that holds on a day, nil where none does.
func (v Versions[T]) on(day Date) *T {
	for i := len(v) - 1; i >= 0; i-- {
		if p := v[i].period(); p.From <= day {
			if p.To != "" && day >= p.To {
				return nil
			}
			return &v[i]
		}
	}
	return nil
}

// end is the first day after the version of a day, nil where none is set.
func (v Versions[T]) end(day Date) *Date {
	for _, t := range v {
		p := t.period()
		if p.From > day {
			return opt(p.From)
		}
		if p.To > day {
			return opt(p.To)
		}
	}
	return nil
}

// beginning lists the versions whose first day lies after one day and no later
// than another.
func (v Versions[T]) beginning(after, until Date) (out []T) {
	for _, t := range v {
		if from := t.period().From; from > after && from <= until {
			out = append(out, t)
		}
	}
	return out
}

// Amendment is a change of a law that took, or will take, effect on a day.
type Amendment struct {
	Date Date   `json:"date" yaml:"date"`
	Text string `json:"text" yaml:"text"` // what changes, and by which instrument
	Cite `yaml:",inline"`
}

// String is the amendment as a reader sees it: its day and what it changed.
func (a Amendment) String() string {
	if a.Text == "" {
		return string(a.Date)
	}
	return string(a.Date) + " (" + a.Text + ")"
}
