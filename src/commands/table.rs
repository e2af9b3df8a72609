//! Columns of text, as `kubectl get` prints them.

use std::fmt::Write as _;

/// Rows below a heading, each column as wide as its widest cell, the last one as it comes.
pub fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> String {
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(heading.get(column).map(|title| title.chars().count())).max().unwrap_or(0)
    });
    let mut text = line(&heading, &widths);
    for row in rows {
        text.push_str(&line(&row.each_ref().map(String::as_str), &widths));
    }
    text
}

fn line(cells: &[&str], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, &width) in cells.iter().zip(widths) {
        // A value of several lines would tear its row apart.
        let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        // Writing to a string cannot fail.
        let _ = write!(line, "{cell:width$}   ");
    }
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_characters() {
        let rows = [["é".to_owned(), "x".to_owned()], ["long".to_owned(), "a\nb".to_owned()]];
        assert_eq!(table(["A", "B"], &rows), "A      B\né      x\nlong   a b\n");
    }
}
