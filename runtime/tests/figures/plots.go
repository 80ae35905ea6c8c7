package main

import (
	"fmt"
	"image/color"
	"math"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var (
	blue   = color.RGBA{R: 0x1f, G: 0x6f, B: 0xb4, A: 0xff}
	light  = color.RGBA{R: 0x9e, G: 0xc9, B: 0xe8, A: 0xff}
	orange = color.RGBA{R: 0xe0, G: 0x7b, B: 0x1a, A: 0xff}
	yellow = color.RGBA{R: 0xf5, G: 0xc7, B: 0x8a, A: 0xff}
	grey   = color.RGBA{R: 0x70, G: 0x70, B: 0x70, A: 0xff}
)

// plots returns the SVGs of a table by their names.
func (f *figures) plots(table string) (map[string][]byte, error) {
	draws := map[string]map[string]func() ([]byte, error){
		"stampede": {"stampede": f.stampedePlot, "latency": f.latencyPlot},
		"xfetch":   {"xfetch": f.xfetchPlot},
		"hits":     {"hits": f.hitsPlot},
	}
	plots := map[string][]byte{}
	for name, draw := range draws[table] {
		svg, err := draw()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		plots[name] = svg
	}
	return plots, nil
}

func (f *figures) stampedeNames() (names []string) {
	for _, s := range f.stampedes {
		names = append(names, s.Name)
	}
	return names
}

func (f *figures) stampedePlot() ([]byte, error) {
	var loads []float64
	for _, s := range f.stampedes {
		loads = append(loads, s.perExpiry())
	}
	return bars{
		title: "Loads per expiry",
		axis:  fmt.Sprintf("loads (log scale), %d readers of a key", f.stampede.Readers),
		names: f.stampedeNames(),
		// A bar for 1 begins at 0.5, so that there is something to see.
		scale:  logarithmic(0.5),
		groups: []group{{values: loads, color: blue}},
		label:  func(v float64) string { return fmt.Sprintf("%.2f", v) },
	}.svg()
}

func (f *figures) latencyPlot() ([]byte, error) {
	b := bars{
		title: "How long readers wait",
		axis:  fmt.Sprintf("ms (log scale); a load takes %s", ms(f.stampede.Load)),
		names: f.stampedeNames(),
		scale: logarithmic(0.01),
		label: func(v float64) string { return fmt.Sprintf("%.2g", v) },
		groups: []group{
			{name: "p50", color: light},
			{name: "p99", color: blue},
			{name: "max", color: orange},
		},
	}
	for _, s := range f.stampedes {
		for i, d := range []time.Duration{s.p50(), s.p99(), s.slowest()} {
			b.groups[i].values = append(b.groups[i].values, d.Seconds()*1000)
		}
	}
	return b.svg()
}

func (f *figures) hitsPlot() ([]byte, error) {
	b := bars{
		title: "Hits",
		axis:  "thousands in a second (log scale)",
		scale: logarithmic(1),
		label: func(v float64) string { return fmt.Sprintf("%.1f", v) },
	}
	for i, h := range f.hits {
		g := group{name: h.String(), color: []color.Color{light, blue, yellow, orange}[i]}
		for _, form := range h.forms {
			g.values = append(g.values, form.PerSec/1000)
		}
		b.groups = append(b.groups, g)
	}
	for _, form := range f.hits[0].forms {
		b.names = append(b.names, form.Name)
	}
	return b.svg()
}

func (f *figures) xfetchPlot() ([]byte, error) {
	p := newPlot("XFetch alone: loads per expiry")
	p.X.Label.Text, p.Y.Label.Text = "beta", "loads"
	theory := plotter.NewFunction(func(b float64) float64 { return math.Exp(1 / b) })
	theory.Color, theory.Width = grey, vg.Points(1.5)

	var measured points
	for _, b := range f.betas {
		measured.XYs = append(measured.XYs, plotter.XY{X: b.factor, Y: b.PerExpiry()})
		measured.YErrors = append(measured.YErrors, struct{ Low, High float64 }{b.margin(), b.margin()})
	}
	dots, err := plotter.NewScatter(measured)
	if err != nil {
		return nil, err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: blue, Radius: vg.Points(4), Shape: draw.CircleGlyph{}}
	margins, err := plotter.NewYErrorBars(measured)
	if err != nil {
		return nil, err
	}
	margins.Color, margins.Width = blue, vg.Points(1.5)
	p.Add(plotter.NewGrid(), theory, margins, dots)
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0.75, 2.25, 1, 4
	p.X.Tick.Marker = plot.ConstantTicks{{Value: 1, Label: "1"}, {Value: 1.5, Label: "1.5"}, {Value: 2, Label: "2"}}
	p.Y.Tick.Marker = plot.ConstantTicks{{Value: 1, Label: "1"}, {Value: 2, Label: "2"}, {Value: 3, Label: "3"}, {Value: 4, Label: "4"}}
	p.Legend.Top = true
	p.Legend.Add("theory: e^(1/beta)", theory)
	p.Legend.Add("measured, with two standard errors", dots)
	return svg(p, 6*vg.Inch, 3.5*vg.Inch)
}

type points struct {
	plotter.XYs
	plotter.YErrors
}
