package rsa_test

import (
	"context"
	"fmt"

	"unitscope/viz/rsa"
)

// Two pictures have one pattern, the third its opposite.
func ExampleOfPatterns() {
	rdm, err := rsa.OfPatterns(context.Background(), []float64{
		1, 2, 3, 4,
		2, 4, 6, 8,
		4, 3, 2, 1,
	}, 3, 4, rsa.PearsonDistance)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f %.0f %.0f\n", rdm.At(0, 1), rdm.At(0, 2), rdm.At(1, 2))
	// Output: 0 2 2
}

// Ranks agree but for one exchange of neighbours: of 15 pairs of dissimilarities, 14 are in the same order.
func ExampleCompare() {
	layer, brain := rsa.RDM{1, 2, 3, 4, 5, 6}, rsa.RDM{10, 20, 40, 30, 50, 60}
	fmt.Printf("spearman %.3f, tau-a %.3f\n", rsa.Compare(layer, brain, rsa.Spearman), rsa.Compare(layer, brain, rsa.KendallTauA))
	// Output: spearman 0.943, tau-a 0.867
}

// Five people's matrices are like the first layer's, each in its own way.
func ExampleInfer() {
	layers := []rsa.RDM{{1, 2, 3, 4, 5, 6}, {1, 6, 2, 5, 3, 4}}
	people := []rsa.RDM{{1, 2, 3, 4, 6, 5}, {2, 1, 3, 4, 5, 6}, {1, 2, 4, 3, 5, 6}, {1, 3, 2, 4, 5, 6}, {1, 2, 3, 5, 4, 6}}
	found, err := rsa.Infer(context.Background(), layers, []string{"conv1", "conv2"}, people, rsa.InferOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range found.Results {
		fmt.Printf("%s %+.2f, p %.3f\n", r.Name, r.Mean, r.P)
	}
	fmt.Println(found.Method)
	// Output:
	// conv1 +0.94, p 0.031
	// conv2 +0.22, p 0.062
	// spearman correlation; people as a sample (5): one-sided Wilcoxon signed-rank test, exact; corrected over 2 layers by Benjamini and Hochberg's false discovery rate
}

// Four pictures by their likeness: 0 and 2 belong together, and 1 and 3.
func ExampleCluster() {
	tree := rsa.Cluster(rsa.RDM{9, 1, 8, 8, 2, 7}) // d01 d02 d03 d12 d13 d23
	fmt.Println(tree.Order())
	// Output: [0 2 1 3]
}
