package breach

import (
	"fmt"
	"io"
	"strings"

	"github.com/dialmap/dialmap/reports/amount"
)

// WriteTable writes b for people.
func (b *Breach) WriteTable(w io.Writer) error {
	var t strings.Builder
	name := strings.TrimSuffix(b.Source+"/"+b.Dataset, "/")
	fmt.Fprintf(&t, "If %s leaked: %s %s in %s, as scanned on %s, by the laws of %s\n", name, amount.With(b.Numbers), amount.Noun(b.Numbers, "number"),
		amount.Plural(b.Datasets, "dataset"), b.Scanned, b.On)
	if !b.Complete {
		fmt.Fprintf(&t, "Parts that were not read: %d. There may be more numbers than these.\n", b.Unread)
	}
	t.WriteString("\nENCRYPTION\n")
	fmt.Fprintf(&t, "  spares telling the people: %s; %s\n", b.Protection.Relieves, b.Protection.Because)
	fmt.Fprintf(&t, "  fields: %d in clear, %d hashed, %d encrypted, %d other; stored encrypted: %s\n",
		b.Protection.Clear, b.Protection.Hashed, b.Protection.Encrypted, b.Protection.Other, b.Protection.AtRest)

	t.WriteString("\nWHO TO TELL, AND BY WHEN\n")
	for _, n := range b.Notices {
		n.write(&t)
	}
	if len(b.Notices) == 0 {
		t.WriteString("  The catalogue names no law that asks for it. Other laws may ask for it.\n")
	}

	t.WriteString("\nPEOPLE, AND IN WHICH LANGUAGES\n")
	for _, k := range b.Countries {
		languages := strings.Join(k.Languages, ", ")
		if languages == "" {
			languages = "not known"
		}
		fmt.Fprintf(&t, "  %-28s %14s   languages: %s", k.Name, amount.Of(k.Numbers), languages)
		if len(k.Laws) == 0 {
			fmt.Fprintf(&t, "   no deadline known (laws %s)", strings.ReplaceAll(k.Coverage, "_", " "))
		}
		t.WriteString("\n")
	}
	_, err := io.WriteString(w, t.String())
	return err
}

func (n *Notice) write(t *strings.Builder) {
	status := "likely applies"
	if n.Status != "likely" {
		status = "may apply"
	}
	deadline := n.Deadline
	if deadline == "" {
		deadline = "the catalogue has no deadline"
	}
	fmt.Fprintf(t, "  %s (%s), %s: %s\n", n.Short, n.Jurisdiction, status, deadline)
	if n.Because != "" {
		fmt.Fprintf(t, "    because    %s\n", n.Because)
	}
	if n.Due != "" {
		fmt.Fprintf(t, "    due        %s\n", n.Due)
	}
	if n.Authority != "" {
		fmt.Fprintf(t, "    authority  %s\n", n.Authority)
	}
	if n.Article != "" {
		fmt.Fprintf(t, "    article    %s\n", n.Article)
	}
	if n.Relief != "" {
		fmt.Fprintf(t, "    encrypted  people need not be told of data that nobody can read (%s)\n", n.Relief)
	}
	fmt.Fprintf(t, "    people     %s in %s\n", amount.Of(n.Numbers), strings.Join(n.Countries, ", "))
}
