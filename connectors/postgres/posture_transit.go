package postgres

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/dialmap/dialmap/connectors"
)

// probeTimeout bounds the question whether a connection in clear is taken.
const probeTimeout = 5 * time.Second

// transitFacts are how this session travels, and which others the server takes.
func (c *Connector) transitFacts(ctx context.Context) []connectors.Fact {
	local := connectors.Fact{Name: "transit.local", Is: connectors.No, How: "the host of the connection"}
	if onLoopback(c.cfg.conn) {
		local.Is = connectors.Yes
	}
	negotiated := connectors.Fact{Name: "transit.session", Is: connectors.Unknown, Why: connectors.WhySilent, How: "the connection of this scan"}
	err := c.session(ctx, c.cfg.start, func(s *session) error {
		negotiated.Why = ""
		if t, ok := s.conn.Conn().(*tls.Conn); ok {
			state := t.ConnectionState()
			negotiated.Is, negotiated.How = connectors.Yes, tls.VersionName(state.Version)+" "+tls.CipherSuiteName(state.CipherSuite)
		} else {
			negotiated.Is = connectors.No
		}
		return nil
	})
	if err != nil {
		negotiated.Why = why(err)
	}
	rules, err := c.accessRules(ctx)
	plain, open := plainAccepted(rules, err, c.redact), passwordless(rules, err, c.redact)
	if why(err) == connectors.WhyDenied {
		plain.Tells, open.Tells = c.readsRules(), c.readsRules()
	}
	switch {
	case negotiated.Is == connectors.No && !strings.HasPrefix(c.cfg.conn.Host, "/"):
		plain = connectors.Fact{Name: plain.Name, Is: connectors.Yes, How: "this scan is connected without encryption"}
	case plain.Is == connectors.Unknown && negotiated.Is == connectors.Yes:
		if !c.cfg.anonymous {
			plain.How = "pg_hba_file_rules; nothing was asked without a login, as configured"
			break
		}
		plain = c.askInClear(ctx, plain)
	}
	return []connectors.Fact{local, negotiated, plain, open}
}

// accessRule is a line of pg_hba.conf that is in force.
type accessRule struct {
	line                  string
	kind, address, method string
	netmask               string
	everybody             bool // it is for all databases and all users
}

// readsRules are the grants that show who may connect how.
func (c *Connector) readsRules() string {
	role := c.scanRole()
	return "GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO " + role + "; GRANT SELECT ON pg_catalog.pg_hba_file_rules TO " + role + ";"
}

// accessRules reads pg_hba.conf where the login may.
func (c *Connector) accessRules(ctx context.Context) (rules []accessRule, err error) {
	err = c.session(ctx, c.cfg.start, func(s *session) error {
		rows, err := s.query(ctx, `select r.line_number, r.type, coalesce(r.address, ''), coalesce(r.netmask, ''), r.auth_method,
			'all' = any(r.database) and 'all' = any(r.user_name) from pg_catalog.pg_hba_file_rules r where r.error is null`)
		for _, r := range rows {
			rules = append(rules, accessRule{line: string(r[0]), kind: string(r[1]), address: string(r[2]), netmask: string(r[3]), method: string(r[4]), everybody: truth(r[5])})
		}
		return err
	})
	return rules, err
}

// isLocal says that a rule is for this machine only.
func (r *accessRule) isLocal() bool {
	if ip := net.ParseIP(r.address); ip != nil && ip.IsLoopback() {
		return true
	}
	return r.kind == "local" || r.address == "localhost" || r.address == "samehost"
}

// isEverywhere says that a rule is for every address.
func (r *accessRule) isEverywhere() bool {
	return r.address == "all" || r.netmask == "0.0.0.0" || r.netmask == "::"
}

