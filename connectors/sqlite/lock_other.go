//go:build !unix

package sqlite

import "os"

// lock takes no lock here, so that nothing is ever swept.
func lock(*os.File) bool { return false }
