package main

import (
	"bytes"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// bars is a chart of horizontal bars, in groups below each other.
type bars struct {
	title, axis string
	names       []string // of the bars of a group, from above
	groups      []group
	scale       logarithmic
	label       func(float64) string
}

type group struct {
	name   string
	color  color.Color
	values []float64
}

// logarithmic is a scale that begins at this value. plot.LogScale has no place for bars: they begin at 0.
type logarithmic float64

func (base logarithmic) at(v float64) float64 { return math.Log10(max(v/float64(base), 1)) }

func (base logarithmic) Ticks(_, end float64) (ticks []plot.Tick) {
	for power := math.Floor(math.Log10(float64(base))); ; power++ {
		for _, digit := range []float64{1, 2, 5} {
			v := digit * math.Pow(10, power)
			switch {
			case v < float64(base):
			case base.at(v) > end:
				return ticks
			case digit == 1:
				ticks = append(ticks, plot.Tick{Value: base.at(v), Label: strconv.FormatFloat(v, 'g', 3, 64)})
			default:
				ticks = append(ticks, plot.Tick{Value: base.at(v)})
			}
		}
	}
}

func (b bars) svg() ([]byte, error) {
	const (
		width = vg.Length(11) // of a bar
		gap   = vg.Length(12) // between groups of one name each
	)
	p := newPlot(b.title)
	p.X.Label.Text = b.axis
	p.X.Min, p.X.Max = 0, 0
	p.X.Tick.Marker = b.scale
	count := len(b.names)
	for i, g := range b.groups {
		lengths := make(plotter.Values, count)
		labels := plotter.XYLabels{XYs: make(plotter.XYs, count), Labels: make([]string, count)}
		for j, v := range g.values {
			row := count - 1 - j // rows count from below
			lengths[row] = b.scale.at(v)
			labels.XYs[row] = plotter.XY{X: lengths[row], Y: float64(row)}
			labels.Labels[row] = b.label(v)
			p.X.Max = max(p.X.Max, lengths[row])
		}
		chart, err := plotter.NewBarChart(lengths, width)
		if err != nil {
			return nil, err
		}
		chart.Horizontal, chart.Color, chart.LineStyle.Width = true, g.color, 0
		chart.Offset = width * (vg.Length(len(b.groups)-1)/2 - vg.Length(i))
		texts, err := plotter.NewLabels(labels)
		if err != nil {
			return nil, err
		}
		for k := range texts.TextStyle {
			texts.TextStyle[k].Font = sans(8)
			texts.TextStyle[k].YAlign = text.YCenter
		}
		texts.Offset = vg.Point{X: 3, Y: chart.Offset}
		p.Add(chart, texts)
		if g.name != "" {
			p.Legend.Add(g.name, chart)
		}
	}
	p.X.Max *= 1.12 // room for labels
	reversed := make([]string, count)
	for j, name := range b.names {
		reversed[count-1-j] = name
	}
	p.NominalY(reversed...)
	p.Y.Tick.Label.Font = sans(9)
	p.Y.Min, p.Y.Max = -0.5, float64(count)-0.5
	height := vg.Length(count)*(width*vg.Length(len(b.groups))+gap) + 70
	if len(b.groups) > 1 {
		legend := vg.Length(len(b.groups)) * 12
		p.Legend.Top, p.Legend.YOffs = true, legend+4
		p.Title.Padding = legend
		height += legend
	}
	return svg(p, 7.5*vg.Inch, height)
}

func newPlot(title string) *plot.Plot {
	p := plot.New()
	p.Title.Text = title
	p.Title.TextStyle.Font = sans(12)
	p.BackgroundColor = color.White
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font, axis.Tick.Label.Font = sans(10), sans(9)
	}
	p.Legend.TextStyle.Font = sans(9)
	return p
}

func sans(size vg.Length) font.Font {
	f := plot.DefaultFont
	f.Variant, f.Size = "Sans", size
	return f
}

func svg(p *plot.Plot, width, height vg.Length) ([]byte, error) {
	c := vgsvg.New(width, height)
	const margin = vg.Length(8)
	p.Draw(draw.Crop(draw.New(c), margin, -margin, margin, -margin))
	var b bytes.Buffer
	_, err := c.WriteTo(&b)
	// Few machines have the font. Arial has its widths.
	const family = "font-family:Liberation Sans"
	return bytes.ReplaceAll(b.Bytes(), []byte(family), []byte(family+",Arial,Helvetica,sans-serif")), err
}
