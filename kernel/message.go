package kernel

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"strings"
	"sync"
	"time"

	"gospark/kernel/socket"
)

// protocolVersion is what the kernel says and speaks.
const protocolVersion = "5.5"

// delimiter stands between the identities of a message and its signature.
const delimiter = "<IDS|MSG>"

// A header says what a message is and who sent it.
type header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	User     string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
	Subshell string `json:"subshell_id,omitempty"`
}

// A request is a message of a client. Its header is kept as it came: it becomes the
// parent of the answers.
type request struct {
	from       string // who is answered
	identities socket.Message
	header     header
	parent     json.RawMessage // its header's text
	content    json.RawMessage
	metadata   json.RawMessage
	buffers    [][]byte
	begun      time.Time // when its turn came
}

// content is what a message says: whatever becomes a JSON object.
type content any

// A signer makes frames of messages and reads them, with the key that both sides have.
type signer struct {
	session string // the kernel's own, new in each process
	key     []byte
	hash    func() hash.Hash

	mu        sync.Mutex
	seen, old map[string]bool // signatures that have come, the newest and those before
}

// maxSeen is how many signatures are kept to tell replays, twice.
const maxSeen = 1 << 16

func newSigner(c Connection) (*signer, error) {
	hashes := map[string]func() hash.Hash{
		"hmac-sha256": sha256.New, "hmac-sha512": sha512.New, "hmac-sha384": sha512.New384, "hmac-sha224": sha256.New224, "hmac-sha1": sha1.New,
	}
	h := hashes[c.Scheme]
	if h == nil {
		return nil, fmt.Errorf("%s: there is no signature scheme %q: it is hmac-sha256", c.description, c.Scheme)
	}
	return &signer{session: newID(), key: []byte(c.Key), hash: h, seen: map[string]bool{}}, nil
}

// timestamp is a time as messages have it.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// newID is an id that no other message or session has.
func newID() string {
	b := make([]byte, 16)
	rand.Read(b)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (s *signer) sign(parts ...[]byte) []byte {
	if len(s.key) == 0 {
		return nil
	}
	mac := hmac.New(s.hash, s.key)
	for _, p := range parts {
		mac.Write(p)
	}
	out := make([]byte, hex.EncodedLen(mac.Size()))
	hex.Encode(out, mac.Sum(nil))
	return out
}

// The parts of a message behind the delimiter.
const (
	partSignature = iota
	partHeader
	partParent
	partMetadata
	partContent
	partBuffers
)

// read is the request that a client's frames hold; the error says why it is none.
func (s *signer) read(from string, m socket.Message) (*request, error) {
	at := 0
	for at < len(m) && string(m[at]) != delimiter {
		at++
	}
	if len(m)-at-1 < partBuffers {
		return nil, errors.New("malformed: frames are missing")
	}
	parts := m[at+1:]
	if err := s.check(parts); err != nil {
		return nil, err
	}
	r := &request{from: from, identities: m[:at], parent: json.RawMessage(parts[partHeader]),
		content: json.RawMessage(parts[partContent]), metadata: json.RawMessage(parts[partMetadata]), buffers: parts[partBuffers:]}
	if err := json.Unmarshal(parts[partHeader], &r.header); err != nil {
		return nil, fmt.Errorf("malformed: the header: %w", err)
	}
	for _, object := range [][]byte{parts[partHeader], parts[partContent]} {
		if !json.Valid(object) || !strings.HasPrefix(strings.TrimSpace(string(object)), "{") {
			return nil, errors.New("malformed: a part is no JSON object")
		}
	}
	return r, nil
}

// check refuses what isn't signed with the key, and what has come before.
func (s *signer) check(parts socket.Message) error {
	if len(s.key) == 0 {
		return nil
	}
	if !hmac.Equal(parts[partSignature], s.sign(parts[partHeader:partBuffers]...)) {
		return errors.New("wrong signature")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	signature := string(parts[partSignature])
	if s.seen[signature] || s.old[signature] {
		return errors.New("a replay: its signature has come before")
	}
	if len(s.seen) >= maxSeen {
		s.seen, s.old = map[string]bool{}, s.seen
	}
	s.seen[signature] = true
	return nil
}

// A message is what the kernel sends.
type message struct {
	typ      string
	parent   json.RawMessage // nil where it answers none
	metadata map[string]any
	content  content
	buffers  [][]byte
}

var empty = []byte("{}")

// frames are the signed frames of a message, behind the identities given.
func (s *signer) frames(identities socket.Message, m message) (socket.Message, error) {
	h, err := json.Marshal(header{ID: newID(), Session: s.session, User: "kernel", Type: m.typ, Version: protocolVersion,
		Date: timestamp(time.Now())})
	if err != nil {
		return nil, err
	}
	parent := []byte(m.parent)
	if parent == nil {
		parent = empty
	}
	metadata := empty
	if len(m.metadata) > 0 {
		if metadata, err = json.Marshal(m.metadata); err != nil {
			return nil, err
		}
	}
	body, err := json.Marshal(m.content)
	if err != nil {
		return nil, err
	}
	out := append(socket.Message{}, identities...)
	out = append(out, []byte(delimiter), s.sign(h, parent, metadata, body), h, parent, metadata, body)
	return append(out, m.buffers...), nil
}
