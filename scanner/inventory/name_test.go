package inventory

import "testing"

func TestNames(t *testing.T) {
	for _, c := range []struct{ name, source, dataset, want string }{
		{"a table", "shop", "public.users", "shop/public.users"},
		{"a file of a folder", "/data", "z.zip", "/data/z.zip"},
		{"a file of its own, named by its path", "/data/z.zip", "z.zip", "/data/z.zip"},
		{"a file of its own, named by itself", "z.zip", "z.zip", "z.zip"},
		{"a file inside a file of its own", "/data/z.zip", "z.zip/in/c-*.csv", "/data/z.zip/in/c-*.csv"},
		{"a file whose name ends like the source's", "/data/az.zip", "z.zip", "/data/az.zip/z.zip"},
		{"a file inside another", "/data/z.zip", "z.zipped", "/data/z.zip/z.zipped"},
		{"a folder in a folder of the same name", "/data/crm", "crm/x.csv", "/data/crm/crm/x.csv"},
		{"a hidden folder in one of the same name", "/data/.crm", ".crm/x.csv", "/data/.crm/.crm/x.csv"},
		{"a source alone", "shop", "", "shop"},
		{"a dataset alone", "", "users", "users"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NameOf(c.source, c.dataset); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if !Matches(c.want, c.source, c.dataset) {
				t.Errorf("who writes %s as it is shown does not find it", c.want)
			}
		})
	}
	if got := NameOfField("a.csv", "a.csv", "phone"); got != "a.csv phone" {
		t.Errorf("a field: %q", got)
	}
	if got := NameOfField("", "", ""); got != "" {
		t.Errorf("nothing: %q", got)
	}
}
