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
	a := &assignment{costs: costs, n: n, u: make([]float64, n+1), v: make([]float64, n+1), row: make([]int, n+1), way: make([]int, n+1),
		distance: make([]float64, n+1), done: make([]bool, n+1)}
	for i := 1; i <= n; i++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a.add(i)
	}
	columns = make([]int, n)
	for j := 1; j <= n; j++ {
		columns[a.row[j]-1] = j - 1
	}
	return columns, nil
}

// nobody is the row that a column has which is still free; column 0 is where a row that is added begins.
const nobody = 0

// An assignment is assign at work. Rows and columns are counted from 1.
type assignment struct {
	costs    []float64
	n        int
	u, v     []float64 // potentials of rows and columns
	row      []int     // that has a column
	way      []int     // the column before on the way to a column
	distance []float64 // of columns from the row that is added
	done     []bool    // columns whose distance is final
}

// add gives one more row a column.
func (a *assignment) add(i int) {
	for j := range a.distance {
		a.distance[j], a.done[j] = math.Inf(1), false
	}
	a.row[0] = i
	at := 0
	for a.row[at] != nobody {
		at = a.nearest(at)
	}
	for at != 0 { // back along the way, on which each row gives up its column
		a.row[at] = a.row[a.way[at]]
		at = a.way[at]
	}
}

// nearest goes on from a column to the nearest one that is not done, and moves the potentials by as much.
func (a *assignment) nearest(at int) int {
	a.done[at] = true
	next, least, row := 0, math.Inf(1), a.row[at]
	for j := 1; j <= a.n; j++ {
		if a.done[j] {
			continue
		}
		if d := a.costs[(row-1)*a.n+j-1] - a.u[row] - a.v[j]; d < a.distance[j] {
			a.distance[j], a.way[j] = d, at
		}
		if a.distance[j] < least {
			next, least = j, a.distance[j]
		}
	}
	for j := range a.done {
		if a.done[j] {
			a.u[a.row[j]] += least
			a.v[j] -= least
		} else {
			a.distance[j] -= least
		}
	}
	return next
}
