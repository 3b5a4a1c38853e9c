package phone_test

import (
	"testing"

	"github.com/dialmap/dialmap/detectors/detectortest"
	"github.com/dialmap/dialmap/detectors/phone"
)

func TestConformance(t *testing.T) { detectortest.Run(t, phone.New()) }
