//! Finds each cycle of a relation once, with Tarjan's algorithm for strongly connected components.

/// The cycles among `count` nodes: one for each strongly connected component of more than one node, or with an edge
/// to itself. A cycle starts at its lowest number and takes the shortest path back to it.
pub(super) fn find_cycles<I: Iterator<Item = usize>>(
    count: usize,
    next: impl Fn(usize) -> I,
) -> Vec<Vec<usize>> {
    let mut search = TarjanSearch::new(count);
    for node in 0..count {
        if search.index[node] == UNSEEN {
            search.depth_first_search(node, &next);
        }
    }
    let mut cycles: Vec<Vec<usize>> = search
        .components
        .into_iter()
        .filter_map(|component| find_shortest_cycle(&component, &next))
        .collect();
    cycles.sort_unstable();
    cycles
}

const UNSEEN: usize = usize::MAX;

struct TarjanSearch {
    index: Vec<usize>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    counter: usize,
    components: Vec<Vec<usize>>,
}

impl TarjanSearch {
    fn new(count: usize) -> Self {
        TarjanSearch {
            index: vec![UNSEEN; count],
            low: vec![0; count],
            on_stack: vec![false; count],
            stack: Vec::new(),
            counter: 0,
            components: Vec::new(),
        }
    }

    /// Depth-first search with an explicit stack, so a chain of a hundred thousand groups doesn't overflow the call
    /// stack.
    fn depth_first_search<I: Iterator<Item = usize>>(
        &mut self,
        start: usize,
        next: &impl Fn(usize) -> I,
    ) {
        self.enter_node(start);
        let mut path = vec![(start, next(start))];
        while let Some((node, edges)) = path.last_mut() {
            let node = *node;
            match edges.next() {
                Some(other) if self.index[other] == UNSEEN => {
                    self.enter_node(other);
                    path.push((other, next(other)));
                }
                Some(other) if self.on_stack[other] => {
                    self.low[node] = self.low[node].min(self.index[other]);
                }
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some((above, _)) = path.last() {
                        self.low[*above] = self.low[*above].min(self.low[node]);
                    }
                    self.leave_node(node);
                }
            }
        }
    }

    fn enter_node(&mut self, node: usize) {
        self.index[node] = self.counter;
        self.low[node] = self.counter;
        self.counter += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    fn leave_node(&mut self, node: usize) {
        if self.low[node] != self.index[node] {
            return;
        }
        let start = self.stack.iter().rposition(|other| *other == node);
        let component = self.stack.split_off(start.unwrap_or(0));
        for member in &component {
            self.on_stack[*member] = false;
        }
        self.components.push(component);
    }
}

/// The shortest path from the lowest node of a component back to it; `None` if there is none.
fn find_shortest_cycle<I: Iterator<Item = usize>>(
    component: &[usize],
    next: &impl Fn(usize) -> I,
) -> Option<Vec<usize>> {
    let members: std::collections::BTreeSet<usize> = component.iter().copied().collect();
    let start = *members.first()?;
    if component.len() == 1 {
        return next(start).any(|other| other == start).then(|| vec![start]);
    }
    let mut came_from = std::collections::BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for other in next(node).filter(|other| members.contains(other)) {
            if other == start {
                let mut path = vec![node];
                let mut at = node;
                while let Some(before) = came_from.get(&at) {
                    path.push(*before);
                    at = *before;
                }
                path.reverse();
                return Some(path);
            }
            if other != start && !came_from.contains_key(&other) {
                came_from.insert(other, node);
                queue.push_back(other);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_cycles_in(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        find_cycles(edges.len(), |node| edges[node].iter().copied())
    }

    #[test]
    fn each_cycle_is_found_once_by_its_shortest_way() {
        assert_eq!(find_cycles_in(&[&[1], &[2], &[]]), [[0; 0]; 0]);
        assert_eq!(find_cycles_in(&[&[1], &[2], &[0], &[0]]), [[0, 1, 2]]);
        assert_eq!(
            find_cycles_in(&[&[0], &[2, 3], &[1], &[2]]),
            [vec![0], vec![1, 2]]
        );
    }

    #[test]
    fn a_long_chain_is_no_trouble() {
        let count = 200_000;
        let ring = find_cycles(count, |node| std::iter::once((node + 1) % count));
        assert_eq!(ring.len(), 1);
        assert_eq!(ring[0].len(), count);
    }
}
