package format_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/format"
)

func ExampleRead() {
	object := strings.NewReader(`{"total": 2, "users": [
		{"name": "Ada", "phones": ["+1 415 555 0123", "+1 415 555 0124"]},
		{"name": "Bob", "phones": null}
	]}`)
	for b, err := range format.Read(context.Background(), object, format.Options{Name: "users.json"}) {
		if err != nil {
			fmt.Println("gap:", err)
			continue
		}
		for _, c := range b.Cols {
			for i := range c.Len() {
				v, flag := c.Value(i)
				fmt.Printf("record %d, %s (%s): %q null=%v\n", c.Row[i], c.Field.Path, c.Field.Type, v, flag&connectors.Null != 0)
			}
		}
	}
	// Output:
	// record 0, users[].name (text): "Ada" null=false
	// record 1, users[].name (text): "Bob" null=false
	// record 0, users[].phones[] (text): "+1 415 555 0123" null=false
	// record 0, users[].phones[] (text): "+1 415 555 0124" null=false
	// record 1, users[].phones (text): "" null=true
	// record 2, total (integer): "2" null=false
}
