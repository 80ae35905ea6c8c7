package summary

import (
	"bytes"
	"compress/flate"
	"encoding/gob"
)

// version goes up whenever a fact would be misread by an older one.
const version = 1

// content is a Package without its methods: what is encoded.
type content Package

// GobEncode compresses: the names of packages, types and fields come again and again. The same package always gives the
// same bytes, as go vet's cache rests on that.
func (p *Package) GobEncode() ([]byte, error) {
	encoded := bytes.NewBuffer([]byte{version})
	compressor, err := flate.NewWriter(encoded, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := gob.NewEncoder(compressor).Encode((*content)(p)); err != nil {
		return nil, err
	}
	if err := compressor.Close(); err != nil {
		return nil, err
	}
	return encoded.Bytes(), nil
}

// GobDecode is the reverse of GobEncode. A fact of another version tells nothing.
func (p *Package) GobDecode(encoded []byte) error {
	*p = Package{}
	if len(encoded) == 0 || encoded[0] != version {
		return nil
	}
	encoded = encoded[1:]
	return gob.NewDecoder(flate.NewReader(bytes.NewReader(encoded))).Decode((*content)(p))
}
