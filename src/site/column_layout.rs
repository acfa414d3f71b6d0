//! Arranges a directed graph in columns: a node stands to the right of everything that points to it, and edges cross as little as a few sweeps
//! achieve. The same graph gives the same arrangement everywhere.

use std::collections::HashMap;

/// How often the rows are ordered by their neighbours, once from each side.
const SWEEPS: usize = 2;

/// A column and a row in it.
pub(super) type Position = (usize, usize);

/// Where the nodes and the edges of a graph are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ColumnLayout {
    /// The node in each row of each column; `None` if only an edge runs through it.
    pub(super) columns: Vec<Vec<Option<usize>>>,
    pub(super) edges: Vec<EdgeRoute>,
}

/// What an edge runs through, from left to right.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct EdgeRoute {
    pub(super) positions: Vec<Position>,
    /// Whether the edge points to the left, because it's part of a cycle.
    pub(super) is_reversed: bool,
}

/// An edge that points to the right.
#[derive(Clone, Copy)]
struct ForwardEdge {
    from: usize,
    to: usize,
    is_reversed: bool,
}

/// Arranges the nodes `0..node_count`. Nodes without neighbours keep their order; an edge from a node to itself is left out.
pub(super) fn arrange_in_columns(node_count: usize, edges: &[(usize, usize)]) -> ColumnLayout {
    let edges = reverse_cycles(node_count, edges);
    let column_of = assign_columns(node_count, &edges);
    let mut rows = ColumnRows::new(&column_of, &edges);
    for _ in 0..SWEEPS {
        rows.order_by_left_neighbours();
        rows.order_by_right_neighbours();
    }
    rows.order_by_left_neighbours();
    rows.into_layout(node_count, &edges)
}

/// The edges, with those reversed that close a cycle when the graph is searched from the first node to the last.
fn reverse_cycles(node_count: usize, edges: &[(usize, usize)]) -> Vec<ForwardEdge> {
    let mut search = CycleSearch {
        edges,
        states: vec![SearchState::Unseen; node_count],
        forward: Vec::with_capacity(edges.len()),
    };
    for node in 0..node_count {
        search.visit(node);
    }
    search.forward
}

/// How far the search for cycles is with a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SearchState {
    Unseen,
    Open,
    Done,
}

/// A depth-first search for edges that close a cycle.
struct CycleSearch<'e> {
    edges: &'e [(usize, usize)],
    states: Vec<SearchState>,
    forward: Vec<ForwardEdge>,
}

impl CycleSearch<'_> {
    fn visit(&mut self, node: usize) {
        if self.states[node] != SearchState::Unseen {
            return;
        }
        self.states[node] = SearchState::Open;
        for (from, to) in self.edges {
            if *from != node || from == to {
                continue;
            }
            self.visit(*to);
            let is_reversed = self.states[*to] == SearchState::Open;
            let (from, to) = if is_reversed {
                (*to, *from)
            } else {
                (*from, *to)
            };
            self.forward.push(ForwardEdge {
                from,
                to,
                is_reversed,
            });
        }
        self.states[node] = SearchState::Done;
    }
}

/// The column of each node: right of everything that points to it. What nothing points to is beside the first thing that it points to.
fn assign_columns(node_count: usize, edges: &[ForwardEdge]) -> Vec<usize> {
    let mut columns = vec![0; node_count];
    // Without cycles, no path has more edges than there are nodes.
    for _ in 0..node_count {
        for edge in edges {
            columns[edge.to] = columns[edge.to].max(columns[edge.from] + 1);
        }
    }
    for node in 0..node_count {
        if edges.iter().all(|edge| edge.to != node) {
            let own = edges.iter().filter(|edge| edge.from == node);
            let next = own.map(|edge| columns[edge.to]).min();
            columns[node] = next.map_or(0, |next| next - 1);
        }
    }
    columns
}

/// The rows of each column while they are ordered. Beyond the nodes, an item stands for an edge that crosses a column.
struct ColumnRows {
    columns: Vec<Vec<usize>>,
    /// The items of each edge, from left to right.
    routes: Vec<Vec<usize>>,
}

impl ColumnRows {
    fn new(column_of: &[usize], edges: &[ForwardEdge]) -> ColumnRows {
        let count = column_of.iter().max().map_or(0, |last| last + 1);
        let mut columns: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (node, column) in column_of.iter().enumerate() {
            columns[*column].push(node);
        }
        let mut next = column_of.len();
        let mut route = |edge: &ForwardEdge| {
            let mut items = vec![edge.from];
            for column in &mut columns[column_of[edge.from] + 1..column_of[edge.to]] {
                column.push(next);
                items.push(next);
                next += 1;
            }
            items.push(edge.to);
            items
        };
        ColumnRows {
            routes: edges.iter().map(&mut route).collect(),
            columns,
        }
    }

