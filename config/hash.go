package config

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

// Hash names the effective configuration: two scans with the same one were
// told the same. No secret goes into it, nor where the file lies, nor the
// pace and the memory, which change when a scan ends and not what it finds.
func (c *Config) Hash() string {
	effective := *c
	effective.File, effective.Notes, effective.Key, effective.LedgerMemory = "", nil, Secret{}, 0
	effective.Sources = slices.Clone(c.Sources)
	for i := range effective.Sources {
		s := &effective.Sources[i]
		s.URL = withoutSecrets(first(s.Typed, s.URL))
		s.Credentials, s.Pace = Secret{}, Pace{}
	}
	b, err := json.Marshal(effective)
	if err != nil {
		panic(err) // plain data always has a JSON form
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// Hash names the declaration of a ledger: the facts that were counted against
// one stand as long as its hash does.
func (l Ledger) Hash() string {
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // plain data always has a JSON form
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// withoutSecrets drops the login and every parameter that may hold a secret.
func withoutSecrets(raw string) string {
	if !isURL(raw) {
		return raw
	}
	place, query, _ := strings.Cut(raw, "?")
	scheme, rest, _ := strings.Cut(place, "://")
	host, path, _ := strings.Cut(rest, "/")
	host = host[strings.LastIndexByte(host, '@')+1:]
	var keep []string
	for _, kv := range strings.Split(query, "&") {
		k, _, _ := strings.Cut(strings.ToLower(kv), "=")
		if !strings.Contains(k, "pass") && !strings.Contains(k, "secret") && !strings.Contains(k, "token") && !strings.Contains(k, "key") && kv != "" {
			keep = append(keep, kv)
		}
	}
	slices.Sort(keep)
	return scheme + "://" + host + "/" + path + "?" + strings.Join(keep, "&")
}
