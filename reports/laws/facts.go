package laws

// facts lists the stated facts of l, each with what it rests on. Obligations
// carry their own.
func (l *Law) facts() []Fact {
	var out []Fact
	add := func(name string, stated bool) {
		if stated {
			c := l.cite(name)
			out = append(out, Fact{name, c.Source, c.Basis, c.Checked})
		}
	}
	add("citation", l.Citation != "")
	add("dates", l.start() != "" || l.PartlyFrom != "" || l.Unverified != "")
	add("amended", l.amended() != "")
	add("regulator", l.Regulator != "")
	add("reach", len(l.Reach) > 0)
	add("threshold", l.Threshold != nil)
	add("marketing", len(l.Marketing) > 0)
	add("breach", len(l.Breach) > 0)
	add("transfer", len(l.Transfer) > 0)
	add("localisation", len(l.Localisation) > 0)
	add("retention", l.Retention != "")
	add("limits", len(l.Limits) > 0)
	add("records", l.Records != "")
	add("processor", l.Processor != "")
	add("personal_data", l.PersonalData != "")
	add("max_penalty", len(l.MaxPenalty) > 0)
	return out
}

// Facts lists every stated fact of the law with what it rests on, its
// obligations among them.
func (l *Law) Facts() []Fact {
	out := l.facts()
	for _, o := range l.Obligations {
		c := o.or(l.Cite)
		out = append(out, Fact{"obligation " + o.Duty, c.Source, c.Basis, c.Checked})
	}
	return out
}

// factNames are the fields of a law that cited may name.
var factNames = []string{
	"citation", "dates", "amended", "regulator", "reach", "threshold", "marketing", "breach", "transfer",
	"localisation", "retention", "limits", "records", "processor", "personal_data", "max_penalty",
}
