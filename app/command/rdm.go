package command

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"unitscope/cnn"
	"unitscope/cnn/data"
	"unitscope/cnn/npy"
	"unitscope/viz/chart"
	"unitscope/viz/neuro"
	"unitscope/viz/rsa"
)

// pixelsModel is how pictures themselves are called where a network could be, and their matrix.
const pixelsModel = "pixels"

// rdmCommand writes dissimilarity matrices.
type rdmCommand struct {
	Model    string       `arg:"" help:"A network, as an .onnx file, or 'pixels': the pictures' own values, 0 to 255."`
	Images   string       `required:"" placeholder:"DIR" help:"A folder or zip file of pictures, in name order, or, for a network, a .npy array, which is fed as it is."`
	Layer    string       `placeholder:"L,..." help:"Layers as 'unitscope layers' names them. Without it: all."`
	Distance rsa.Distance `default:"pearson" enum:"pearson,euclidean,sqeuclidean,cosine" help:"pearson (1 − r), euclidean, sqeuclidean or cosine (1 − cosine)."`
	PNG      string       `name:"png" placeholder:"DIR" help:"Draw each matrix to LAYER.png in this folder (what file names cannot have becomes _; names that are alike then are numbered)."`
	Out      string       `required:"" placeholder:"R.npz" help:"A vector per layer under its name: the upper triangle, row by row; and the pictures' names, 'stimuli'."`
	preparation
}

func (c *rdmCommand) Run(ctx context.Context, p *Program) error {
	if err := checkWritable(c.Out); err != nil {
		return err
	}
	if err := checkFolder(c.PNG); err != nil {
		return err
	}
	compute := c.ofLayers
	if c.Model == pixelsModel {
		compute = c.ofPixels
	}
	matrices, err := compute(ctx, p)
	if err != nil {
		return err
	}
	if err := writeFile(c.Out, matrices.write); err != nil {
		return err
	}
	if err := matrices.draw(ctx, c.PNG); err != nil {
		return err
	}
	return matrices.print(p)
}

// matrices are RDMs of the same pictures under their models' names.
type matrices struct {
	names   []string
	rdms    []rsa.RDM
	stimuli []string // nil where nobody names them
}

// ofPixels computes the matrix of the pictures themselves.
func (c *rdmCommand) ofPixels(ctx context.Context, p *Program) (*matrices, error) {
	if c.Layer != "" {
		return nil, usagef("--layer %s: pixels have no layers", c.Layer)
	}
	source, err := openSource(c.Images, data.Options{Prep: cnn.Preprocessing{Fit: cnn.Fit(c.Fit)}})
	if err != nil {
		return nil, err
	}
	set, err := p.unlabelled(ctx, c.Images, source)
	if err != nil {
		return nil, err
	}
	if err := checkSeveral(c.Images, set.Len()); err != nil {
		return nil, err
	}
	note := "preprocessing: none, values 0 to 255"
	if source.Note != "" {
		note += "; " + source.Note
	}
	p.note("%s", note)
	report := p.startProgress(ctx, "pair")
	defer report.end()
	rdm, err := rsa.OfRows(ctx, rsa.Pixels(set), c.Distance, func(done, total int) { report.update(done, total, "") })
	if err != nil {
		return nil, about(c.Images, err)
	}
	return &matrices{[]string{pixelsModel}, []rsa.RDM{rdm}, namesOf(set.Len(), set.PictureName)}, nil
}

// ofLayers computes the matrices of a network's layers.
func (c *rdmCommand) ofLayers(ctx context.Context, p *Program) (*matrices, error) {
	net, err := openNetwork(c.Model)
	if err != nil {
		return nil, err
	}
	p.noteOpening(c.Model, net)
	var layers []int
	for i := range net.Nodes {
		layers = append(layers, i)
	}
	if c.Layer != "" {
		if layers, err = findLayers(net, c.Model, c.Layer); err != nil {
			return nil, err
		}
	}
	if net, err = c.apply(net); err != nil {
		return nil, err
	}
	in, err := p.openInput(ctx, c.Images, net)
	if err != nil {
		return nil, err
	}
	if err := checkSeveral(c.Images, in.count); err != nil {
		return nil, err
	}
	report := p.startProgress(ctx, "picture")
	defer report.end()
	rdms, err := rsa.Layers(ctx, net, in, layers, c.Distance, func(done, total int) { report.update(done, total, "") })
	if err != nil {
		return nil, err
	}
	m := &matrices{rdms: rdms, stimuli: namesOf(in.count, in.name)}
	for _, layer := range layers {
		m.names = append(m.names, net.Nodes[layer].Name)
	}
	return m, nil
}

// Len and Read make an input what rsa.Layers shows a network.
func (in *input) Len() int                        { return in.count }
func (in *input) Read(i int, dst []float32) error { return in.read(i, dst) }

// checkSeveral refuses what no pair can be made of.
func checkSeveral(file string, pictures int) error {
	if pictures < 2 {
		return fmt.Errorf("%s: %d pictures; dissimilarities are those of at least two", file, pictures)
	}
	return nil
}

// namesOf are those of n pictures.
func namesOf(n int, name func(i int) string) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = name(i)
	}
	return names
}

// write writes the matrices and the pictures' names.
func (m *matrices) write(w io.Writer) error {
	archive := npy.NewArchive(w)
	for k, name := range m.names {
		if err := npy.Add(archive, name, []int{len(m.rdms[k])}, m.rdms[k]); err != nil {
			return err
		}
	}
	if m.stimuli != nil {
		if err := npy.AddText(archive, neuro.StimuliArray, m.stimuli); err != nil {
			return err
		}
	}
	return archive.Close()
}

// draw draws every matrix to a file in a folder; "" is none.
func (m *matrices) draw(ctx context.Context, folder string) error {
	if folder == "" {
		return nil
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return about(folder, err)
	}
	files := chart.FileNames(m.names)
	for k, name := range m.names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := writeFigure(filepath.Join(folder, files[k]+".png"), chart.Dissimilarities(name, m.rdms[k], m.stimuli), matrixSide, matrixSide); err != nil {
			return err
		}
	}
	return nil
}

// print prints a line a matrix, and notes what is missing.
func (m *matrices) print(p *Program) error {
	table := tabwriter.NewWriter(p.Output, 0, 0, 2, ' ', 0)
	for k, name := range m.names {
		known := slices.DeleteFunc(slices.Clone(m.rdms[k]), math.IsNaN)
		line := "nothing is known"
		if len(known) > 0 {
			slices.Sort(known)
			line = fmt.Sprintf("%.4g to %.4g\tmedian %.4g", known[0], known[len(known)-1], known[len(known)/2])
		}
		fmt.Fprintf(table, "%s\t%d pictures\t%s\n", name, m.rdms[k].Pictures(), line)
	}
	m.noteMissing(p)
	return table.Flush()
}

// noteMissing says which matrices lack pairs.
func (m *matrices) noteMissing(p *Program) {
	for k, name := range m.names {
		if text := m.rdms[k].MissingText(); text != "" {
			p.note("%s: %s", name, text)
		}
	}
}
