package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// ParseSource reads a source as it is written on the command line: a path or a
// URL. The password goes to Password, and dialmap.name,
// dialmap.default_region and dialmap.stored_region to their fields; the URL
// that is left holds none of them. Errors show nothing of the URL.
func ParseSource(arg string) (Source, error) { return parseSource(arg, "") }

func homeDir() (string, error) { return os.UserHomeDir() }

var dsn = regexp.MustCompile(`(?i)(^|\s)(host|hostaddr|user|password|dbname)\s*=`)

// slashless is a URL whose slashes were forgotten.
var slashless = regexp.MustCompile(`(?i)^(postgres|postgresql|mysql|mariadb|mongodb|mongodb\+srv|s3|https?):`)

var schemeForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]+$`)

// isURL tells a URL from a path.
func isURL(s string) bool {
	scheme, _, ok := strings.Cut(s, "://")
	return ok && schemeForm.MatchString(scheme)
}

func parseSource(arg, dir string) (Source, error) {
	if !isURL(arg) {
		if slashless.MatchString(arg) || dsn.MatchString(arg) {
			return Source{}, errors.New("this looks like a connection string; write it as a URL, such as postgres://user@host/database")
		}
		return parsePath(arg, dir)
	}
	scheme, rest, _ := strings.Cut(arg, "://")
	scheme = strings.ToLower(scheme)
	rest, query, _ := strings.Cut(rest, "?")
	s := Source{Typed: arg}
	params, err := s.takeParameters(query)
	if err != nil {
		return Source{}, err
	}
	switch scheme {
	case "file", "files", "sqlite":
		return parseFileURL(s, scheme, rest, params, dir)
	}
	authority, path, _ := strings.Cut(rest, "/")
	if scheme != "s3" && strings.Contains(path+query, "@") || strings.Contains(authority+query, "#") {
		return Source{}, errEncode
	}
	host, err := s.takeLogin(authority)
	if err != nil {
		return Source{}, err
	}
	if !ported(host) {
		return Source{}, errEncode
	}
	s.URL = scheme + "://" + host
	if strings.Contains(rest, "/") {
		s.URL += "/" + path
	}
	if params != "" {
		s.URL += "?" + params
	}
	s.Typed = ""
	return s, nil
}

var errEncode = errors.New("not a URL this way: a user or password with / ? # or @ in it must be percent-encoded, or the password referred to in a configuration: credentials: {env: NAME}")

var portForm = regexp.MustCompile(`^[0-9]*$`)

// ported says that what stands behind the colons of the hosts are ports: a
// password that was cut at a / would show itself here.
func ported(authority string) bool {
	for _, h := range strings.Split(authority[strings.LastIndexByte(authority, '@')+1:], ",") {
		h = h[strings.LastIndexByte(h, ']')+1:]
		if _, port, ok := strings.Cut(h, ":"); ok && !portForm.MatchString(port) {
			return false
		}
	}
	return true
}

// takeLogin removes the password, and returns the rest of the authority.
func (s *Source) takeLogin(authority string) (string, error) {
	i := strings.LastIndexByte(authority, '@')
	if i < 0 {
		return authority, nil
	}
	user, password, has := strings.Cut(authority[:i], ":")
	if has {
		p, err := url.PathUnescape(password)
		if err != nil {
			return "", errors.New("the password holds a %; percent-encode it as %25, or refer to it in a configuration: credentials: {env: NAME}")
		}
		s.Password = p
	}
	if user == "" {
		return authority[i+1:], nil
	}
	return user + authority[i:], nil
}

// takeParameters removes dialmap's own parameters and passwords from a query.
func (s *Source) takeParameters(query string) (rest string, err error) {
	var keep []string
	for _, kv := range strings.Split(query, "&") {
		k, v, _ := strings.Cut(kv, "=")
		value, err := url.QueryUnescape(v)
		if err != nil {
			return "", errors.New("the URL's query holds a % that begins no escape; write it as %25")
		}
		switch {
		case k == "password":
			s.Password = value
		case strings.HasPrefix(k, "dialmap."):
			if err := s.parameter(k, value); err != nil {
				return "", err
			}
		case kv != "":
			keep = append(keep, kv)
		}
	}
	return strings.Join(keep, "&"), nil
}

func (s *Source) parameter(k, v string) error {
	switch k {
	case "dialmap.name":
		s.Name = v
		return checkName(v)
	case "dialmap.default_region":
		code, ok := RegionNamed(v)
		if !ok {
			return fmt.Errorf("%s: %s is not a region; %s", k, shown(v), RegionRemedy(v))
		}
		s.DefaultRegion = code
		return nil
	case "dialmap.stored_region":
		code, ok := PlaceNamed(v)
		if !ok {
			return fmt.Errorf("%s: %s is not a region; %s", k, shown(v), RegionRemedy(v))
		}
		s.Stored.Region = code
		return nil
	}
	return fmt.Errorf("unknown parameter %s; known are dialmap.default_region, dialmap.name, dialmap.stored_region", shown(k))
}

// parseFileURL reads file:///dir and sqlite:///dir/f.db.
func parseFileURL(s Source, scheme, rest, params, dir string) (Source, error) {
	path, err := url.PathUnescape(rest)
	if err != nil {
		return Source{}, errors.New("the path holds a % that begins no escape; write it as %25")
	}
	if params != "" {
		return Source{}, fmt.Errorf("a %s URL has no parameters but dialmap's own; quote the URL in the shell", scheme)
	}
	s.Typed = path
	s.URL = within(dir, path)
	if scheme == "sqlite" {
		s.URL = "sqlite:" + s.URL
	}
	return s, nil
}

// parsePath reads a path, or sqlite:path.
func parsePath(arg, dir string) (Source, error) {
	if arg == "" {
		return Source{}, errors.New("the source is empty; name a path or a URL")
	}
	if path, ok := strings.CutPrefix(arg, "sqlite:"); ok {
		return Source{URL: "sqlite:" + within(dir, path), Typed: path}, nil
	}
	return Source{URL: within(dir, arg), Typed: arg}, nil
}

// Kind guesses what the source is called from its URL alone; "" for a path.
func (s Source) Kind() string {
	if scheme, _, ok := strings.Cut(s.URL, "://"); ok {
		switch scheme {
		case "postgresql":
			return "postgres"
		case "mariadb":
			return "mysql"
		case "mongodb+srv":
			return "mongodb"
		}
		return scheme
	}
	if strings.HasPrefix(s.URL, "sqlite:") {
		return "sqlite"
	}
	return ""
}

// IsPath says that the source is a file or directory of this machine.
func (s Source) IsPath() bool { return !isURL(s.URL) }

// Path is the file or directory where IsPath.
func (s Source) Path() string { return strings.TrimPrefix(s.URL, "sqlite:") }

var ports = map[string]string{"postgres": ":5432", "mysql": ":3306", "mongodb": ":27017"}

// DefaultName is what a source without a name is called: kind:host:port/db, or
// the path as it was typed. Never user, password or query.
func (s Source) DefaultName() string {
	if s.IsPath() {
		if s.Typed != "" {
			return filepath.ToSlash(filepath.Clean(s.Typed))
		}
		return filepath.ToSlash(s.Path())
	}
	_, rest, _ := strings.Cut(s.URL, "://")
	rest, _, _ = strings.Cut(rest, "?")
	host, path, _ := strings.Cut(rest, "/")
	host = host[strings.LastIndexByte(host, '@')+1:]
	kind := s.Kind()
	if kind == "s3" {
		return strings.TrimSuffix("s3:"+host+"/"+path, "/")
	}
	if host == "" {
		host = "localhost"
	}
	if !strings.Contains(host[strings.LastIndexByte(host, ']')+1:], ":") && !strings.HasPrefix(s.URL, "mongodb+srv") {
		host += ports[kind]
	}
	return strings.TrimSuffix(kind+":"+host+"/"+path, "/")
}
