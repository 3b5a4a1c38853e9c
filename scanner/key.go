package scanner

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"

	"github.com/dialmap/dialmap/scanner/profile"
)

// Key is the secret of 32 random bytes that every hash of a number and every
// sealed plan rests on. It is kept outside the state directory and does not
// print itself.
type Key struct{ raw [32]byte }

// NewKey makes a Key of its bytes.
func NewKey(raw [32]byte) Key { return Key{raw} }

// Fingerprint names the key without telling anything of it: 16 hex digits. A
// scan made with one key cannot be resumed, compared or merged with another.
func (k Key) Fingerprint() string {
	return hex.EncodeToString(k.derive("dialmap fingerprint v1", 8))
}

// Format hides the key from every verb of package fmt.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[key]")) }

// LogValue hides the key from logs.
func (k Key) LogValue() slog.Value { return slog.StringValue("[key]") }

func (k Key) derive(purpose string, n int) []byte {
	m := hmac.New(sha256.New, k.raw[:])
	m.Write([]byte(purpose))
	return m.Sum(nil)[:n]
}

// hasher of phone numbers.
func (k Key) hasher() *profile.Hasher {
	return profile.NewHasher([16]byte(k.derive("dialmap number v1", 16)))
}

// name hashes a name of the source (a dataset, a shard) for use outside the
// sealed plan.
func (k Key) name(s string) string {
	m := hmac.New(sha256.New, k.derive("dialmap name v1", 32))
	m.Write([]byte(s))
	return hex.EncodeToString(m.Sum(nil)[:12])
}

func (k Key) aead() cipher.AEAD {
	block, err := aes.NewCipher(k.derive("dialmap plan v1", 32))
	if err != nil {
		panic(err) // 32 bytes are a valid AES key
	}
	a, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES has the block size GCM needs
	}
	return a
}

// seal encrypts a part of a plan under its name.
func (k Key) seal(name string, plain []byte) []byte {
	a := k.aead()
	nonce := make([]byte, a.NonceSize(), a.NonceSize()+len(plain)+a.Overhead())
	_, _ = rand.Read(nonce) // never fails
	return a.Seal(nonce, nonce, plain, []byte(name))
}

var errSealed = errors.New("the plan cannot be opened: it was sealed with another key, or damaged")

func (k Key) open(name string, sealed []byte) ([]byte, error) {
	a := k.aead()
	if len(sealed) < a.NonceSize() {
		return nil, errSealed
	}
	plain, err := a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], []byte(name))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}
