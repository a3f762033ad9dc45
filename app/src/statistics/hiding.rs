//! What is not published because too few people stand behind it: counts from 1 to 4, and as many others as it takes for
//! nobody to find those by subtraction from the sums.

use std::collections::VecDeque;

/// Counts below this are not published.
pub const TOO_FEW: i64 = 5;

/// A table with its sums: one row and one column more than there are counts. Which of its cells are hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    rows: usize,
    columns: usize,
    counts: Vec<i64>,
    hidden: Vec<bool>,
}

/// What to hide of these counts, given row by row; all rows are equally long. The sums of the rows, of the columns and of
/// all are published with them.
///
/// Whoever subtracts works with one equation for each row and each column. Think of rows and columns as places, of every
/// hidden cell as a road between its row and its column: a hidden count can be found exactly where its road is the only way
/// between two parts of the map. So roads are added, the smallest counts first, until every road lies on a round trip. A row
/// or column whose sum stands there must besides hide at least [`TOO_FEW`] together.
pub fn hide(counts: &[Vec<i64>]) -> Hidden {
    let mut table = Hidden::with_sums(counts);
    while let Some(cell) = table.next_to_hide() {
        table.hidden[cell] = true;
    }
    table
}

impl Hidden {
    fn with_sums(counts: &[Vec<i64>]) -> Self {
        let rows = counts.len() + 1;
        let columns = counts.first().map_or(0, Vec::len) + 1;
        let mut cells = Vec::with_capacity(rows * columns);
        for row in counts {
            cells.extend(row);
            cells.push(row.iter().sum());
        }
        for column in 0..columns {
            cells.push((0..rows - 1).map(|row| cells[row * columns + column]).sum());
        }
        Self {
            rows,
            columns,
            hidden: cells
                .iter()
                .map(|count| (1..TOO_FEW).contains(count))
                .collect(),
            counts: cells,
        }
    }

    /// Whether the count at this row and column is hidden; the row after the last, and the column after the last, are the
    /// sums.
    pub fn is_hidden(&self, row: usize, column: usize) -> bool {
        self.hidden
            .get(row * self.columns + column)
            .copied()
            .unwrap_or(true)
    }

    pub fn is_sum_of_row_hidden(&self, row: usize) -> bool {
        self.is_hidden(row, self.columns - 1)
    }

    pub fn is_sum_of_column_hidden(&self, column: usize) -> bool {
        self.is_hidden(self.rows - 1, column)
    }

    pub fn is_total_hidden(&self) -> bool {
        self.is_hidden(self.rows - 1, self.columns - 1)
    }

    fn row(&self, row: usize) -> Vec<usize> {
        (0..self.columns)
            .map(|column| row * self.columns + column)
            .collect()
    }

    fn column(&self, column: usize) -> Vec<usize> {
        (0..self.rows)
            .map(|row| row * self.columns + column)
            .collect()
    }

    fn next_to_hide(&self) -> Option<usize> {
        let lines = (0..self.rows)
            .map(|row| self.row(row))
            .chain((0..self.columns).map(|column| self.column(column)));
        for line in lines {
            if let Some(cell) = self.too_little_in(&line) {
                return Some(cell);
            }
        }
        (0..self.hidden.len())
            .filter(|cell| self.hidden[*cell])
            .find_map(|cell| self.other_way_round(cell))
    }

    /// In a row or column, its sum last: what to hide besides, if what is hidden there could be found or says too much.
    fn too_little_in(&self, line: &[usize]) -> Option<usize> {
        let hidden: Vec<usize> = line
            .iter()
            .copied()
            .filter(|cell| self.hidden[*cell])
            .collect();
        let sum = *line.last()?;
        let together: i64 = hidden.iter().map(|cell| self.counts[*cell]).sum();
        let is_enough =
            hidden.is_empty() || (hidden.len() > 1 && (self.hidden[sum] || together >= TOO_FEW));
        if is_enough {
            return None;
        }
        // The sum itself comes last: it tells most.
        self.smallest(line.iter().copied().filter(|cell| *cell != sum))
            .or_else(|| self.smallest([sum].into_iter()))
    }

    /// The smallest of these that is published; of nothing at all only where there is no other.
    fn smallest(&self, cells: impl Iterator<Item = usize>) -> Option<usize> {
        cells
            .filter(|cell| !self.hidden[*cell])
            .min_by_key(|cell| (self.counts[*cell] == 0, self.counts[*cell], *cell))
    }

    /// What to hide so that this hidden cell lies on a round trip; `None` where it does.
    fn other_way_round(&self, cell: usize) -> Option<usize> {
        let (row, column) = (cell / self.columns, cell % self.columns);
        let near = self.reached_from(row, cell);
        if near[self.rows + column] {
            return None;
        }
        let across =
            |other: &usize| near[other / self.columns] != near[self.rows + other % self.columns];
        self.smallest((0..self.hidden.len()).filter(across))
    }

