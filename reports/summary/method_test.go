package summary_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func drawn(draws ...string) *datamap.Map {
	m := &datamap.Map{Scan: datamap.Scan{Scan: inventory.Scan{FindShare: 0.001, FindProbability: 0.999}}}
	for i, d := range draws {
		draw, design, _ := strings.Cut(d, ":")
		m.Datasets = append(m.Datasets, inventory.Dataset{Source: "s", Dataset: string(rune('a' + i)), Records: inventory.Records{Draw: draw, Design: design}})
	}
	return m
}

func TestTheMethodFollowsTheDraws(t *testing.T) {
	whole := drawn("whole", "whole")
	gap := drawn("whole")
	gap.Gaps = []inventory.Gap{{Source: "s", Reason: "denied"}}
	lost := drawn("whole")
	lost.Datasets[0].Records.Unread = 2
	for _, c := range []struct {
		name string
		m    *datamap.Map
		want []string
	}{
		{"all was read", whole, []string{"Every record of every dataset was read."}},
		{"all but the gaps", gap, []string{"Every record of every dataset was read, but for what is listed as not looked at."}},
		{"a part that was lost is not the whole", lost, []string{"1 dataset was read in part (s/a): what was not read is not bounded."}},
		{"a start promises nothing", drawn("whole", "head"), []string{
			"1 dataset was read whole.",
			"Of 1 dataset the first records only were read (s/b): a start is no sample, and no figure of it says anything of the rest.",
		}},
		{"a sample promises what was asked for", drawn("random:records", "random"), []string{
			"2 datasets were sampled at random (s/a, s/b): the sample finds a field in which at least 0.1 % of the records hold a number with a probability of 99.9 %.",
		}},
		{"units promise units", drawn("random:units"), []string{
			"1 dataset was sampled in units larger than a record (s/a): what may have been missed is told for each, in units.",
		}},
		{"a server's own sample promises nothing", drawn("random:server_random"), []string{
			"1 dataset was read in part (s/a): what was not read is not bounded.",
		}},
		{"many are counted", drawn("head", "head", "head", "head", "head", "head"), []string{
			"Of 6 datasets the first records only were read (s/a, s/b, s/c, s/d and 2 more): a start is no sample, and no figure of theirs says anything of the rest.",
		}},
		{"nothing was read", drawn(), []string{"No dataset was read."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, summary.Method(c.m)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
