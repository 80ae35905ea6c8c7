package redisrt

import "encoding/json"

// Codec turns values into the bytes that Redis keeps, and back. Its methods may be
// called by several goroutines at a time.
type Codec interface {
	Marshal(v any) ([]byte, error)
	// Unmarshal stores the value that data holds in what v points to. It must copy
	// what it keeps of data, which others decode as well.
	Unmarshal(data []byte, v any) error
}

// JSON is the codec of encoding/json. It sends no command.
type JSON struct{}

// Marshal is json.Marshal.
func (JSON) Marshal(v any) ([]byte, error) { return json.Marshal(v) }

// Unmarshal is json.Unmarshal.
func (JSON) Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }
