package format

import (
	"bytes"

	"github.com/dialmap/dialmap/connectors"
)

// TextField is the field of a text's body.
const TextField = "text"

// readText makes a record of every line. A line longer than a batch goes on in
// the next one: nothing of it is cut.
func readText(in *input, _ []byte, w *writer) {
	n := w.field(TextField)
	for !w.stopped {
		if _, ok := in.peek(); !ok {
			return
		}
		readLine(in, n, w)
	}
}

// readLine reads one line as a record.
func readLine(in *input, n *node, w *writer) {
	buf := w.scratch[:0]
	for !w.stopped {
		var found bool
		buf, found = in.upTo('\n', buf, max(w.maxBatch-len(buf), 16))
		_, more := in.peek()
		if found || !more {
			line := bytes.TrimSuffix(buf, []byte{'\r'})
			w.put(n, connectors.Text, PlainValue(connectors.Text, line, w.maxBatch), 0)
			break
		}
		k := wholeRunes(bytes.TrimSuffix(buf, []byte{'\r'}))
		w.put(n, connectors.Text, buf[:k], connectors.More)
		w.commit(w.cur, false)
		buf = buf[:copy(buf, buf[k:])]
	}
	w.scratch = buf
	w.end()
}