    /// The rows, then the columns, that are reached over hidden cells from a row, without passing this one.
    fn reached_from(&self, row: usize, without: usize) -> Vec<bool> {
        let mut reached = vec![false; self.rows + self.columns];
        let mut to_visit = VecDeque::from([row]);
        reached[row] = true;
        while let Some(place) = to_visit.pop_front() {
            let line = if place < self.rows {
                self.row(place)
            } else {
                self.column(place - self.rows)
            };
            for cell in line {
                if !self.hidden[cell] || cell == without {
                    continue;
                }
                let next = if place < self.rows {
                    self.rows + cell % self.columns
                } else {
                    cell / self.columns
                };
                if !reached[next] {
                    reached[next] = true;
                    to_visit.push_back(next);
                }
            }
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PRIME: i128 = 1_000_000_007;

    fn inverse(of: i128) -> i128 {
        let (mut power, mut base, mut result) = (PRIME - 2, of.rem_euclid(PRIME), 1);
        while power > 0 {
            if power % 2 == 1 {
                result = result * base % PRIME;
            }
            base = base * base % PRIME;
            power /= 2;
        }
        result
    }

    /// The hidden cells that somebody finds who solves all equations at once (Gauss, modulo a large prime).
    fn found_by_subtraction(table: &Hidden) -> Vec<usize> {
        let unknown: Vec<usize> = (0..table.hidden.len())
            .filter(|cell| table.hidden[*cell])
            .collect();
        let lines = (0..table.rows)
            .map(|row| table.row(row))
            .chain((0..table.columns).map(|column| table.column(column)));
        let mut equations: Vec<Vec<i128>> = lines
            .map(|line| {
                let sum = *line.last().unwrap();
                unknown
                    .iter()
                    .map(|cell| match line.contains(cell) {
                        false => 0,
                        true if *cell == sum => PRIME - 1,
                        true => 1,
                    })
                    .collect()
            })
            .collect();
        let mut pivots = Vec::new();
        let mut top = 0;
        for column in 0..unknown.len() {
            let Some(at) = (top..equations.len()).find(|row| equations[*row][column] != 0) else {
                continue;
            };
            equations.swap(top, at);
            let factor = inverse(equations[top][column]);
            for value in &mut equations[top] {
                *value = *value * factor % PRIME;
            }
            let pivot = equations[top].clone();
            for (row, equation) in equations.iter_mut().enumerate() {
                let times = equation[column];
                if row != top && times != 0 {
                    for (value, of_pivot) in equation.iter_mut().zip(&pivot) {
                        *value = (*value - times * of_pivot).rem_euclid(PRIME);
                    }
                }
            }
            pivots.push((top, column));
            top += 1;
        }
        pivots
            .into_iter()
            .filter(|(row, _)| equations[*row].iter().filter(|value| **value != 0).count() == 1)
            .map(|(_, column)| unknown[column])
            .collect()
    }

    #[test]
    fn one_small_count_takes_three_others_with_it() {
        let table = hide(&[vec![3, 40, 50], vec![60, 70, 80], vec![90, 20, 10]]);
        assert!(table.is_hidden(0, 0));
        assert_eq!(table.hidden.iter().filter(|hidden| **hidden).count(), 4);
        assert!(found_by_subtraction(&table).is_empty());
        assert!(!table.is_total_hidden());
    }

    #[test]
    fn a_table_without_small_counts_is_published_whole() {
        let table = hide(&[vec![5, 0], vec![0, 12]]);
        assert!(table.hidden.iter().all(|hidden| !hidden));
        let nothing = hide(&[]);
        assert!(!nothing.is_total_hidden());
    }

    #[test]
    fn the_attacker_of_this_test_finds_what_only_the_small_counts_hide() {
        let mut table = Hidden::with_sums(&[vec![3, 40, 50], vec![60, 70, 80]]);
        assert_eq!(found_by_subtraction(&table), [0]);
        // Two round trips joined by one road: every row and column hides two, and yet the road is found.
        table = Hidden::with_sums(&vec![vec![9; 5]; 5]);
        for cell in [
            (0, 0),
            (0, 1),
            (1, 0),
            (1, 1),
            (1, 2),
            (2, 2),
            (2, 3),
            (3, 2),
            (3, 3),
        ] {
            table.hidden[cell.0 * 6 + cell.1] = true;
        }
        assert_eq!(found_by_subtraction(&table), [8]);
        assert!(table.other_way_round(8).is_some());
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_found_by_subtraction(
            (rows, columns, counts) in (1..7_usize, 1..9_usize).prop_flat_map(|(rows, columns)| (
                Just(rows),
                Just(columns),
                prop::collection::vec(prop_oneof![Just(0), 1..5_i64, 5..30_i64], rows * columns),
            ))
        ) {
            let grid: Vec<Vec<i64>> = counts.chunks(columns).map(<[i64]>::to_vec).collect();
            prop_assert_eq!(grid.len(), rows);
            let table = hide(&grid);
            for (count, hidden) in table.counts.iter().zip(&table.hidden) {
                prop_assert!(*hidden || !(1..TOO_FEW).contains(count), "{} stands there", count);
            }
            let found = found_by_subtraction(&table);
            // All that there is may be a single small count with its three sums, in a table of one cell.
            prop_assert!(found.is_empty(), "{:?} found in {:?}", found, table);
            let lines = (0..table.rows).map(|row| table.row(row)).chain((0..table.columns).map(|column| table.column(column)));
            for line in lines {
                let sum = *line.last().unwrap();
                let hidden: i64 = line.iter().filter(|cell| table.hidden[**cell]).map(|cell| table.counts[*cell]).sum();
                prop_assert!(table.hidden[sum] || hidden == 0 || hidden >= TOO_FEW || line.iter().all(|cell| *cell == sum || table.hidden[*cell]));
            }
        }
    }
}
