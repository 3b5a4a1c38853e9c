package mongodb

import (
	"context"
	"errors"
	"net"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/auth"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/dialmap/dialmap/connectors"
	"github.com/dialmap/dialmap/connectors/transport"
)

// The server's codes that mean something to us.
const (
	codeUnauthorized     = 13
	codeAuthentication   = 18
	codeNotFound         = 26
	codeMaxTime          = 50
	codeUnknownCommand   = 59
	codeView             = 166 // CommandNotSupportedOnView
	codeCursorGone       = 43
	codeNotSupported     = 115
	codeNotImplemented   = 238
	codeAtlas            = 8000
	codeTooManySessions  = 261
	codeCursorKilled     = 237
	codeDuringShutdown   = 91
	codeInterruptedStart = 11600
	codeUnknownStage     = 40324
)

// explain turns an error of the driver into ours. The server's own message is
// dropped: it may repeat the query or a value.
func explain(err error, p connectors.Part) *connectors.Error {
	e := byCode(err)
	if e == nil {
		e = byConnection(err)
	}
	if e == nil {
		// What is not a code of the server is an answer cut short: it may be whole
		// the next time.
		var ce mongo.CommandError
		retry := !errors.As(err, &ce) || ce.Code == 0
		e = &connectors.Error{Reason: connectors.Unreachable, Text: "the server's answer could not be used; look at its log", Retry: retry, Cause: err}
	}
	e.Part = p
	return e
}

type answer struct {
	reason connectors.Reason
	text   string
	retry  bool
}

var answers = map[int32]answer{
	codeUnauthorized:    {connectors.Denied, "permission denied; give the scan's user the role read on this database", false},
	codeAuthentication:  {connectors.Denied, "the server refused user or password; check both, and authSource, the database the user was made in", false},
	codeAtlas:           {connectors.Denied, "the server refused user or password; check both among the database users of the project", false},
	codeNotFound:        {connectors.Changed, "it is gone since it was listed; scan again", false},
	codeMaxTime:         {connectors.Timeout, "the server stopped the query at the time limit; raise pace.statement_timeout or scan when it is less busy", true},
	codeUnknownCommand:  {connectors.Unsupported, "the server does not know a command this needs; it is not read", false},
	codeNotSupported:    {connectors.Unsupported, "the server does not support a command this needs; it is not read", false},
	codeNotImplemented:  {connectors.Unsupported, "the server does not support a command this needs; it is not read", false},
	codeView:            {connectors.Unsupported, "the server does not support this on a view; scan the collections behind it", false},
	codeCursorGone:      {connectors.Unreachable, "the server closed the cursor; the part is read again where it can be", true},
	codeCursorKilled:    {connectors.Unreachable, "someone ended the cursor on the server; the part is read again where it can be", true},
	codeTooManySessions: {connectors.Unreachable, "the server has too many sessions; lower pace.connections or scan when it is less busy", true},
	codeDuringShutdown:  {connectors.Unreachable, "the server is shutting down; scan again when it is back", true},

	// A replica set that is choosing a primary, or a node on its way in or out.
	codeInterruptedStart: {connectors.Unreachable, "the server is changing its role; the part is read again where it can be", true},
	11602:                {connectors.Unreachable, "the server is changing its role; the part is read again where it can be", true},
	189:                  {connectors.Unreachable, "the server is changing its role; the part is read again where it can be", true},
	10107:                {connectors.Unreachable, "the server is changing its role; the part is read again where it can be", true},
	13435:                {connectors.Unreachable, "the server is changing its role; the part is read again where it can be", true},
	13436:                {connectors.Unreachable, "the server is changing its role; the part is read again where it can be", true},
}

func byCode(err error) *connectors.Error {
	var ce mongo.CommandError
	if errors.As(err, &ce) {
		if a, ok := answers[ce.Code]; ok {
			return &connectors.Error{Reason: a.reason, Text: a.text, Retry: a.retry, Cause: err}
		}
	}
	var refused *auth.Error
	if errors.As(err, &refused) {
		a := answers[codeAuthentication]
		if errors.As(err, &ce) && ce.Code != 0 {
			a.text = "the server did not take the login; check user and password, and authMechanism, the way it wants them"
		}
		return &connectors.Error{Reason: a.reason, Text: a.text, Cause: err}
	}
	return nil
}

// byConnection looks behind the driver's wrapping: while it selects a server,
// the reason lies with each server it tried.
func byConnection(err error) *connectors.Error {
	var selection topology.ServerSelectionError
	if !errors.As(err, &selection) {
		return transport.Explain(err)
	}
	for _, s := range selection.Desc.Servers {
		if e := unreachable(s.LastError); e != nil {
			e.Cause = err
			return e
		}
	}
	if errors.Is(err, context.Canceled) {
		return transport.Explain(context.Canceled)
	}
	return &connectors.Error{
		Reason: connectors.Unreachable, Cause: err, Retry: true,
		Text: "no server answers as it should; check hosts, port, replicaSet and firewall, and whether the server wants tls=true or tls=false",
	}
}

// unreachable explains why a server cannot be connected to, nil where err
// does not tell: a connection that was lost may want TLS, or be of a server
// that is restarting.
func unreachable(err error) *connectors.Error {
	if err == nil {
		return nil
	}
	e := transport.Explain(err)
	if e == nil || e.Reason == connectors.Interrupted || e.Retry && !dialled(err) {
		return nil
	}
	return e
}

// dialled says that err is of making the connection, not of using it.
func dialled(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// badURL does not repeat the URL: it may hold a password.
func badURL(cause error) error {
	if e := transport.Explain(cause); cause != nil && e != nil {
		return e // the look-up of mongodb+srv
	}
	return &connectors.Error{
		Reason: connectors.Unreachable, Cause: cause,
		Text: "the URL cannot be read; write mongodb://user@host:27017/database or mongodb+srv://user@cluster/database, special characters escaped by %",
	}
}

// denied says that the login lacks a right.
func denied(err error) bool {
	var ce mongo.CommandError
	return errors.As(err, &ce) && ce.Code == codeUnauthorized
}
