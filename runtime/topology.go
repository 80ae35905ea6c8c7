package redisrt

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"

	"github.com/redis/go-redis/v9"
)

// target is what a call visits: *redis.Client, *redis.Conn, *redis.ClusterClient,
// *redis.Ring; and, where Node states it, *redis.Tx or opaque.
type target any

// opaque is one node that is known by its method Scan only.
type opaque struct{ Scanner }

// find sees through c to its target. keys tells that the call replaces Keys, so
// that a Keys declared by a wrapper counts as well.
func find(c Scanner, keys bool) (target, error) {
	if c == nil {
		return nil, errors.New("redisrt: the client is nil")
	}
	stated := false
	n, ok := c.(node)
	for ; ok; n, ok = c.(node) {
		stated = true
		if c = n.c; c == nil {
			return nil, errors.New("redisrt: the client in Node is nil")
		}
	}

	v := reflect.ValueOf(c)
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, fmt.Errorf("redisrt: the client is a nil %T", c)
	}
	methods := []method{scanMethod, scanTypeMethod}
	if keys {
		methods = append(methods, keysMethod)
	}
	f := finder{promotes: reflect.TypeFor[Scanner](), methods: methods, seen: map[uintptr]bool{}}
	err := f.value(v)
	var dark cannotTell
	switch {
	case errors.As(err, &dark) && stated:
		return opaque{c}, nil
	case errors.As(err, &dark):
		return nil, fmt.Errorf("redisrt: cannot tell which Redis nodes %T stands for: %w; pass the go-redis client itself, or redisrt.Node(c) if it is one node", c, err)
	case err != nil:
		return nil, fmt.Errorf("redisrt: %T: %w", c, err)
	}

	switch t := f.found.(type) {
	case node: // embedded by a struct
		return find(t, keys)
	case *redis.Tx:
		if !stated {
			return nil, fmt.Errorf("redisrt: cannot tell whether %T is a transaction on the only node; pass redisrt.Node(tx) if its one node is meant, or the client", c)
		}
	case *redis.ClusterClient, *redis.Ring:
		if stated {
			return nil, fmt.Errorf("redisrt: Node(%T): a %T is more than one node; pass it without Node", c, t)
		}
	}
	return f.found, nil
}

// holder sees through c to the client whose connections hold the keys, for
// functions that read or write single keys: there a *redis.Tx is as good as any
// other connection. methods are those of c that the call replaces or uses.
func holder[C any](c C, methods ...method) (target, error) {
	v := reflect.ValueOf(c)
	if !v.IsValid() {
		return nil, errors.New("redisrt: the client is nil")
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, fmt.Errorf("redisrt: the client is a nil %T", c)
	}
	f := finder{promotes: reflect.TypeFor[C](), methods: methods, seen: map[uintptr]bool{}}
	err := f.value(v)
	var dark cannotTell
	switch {
	case errors.As(err, &dark):
		return nil, fmt.Errorf("redisrt: cannot tell which go-redis client %T stands for: %w; pass that client itself", c, err)
	case err != nil:
		return nil, fmt.Errorf("redisrt: %T: %w", c, err)
	}
	return f.found, nil
}

// cannotTell is why a client cannot be seen through.
type cannotTell string

func (e cannotTell) Error() string { return string(e) }

// finder walks what a client embeds, as method promotion does.
type finder struct {
	promotes reflect.Type // what the client is passed as
	methods  []method     // that a wrapper must not declare itself
	found    target
	seen     map[uintptr]bool // embedded pointers may form a cycle
}

func (f *finder) value(v reflect.Value) error {
	for v.Kind() == reflect.Interface {
		if v.IsNil() {
			return fmt.Errorf("the embedded %s is nil", v.Type())
		}
		v = v.Elem()
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return fmt.Errorf("the embedded %s is nil", v.Type())
	}
	if v.Type() == reflect.TypeFor[node]() || fromGoRedis(v.Type()) {
		return f.leaf(v)
	}
	if v.Kind() == reflect.Pointer {
		if f.seen[v.Pointer()] {
			return nil
		}
		f.seen[v.Pointer()] = true
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return cannotTell(fmt.Sprintf("%s embeds no client", v.Type()))
	}
	return f.fields(v)
}

func (f *finder) fields(v reflect.Value) error {
	if name := declared(v.Type(), f.methods); name != "" {
		return cannotTell(fmt.Sprintf("%s has its own method %s", v.Type(), name))
	}
	embeds := false
	for i := range v.NumField() {
		if sf := v.Type().Field(i); !sf.Anonymous || !f.promoted(sf.Type) {
			continue
		}
		embeds = true
		if err := f.value(v.Field(i)); err != nil {
			return err
		}
	}
	if !embeds {
		return cannotTell(fmt.Sprintf("%s embeds no client", v.Type()))
	}
	return nil
}

// leaf takes a client of go-redis, or what Node has returned.
func (f *finder) leaf(v reflect.Value) error {
	if v.Kind() == reflect.Struct && v.CanAddr() && v.Type() != reflect.TypeFor[node]() {
		v = v.Addr()
	}
	if !v.CanInterface() {
		return cannotTell(fmt.Sprintf("the embedded %s is not exported", v.Type()))
	}
	c := v.Interface()
	switch c.(type) {
	case *redis.Client, *redis.Conn, *redis.Tx, *redis.ClusterClient, *redis.Ring:
	case node:
		if f.found != nil {
			return cannotTell(fmt.Sprintf("it embeds a %T and a Node", f.found))
		}
	case redis.Client, redis.Conn, redis.Tx, redis.ClusterClient, redis.Ring:
		return fmt.Errorf("a %s is embedded or passed by value; use a pointer to it", v.Type())
	case redis.Pipeliner:
		return fmt.Errorf("a %s only queues commands; pass the client that it was made from", v.Type())
	default:
		// redis.AutoPipeliner, which older versions lack, and what may come.
		return fmt.Errorf("a %s may queue commands; pass the client that it was made from", v.Type())
	}
	if f.found != nil && f.found != c {
		return cannotTell(fmt.Sprintf("it embeds a %T and another %T", f.found, c))
	}
	f.found = c
	return nil
}

// fromGoRedis tells whether t, or what it points to, is a type of go-redis.
func fromGoRedis(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath() == reflect.TypeFor[redis.Client]().PkgPath()
}

// promoted tells whether a field of type t can be what promotes the methods.
func (f *finder) promoted(t reflect.Type) bool {
	return t.Implements(f.promotes) || t.Kind() != reflect.Interface && reflect.PointerTo(t).Implements(f.promotes)
}

// declared names the first of methods that the struct t declares itself instead
// of having it promoted, or "".
func declared(t reflect.Type, methods []method) string {
	for _, of := range methods {
		m, ok := of(t)
		if !ok {
			m, ok = of(reflect.PointerTo(t))
		}
		if ok && written(m) {
			return m.Name
		}
	}
	return ""
}

// written tells a method that stands in source from the wrapper that the
// compiler makes for a promoted one. Where line tables do not tell, it says
// yes, and the client is refused.
func written(m reflect.Method) bool {
	f := runtime.FuncForPC(m.Func.Pointer())
	if f == nil {
		return true
	}
	file, _ := f.FileLine(f.Entry())
	return file != "<autogenerated>"
}
