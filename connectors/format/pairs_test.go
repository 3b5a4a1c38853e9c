package format

import (
	"strings"
	"testing"

	"github.com/dialmap/dialmap/connectors"
)

func TestAKeyBesideAValueNamesIt(t *testing.T) {
	for _, c := range []struct{ name, file, in, want string }{
		{"answers of a form", "a.json", `[{"name": "Phone", "value": "1"}, {"value": "2", "name": "Colour"}, {"value": "3", "name": "mobile_no"}]`,
			"name=Phone value{Phone}=1 | name=Colour value=2 | name=mobile_no value{mobile_no}=3"},
		{"several answers in a record", "a.json", `[{"id": 1, "of": [{"system": "phone", "value": "1"}, {"system": "email", "value": "2"}]}, {"id": 2}]`,
			"id=1 of[].system=phone+email of[].value=2 of[].value{phone}=1 | id=2"},
		{"a path that says phone is not split", "a.json", `[{"phones": [{"type": "mobile", "value": "1"}, {"type": "home", "value": "2"}]}]`, "phones[].type=mobile+home phones[].value=1+2"},
		{"keys of a blog", "a.csv", "id,post_id,meta_key,meta_value\n1,2,_billing_phone,3\n4,5,_order_total,6\n", "id=1 meta_key=_billing_phone meta_value{_billing_phone}=3 post_id=2 | id=4 meta_key=_order_total meta_value=6 post_id=5"},
		{"keys of a blog in a dump", "a.sql", "INSERT INTO wp_postmeta (meta_id, meta_key, meta_value) VALUES (1, '_billing_phone', '3'), (2, 'x', '4');",
			"wp_postmeta.meta_id=1 wp_postmeta.meta_key=_billing_phone wp_postmeta.meta_value{_billing_phone}=3 | wp_postmeta.meta_id=2 wp_postmeta.meta_key=x wp_postmeta.meta_value=4"},
		{"tags of a map", "a.osm", `<osm><node id="1"><tag k="contact:phone" v="1"/><tag k="name" v="x"/></node><node id="2"><tag k="phone" v="2"/></node></osm>`,
			"node.@id=1 node.tag.@k=contact:phone+name node.tag.@v=x node.tag.@v{contact:phone}=1 | node.@id=2 node.tag.@k=phone node.tag.@v{phone}=2"},
		{"rows of mysqldump --xml", "a.xml", `<?xml version="1.0"?><d><row><field name="id">1</field><field name="phone">2</field></row><row><field name="phone">3</field></row></d>`,
			"row.field=1 row.field.@name=id+phone row.field{phone}=2 | row.field.@name=phone row.field{phone}=3"},
		{"a property list", "a.xml", `<?xml version="1.0"?><plist><dict><key>name</key><string>Ada</string><key>homePhone</key><string>1</string></dict></plist>`,
			"dict.key=name | dict.string=Ada | dict.key=homePhone | dict.string{homePhone}=1"},
		{"DynamoDB's JSON", "a.ndjson", `{"Item": {"phone": {"S": "1"}, "n": {"N": "2"}, "more": {"L": [{"S": "3"}, {"M": {"fax": {"S": "4"}}}]}}}` + "\n{}\n", "Item.more[]=3 Item.more[].fax=4 Item.n=2 Item.phone=1 | "},
		{"an object that happens to have a member S", "a.json", `[{"size": {"S": 1, "M": 2}}]`, "size.M=2 size.S=1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := readAll(t, strings.NewReader(c.in), Options{Name: c.file})
			if got.String() != c.want || len(got.gaps) > 0 {
				t.Errorf("got  %s\nwant %s\ngaps %v", got, c.want, got.gaps)
			}
		})
	}
}

func TestAFieldOfAKeyCanBeAskedForAlone(t *testing.T) {
	in := "meta_key,meta_value\n_phone,3\nx,4\n"
	got := readAll(t, strings.NewReader(in), Options{Name: "a.csv", Want: connectors.Want{Fields: []string{"meta_value{_phone}"}}})
	if got.String() != "meta_value{_phone}=3 | " {
		t.Errorf("got %s", got)
	}
}
