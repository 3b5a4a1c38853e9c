package summary_test

import (
	"cmp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/dialmap/dialmap/reports/datamap"
	"github.com/dialmap/dialmap/reports/summary"
	"github.com/dialmap/dialmap/scanner/inventory"
)

func drawn(draws ...string) *datamap.Map {
	m := &datamap.Map{Scan: datamap.Scan{Scan: inventory.Scan{FindShare: 0.001, FindProbability: 0.999}}}
	for i, d := range draws {
		draw, design, _ := strings.Cut(d, ":")
		m.Datasets = append(m.Datasets, inventory.Dataset{Source: "s", Dataset: string(rune('a' + i)), Records: inventory.Records{Draw: draw, Design: design}})
		if draw == "random" && design != "server_random" {
			m.Datasets[i].Records.Finds = &inventory.Missed{Share: 0.001 * float64(i+1), Level: 0.999, Of: cmp.Or(design, "records")}
		}
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
		{"all but the gaps", gap, []string{"Every record of every dataset was read, but for what is listed as not scanned."}},
		{"a part that was lost is not the whole", lost, []string{"1 dataset was read in part (s/a): what was not read is not bounded."}},
		{"a start promises nothing", drawn("whole", "head"), []string{
			"1 dataset was read whole.",
			"Of 1 dataset the first records only were read (s/b): a start is no sample, and no figure of it says anything of the rest.",
		}},
		{"a sample promises what the weakest of them does", drawn("random:records", "random"), []string{
			"2 datasets were sampled (s/a, s/b) by records drawn independently, each as likely as any other, whatever lies beside it. " +
				"That finds a field in which at least 0.2 % of the records hold a number with a probability of 99.9 %.",
		}},
		{"units promise units", drawn("random:units"), []string{
			"1 dataset was sampled (s/a) by clusters (parts of a table, objects), each as likely as any other and read whole. " +
				"That finds a field in which at least 0.1 % of the units hold a number with a probability of 99.9 %.",
		}},
		{"bytes promise bytes", drawn("random:bytes"), []string{
			"1 dataset was sampled (s/a) by bytes, each as likely as any other: that favours long records, and figures are weighed back. " +
				"That finds a field in which at least 0.1 % of the bytes hold a number with a probability of 99.9 %.",
		}},
		{"a server's own sample promises nothing", drawn("random:server_random"), []string{
			"1 dataset was sampled by the server itself (s/a): as it says at random, not reproducible, and promising nothing.",
		}},
		{"many are counted", drawn("head", "head", "head", "head", "head", "head"), []string{
			"Of 6 datasets the first records only were read (s/a, s/b, s/c, s/d and 2 more): a start is no sample, and no figure of theirs says anything of the rest.",
		}},
		{"nothing was read", drawn(), []string{"No dataset was read."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := gocmp.Diff(c.want, summary.Method(c.m)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
