package datamap

import (
	"slices"

	"github.com/dialmap/dialmap/reports/assess"
	"github.com/dialmap/dialmap/scanner/inventory"
)

// maskLogins masks the names of logins that look like a person's, in copies of
// what the scan found.
func (m *Map) maskLogins(show bool) {
	if show {
		return
	}
	for i := range m.Sources {
		if p := m.Sources[i].Posture; p != nil {
			masked := *p
			masked.Facts = slices.Clone(p.Facts)
			for f := range masked.Facts {
				if masked.Facts[f].Name == "scan.login" {
					masked.Facts[f].How = assess.MaskLogin(masked.Facts[f].How, false)
				}
			}
			masked.Secrets, masked.Recipients = maskReaders(p.Secrets), maskRecipients(p.Recipients)
			m.Sources[i].Posture = &masked
		}
	}
	for i := range m.Datasets {
		if p := m.Datasets[i].Posture; p != nil {
			masked := *p
			masked.Readers.List, masked.Recipients = maskReaders(p.Readers.List), maskRecipients(p.Recipients)
			m.Datasets[i].Posture = &masked
		}
	}
}

func maskReaders(list []inventory.Reader) []inventory.Reader {
	out := slices.Clone(list)
	for i := range out {
		out[i].Name = assess.MaskLogin(out[i].Name, false)
		out[i].Path = slices.Clone(out[i].Path)
		for p := range out[i].Path {
			out[i].Path[p] = assess.MaskLogin(out[i].Path[p], false)
		}
	}
	return out
}

func maskRecipients(list []inventory.Recipient) []inventory.Recipient {
	out := slices.Clone(list)
	for i := range out {
		out[i].Account = assess.MaskLogin(out[i].Account, false)
		if out[i].Kind == "login" {
			out[i].Name = assess.MaskLogin(out[i].Name, false)
		}
	}
	return out
}
