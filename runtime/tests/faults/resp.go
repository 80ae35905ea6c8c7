package faults

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// readRequest reads an array of bulk strings, the form that clients send.
func readRequest(r *bufio.Reader) (raw []byte, args []string, err error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, nil, err
	}
	raw = append(raw, line...)
	n, err := strconv.Atoi(strings.TrimSpace(line[1:]))
	if err != nil || line[0] != '*' || n < 1 {
		return nil, nil, fmt.Errorf("faults: request %q", line)
	}
	for range n {
		value, err := readReply(r)
		if err != nil {
			return nil, nil, err
		}
		raw = append(raw, value...)
		_, word, _ := strings.Cut(string(value), "\r\n")
		args = append(args, strings.TrimSuffix(word, "\r\n"))
	}
	return raw, args, nil
}

// readReply reads one value of RESP2 or RESP3 as it is on the wire.
func readReply(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	raw := []byte(line)
	size := strings.TrimSpace(line[1:])
	values := 0 // that follow
	switch line[0] {
	case '+', '-', ':', '_', '#', ',', '(':
		return raw, nil
	case '$', '=', '!':
		n, err := strconv.Atoi(size)
		if err != nil || n < 0 {
			return raw, err
		}
		body := make([]byte, n+2)
		_, err = io.ReadFull(r, body)
		return append(raw, body...), err
	case '*', '~', '>':
		values, err = strconv.Atoi(size)
	case '%':
		values, err = strconv.Atoi(size)
		values *= 2
	default:
		err = fmt.Errorf("faults: reply %q", line)
	}
	if err != nil {
		return nil, err
	}
	for range max(values, 0) {
		value, err := readReply(r)
		if err != nil {
			return nil, err
		}
		raw = append(raw, value...)
	}
	return raw, nil
}
