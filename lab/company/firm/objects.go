package firm

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// bytes of the objects of a table, by path.
func (t *Table) objects() map[string][]byte {
	n := max(t.Objects, 1)
	out := map[string][]byte{}
	for i := range n {
		part := *t
		part.Rows = t.Rows[i*len(t.Rows)/n : (i+1)*len(t.Rows)/n]
		name := t.path()
		if n > 1 { // app-2026-01.ndjson, app-2026-02.ndjson, ...
			dot := strings.LastIndexByte(name, '.')
			name = fmt.Sprintf("%s%02d%s", name[:dot-2], i+1, name[dot:])
		}
		out[name] = part.encode()
	}
	return out
}

func (t *Table) encode() []byte {
	var b bytes.Buffer
	switch t.Form {
	case CSV:
		w := csv.NewWriter(&b)
		for row := range len(t.Rows) + 1 {
			line := make([]string, len(t.Columns))
			for c, col := range t.Columns {
				if line[c] = col.Name; row > 0 {
					line[c] = written(t.Rows[row-1][c].Value, col.Type)
				}
			}
			_ = w.Write(line) // a buffer never fails
		}
		w.Flush()
	case NDJSON:
		e := json.NewEncoder(&b)
		for i := range t.Rows {
			_ = e.Encode(document(t, i, func(v any) any {
				if at, ok := v.(time.Time); ok {
					return at.Format(time.RFC3339)
				}
				return v
			}))
		}
	case Text:
		for _, row := range t.Rows {
			b.WriteString(written(row[0].Value, String) + "\n")
		}
	case Dump:
		t.dump(&b)
	}
	return b.Bytes()
}

// dump writes a table as pg_dump does.
func (t *Table) dump(b *bytes.Buffer) {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	fmt.Fprintf(b, "--\n-- PostgreSQL database dump\n--\n\nCOPY public.%s (%s) FROM stdin;\n", t.Inner, strings.Join(names, ", "))
	for _, row := range t.Rows {
		line := make([]string, len(row))
		for c := range row {
			line[c] = written(row[c].Value, t.Columns[c].Type)
		}
		b.WriteString(strings.Join(line, "\t") + "\n")
	}
	b.WriteString("\\.\n")
}

// written is a value as text.
func written(v any, typ Type) string {
	switch v := v.(type) {
	case nil:
		return ""
	case time.Time:
		if typ == Day {
			return v.Format("2006-01-02")
		}
		return v.Format("2006-01-02 15:04:05")
	case float64:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprint(v)
}

func bucketClient(s Servers) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: aws.String(s.S3), UsePathStyle: true, Region: "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider(s.S3User, s.S3Secret, ""),
	})
}

func (f *Firm) dropBucket(ctx context.Context, s Servers) error {
	client, name := bucketClient(s), f.bucket()
	list, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &name})
	var none *types.NoSuchBucket
	if errors.As(err, &none) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, o := range list.Contents {
		if _, err := client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &name, Key: o.Key}); err != nil {
			return err
		}
	}
	_, err = client.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &name})
	return err
}

func (f *Firm) fillS3(ctx context.Context, s Servers) error {
	client, name := bucketClient(s), f.bucket()
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name}); err != nil {
		return err
	}
	for _, t := range f.in(S3) {
		for key, data := range t.objects() {
			if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: &name, Key: &key, Body: bytes.NewReader(data)}); err != nil {
				return fmt.Errorf("%s: %w", t.Dataset(), err)
			}
			if t.Comment == "" {
				continue
			}
			tags := &types.Tagging{TagSet: []types.Tag{{Key: aws.String("purpose"), Value: aws.String(t.Comment)}}}
			if _, err := client.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{Bucket: &name, Key: &key, Tagging: tags}); err != nil {
				return fmt.Errorf("%s: %w", t.Dataset(), err)
			}
		}
	}
	return nil
}

// offices writes the firm's files.
func (f *Firm) offices(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for _, t := range f.in(Files) {
		for name, data := range t.objects() {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(path, data, 0o644); err != nil {
				return err
			}
			if t.Modified.IsZero() {
				continue
			}
			if err := os.Chtimes(path, t.Modified, t.Modified); err != nil {
				return err
			}
		}
	}
	return nil
}
