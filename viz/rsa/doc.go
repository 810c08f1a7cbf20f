// Package rsa compares representations: which pictures a network's layers, or parts of a brain, treat alike
// (representational similarity analysis).
//
// Start at RDM, one dissimilarity of every pair of pictures, which Layers computes from a network's activations and
// OfPatterns from numbers recorded elsewhere. Compare is one correlation of two of them; Infer compares layers with
// people, with a test; NoiseCeiling says how well any model could do. Timecourses does the same for every moment of a
// Movie. A Live keeps layers' patterns, so that matrices follow a picture that is painted on. Cluster and MDS arrange pictures by their dissimilarities.
//
// A pair that is NaN in an RDM is one that nothing is known of: a picture to which a layer answers the same everywhere
// has no correlation with any other. Comparisons leave such pairs out, and RDM.Missing counts them.
//
// Correlations are signed and never squared. All arithmetic on dissimilarities is in float64. What is random takes a
// seed and gives the same numbers whatever the number of processors. Definitions follow rsatoolbox
// (Schütt et al. 2023, "Statistical inference on representational geometries"), whose numbers the tests hold this to.
package rsa