// text is the rule without names of users and databases.
func (r *accessRule) text(redact func(string) string) string {
	address := r.address
	if net.ParseIP(address) == nil {
		address = redact(address)
	}
	if mask := net.ParseIP(r.netmask); mask != nil {
		m := net.IPMask(mask)
		if four := mask.To4(); four != nil && !strings.Contains(r.netmask, ":") {
			m = net.IPMask(four)
		}
		ones, _ := m.Size()
		address += "/" + strconv.Itoa(ones)
	}
	return "pg_hba line " + r.line + ": " + r.kind + " " + address + " " + r.method
}

// plainAccepted says by the rules whether connections in clear are taken from
// other machines: the first rule that matches counts.
func plainAccepted(rules []accessRule, err error, redact func(string) string) connectors.Fact {
	f := connectors.Fact{Name: "transit.plain_accepted", Is: connectors.Unknown, How: "pg_hba_file_rules"}
	if err != nil {
		f.Why = why(err)
		return f
	}
	f.Is = connectors.No
	for i := range rules {
		r := &rules[i]
		if r.isLocal() || r.kind != "host" && r.kind != "hostnossl" {
			continue
		}
		if r.method != "reject" {
			f.Is, f.How = connectors.Yes, r.text(redact)
			return f
		}
		if r.everybody && r.isEverywhere() {
			f.How = r.text(redact)
			return f // what follows is never reached in clear
		}
	}
	return f
}

// passwordless says by the rules whether anybody who reaches the server from
// another machine is let in.
func passwordless(rules []accessRule, err error, redact func(string) string) connectors.Fact {
	f := connectors.Fact{Name: "open.login", Is: connectors.Unknown, How: "pg_hba_file_rules"}
	if err != nil {
		f.Why = why(err)
		return f
	}
	f.Is = connectors.No
	for i := range rules {
		r := &rules[i]
		if r.method == "trust" && !r.isLocal() {
			f.Is, f.How = connectors.Yes, r.text(redact)
			return f
		}
		if r.method == "reject" && r.everybody && r.isEverywhere() && r.kind == "host" {
			return f
		}
	}
	return f
}

// askInClear asks the server for a session without encryption and hangs up when
// it answers, before any secret would be sent. It leaves a line in its log. What
// it says holds for this login, database and address.
func (c *Connector) askInClear(ctx context.Context, f connectors.Fact) connectors.Fact {
	const how = "asked for a session without encryption, for this login, database and address"
	if strings.HasPrefix(c.cfg.conn.Host, "/") {
		return f
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(c.cfg.conn.Host, strconv.Itoa(int(c.cfg.conn.Port))))
	if err != nil {
		return f
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline() // set above
	if conn.SetDeadline(deadline) != nil {
		return f
	}
	if _, err := conn.Write(startupMessage(c.cfg.conn.User, c.cfg.start)); err != nil {
		return f
	}
	kind, body, err := readMessage(bufio.NewReader(conn))
	switch {
	case err != nil:
		return f
	case kind == 'R':
		return connectors.Fact{Name: f.Name, Is: connectors.Yes, How: how}
	case kind == 'E' && errorCode(body) == "28000": // the same login, database and address are taken with encryption
		return connectors.Fact{Name: f.Name, Is: connectors.No, How: how}
	}
	f.Why, f.How = connectors.WhySilent, how
	return f
}

// startupMessage begins a session, protocol 3.0.
func startupMessage(user, database string) []byte {
	b := make([]byte, 4, 128)
	b = binary.BigEndian.AppendUint32(b, 3<<16)
	for _, s := range []string{"user", user, "database", database, "application_name", "dialmap"} {
		b = append(append(b, s...), 0)
	}
	b = append(b, 0)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

// readMessage reads one message of the server.
func readMessage(r io.Reader) (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n < 4 || n > 1<<16 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	body = make([]byte, n-4)
	_, err = io.ReadFull(r, body)
	return head[0], body, err
}

// errorCode is the SQLSTATE of an ErrorResponse.
func errorCode(body []byte) string {
	for _, field := range strings.Split(string(body), "\x00") {
		if strings.HasPrefix(field, "C") {
			return field[1:]
		}
	}
	return ""
}