    fn order_by_left_neighbours(&mut self) {
        for column in 1..self.columns.len() {
            self.order_column(column, column - 1);
        }
    }

    fn order_by_right_neighbours(&mut self) {
        for column in (1..self.columns.len()).rev() {
            self.order_column(column - 1, column);
        }
    }

    /// Orders the items of a column by the mean row of their neighbours in another one. Items without neighbours there stay where they are.
    fn order_column(&mut self, column: usize, other: usize) {
        let other_rows = index_rows(&self.columns[other]);
        let mut neighbours: HashMap<usize, Vec<usize>> = HashMap::new();
        for pair in self.routes.iter().flat_map(|route| route.windows(2)) {
            for (item, neighbour) in [(pair[0], pair[1]), (pair[1], pair[0])] {
                if let Some(row) = other_rows.get(&neighbour) {
                    neighbours.entry(item).or_default().push(*row);
                }
            }
        }
        let own_rows = index_rows(&self.columns[column]);
        self.columns[column].sort_by(|one, next| {
            let mean = |item: &usize| match neighbours.get(item) {
                Some(rows) => mean_row(rows),
                None => mean_row(&[own_rows[item]]),
            };
            mean(one).total_cmp(&mean(next))
        });
    }

    fn into_layout(self, node_count: usize, edges: &[ForwardEdge]) -> ColumnLayout {
        let mut positions: HashMap<usize, Position> = HashMap::new();
        for (column, items) in self.columns.iter().enumerate() {
            for (row, item) in items.iter().enumerate() {
                positions.insert(*item, (column, row));
            }
        }
        let route = |(items, edge): (&Vec<usize>, &ForwardEdge)| EdgeRoute {
            positions: items.iter().map(|item| positions[item]).collect(),
            is_reversed: edge.is_reversed,
        };
        let node = |item: usize| (item < node_count).then_some(item);
        ColumnLayout {
            edges: self.routes.iter().zip(edges).map(route).collect(),
            columns: self
                .columns
                .into_iter()
                .map(|items| items.into_iter().map(node).collect())
                .collect(),
        }
    }
}

fn index_rows(items: &[usize]) -> HashMap<usize, usize> {
    items
        .iter()
        .enumerate()
        .map(|(row, item)| (*item, row))
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "there are only a few rows")]
fn mean_row(rows: &[usize]) -> f64 {
    rows.iter().sum::<usize>() as f64 / rows.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_stands_to_the_right_of_what_points_to_it() {
        // 0 uses 1 and 3, 1 uses 2, 2 uses 3; 4 uses 3 alone, and stands beside it.
        let layout = arrange_in_columns(5, &[(0, 1), (0, 3), (1, 2), (2, 3), (4, 3)]);
        let columns: Vec<Vec<usize>> = layout
            .columns
            .iter()
            .map(|rows| rows.iter().flatten().copied().collect())
            .collect();
        assert_eq!(columns, [vec![0], vec![1], vec![2, 4], vec![3]]);
        let long = layout.edges.iter().find(|edge| edge.positions.len() == 4);
        assert!(long.is_some(), "{layout:?}");
    }

    #[test]
    fn a_cycle_is_drawn_with_one_edge_backwards() {
        let layout = arrange_in_columns(3, &[(0, 1), (1, 2), (2, 0), (1, 1)]);
        let reversed = layout.edges.iter().filter(|edge| edge.is_reversed);
        assert_eq!(reversed.count(), 1);
        assert_eq!(layout.columns.len(), 3);
        assert_eq!(layout.edges.len(), 3);
    }

    #[test]
    fn edges_that_can_run_side_by_side_dont_cross() {
        let layout = arrange_in_columns(4, &[(0, 3), (1, 2)]);
        assert_eq!(layout.columns[0], [Some(0), Some(1)]);
        assert_eq!(layout.columns[1], [Some(3), Some(2)]);
    }

    proptest::proptest! {
        #[test]
        fn every_edge_runs_from_column_to_column(
            edges in proptest::collection::vec((0usize..12, 0usize..12), 0..40)
        ) {
            let layout = arrange_in_columns(12, &edges);
            for edge in &layout.edges {
                for pair in edge.positions.windows(2) {
                    proptest::prop_assert_eq!(pair[0].0 + 1, pair[1].0);
                }
            }
            let nodes = layout.columns.iter().flatten().flatten().count();
            proptest::prop_assert_eq!(nodes, 12);
        }
    }
}
