package format

import (
	"testing"
)

func TestAPDFOfPlainASCIIIsNoText(t *testing.T) {
	if k := Sniff("letter.pdf", []byte("%PDF-1.4\n1 0 obj\n(call us)\nendobj\n")); k != Binary {
		t.Errorf("kind %v, want %v", k, Binary)
	}
}
