package plasticity

import (
	"context"
	"math"
)

// assign solves the linear assignment problem exactly: costs is n×n, and row i gets column columns[i], each column once, so
// that the sum of the costs is the least that there is. It takes n rows of n² steps at most, and returns ctx's error if stopped.
//
// Rows are added one by one; each looks for the cheapest way, over rows that give up their column for another, to a column that
// nobody has, by Dijkstra's algorithm on costs that potentials u and v keep at 0 or above. Jonker and Volgenant
// 1987, "A shortest augmenting path algorithm for dense and sparse linear assignment problems".
func assign(ctx context.Context, costs []float64, n int) (columns []int, err error) {
	const nobody = 0
	u, v := make([]float64, n+1), make([]float64, n+1) // of rows and columns, from 1 on
	row := make([]int, n+1)                            // that has a column
	way := make([]int, n+1)                            // the column before on the way to a column
	distance, done := make([]float64, n+1), make([]bool, n+1)
	for i := 1; i <= n; i++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j := range distance {
			distance[j], done[j] = math.Inf(1), false
		}
		row[0] = i
		at := 0
		for row[at] != nobody {
			done[at] = true
			next, least := 0, math.Inf(1)
			for j := 1; j <= n; j++ {
				if done[j] {
					continue
				}
				if d := costs[(row[at]-1)*n+j-1] - u[row[at]] - v[j]; d < distance[j] {
					distance[j], way[j] = d, at
				}
				if distance[j] < least {
					next, least = j, distance[j]
				}
			}
			for j := range done {
				if done[j] {
					u[row[j]] += least
					v[j] -= least
				} else {
					distance[j] -= least
				}
			}
			at = next
		}
		for at != 0 {
			row[at] = row[way[at]]
			at = way[at]
		}
	}
	columns = make([]int, n)
	for j := 1; j <= n; j++ {
		columns[row[j]-1] = j - 1
	}
	return columns, nil
}
