package calls

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/redislint/redislint/internal/summary"
)

// replies says which commands of a function the slice that it returns is made of.
func (m *model) replies(fn *ssa.Function, s *summarized) []summary.Reply {
	if results := fn.Signature.Results(); results.Len() == 0 || typeName(results.At(0).Type()) != "[]string" {
		return nil
	}
	var replies []summary.Reply
	for result := range returns(fn) {
		if len(result.Results) == 0 {
			continue
		}
		c := collector{model: m, user: result.Block(), seen: make(map[ssa.Value]bool)}
		c.from(result.Results[0], false)
		for _, source := range c.sources {
			i := slices.IndexFunc(s.sites, func(site *Site) bool {
				for site != source.Site && site.inner != nil {
					site = site.inner
				}
				return site == source.Site
			})
			reply := summary.Reply{Command: i, Gathered: source.Gathered && !c.emptied, Picked: source.Picked}
			if i >= 0 && !slices.Contains(replies, reply) {
				replies = append(replies, reply)
			}
		}
	}
	return replies
}

// fromTold follows a slice that a function of another package returns.
func (c *collector) fromTold(call *ssa.Call, gathered bool) {
	to, ok := c.reach(&call.Call)
	if !ok || to.told == nil {
		return
	}
	sites := c.wrappedAt(call)
	for _, reply := range to.told.Replies {
		if reply.Command >= len(to.told.Commands) {
			continue
		}
		i := slices.IndexFunc(sites, func(site *Site) bool { return site.wrapped == &to.told.Commands[reply.Command] })
		if i < 0 {
			continue
		}
		source := c.sourceOf(sites[i])
		source.Gathered, source.Picked = gathered || reply.Gathered, c.picked || reply.Picked
		c.sources = append(c.sources, source)
	}
}
