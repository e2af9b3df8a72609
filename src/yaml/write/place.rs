//! The places in which a node can stand, and the columns that follow from them.

#![expect(clippy::indexing_slicing, reason = "the offset is cut to the length")]

/// The spaces by which each level is indented.
pub(super) const STEP: usize = 2;

/// Where a node stands: what has been written just before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing: the node is the whole document.
    Top,
    /// A key and its colon, in a mapping that starts in this column.
    Key(usize),
    /// A dash, in a list that starts in this column.
    Dash(usize),
}

impl Place {
    /// The column in which a mapping at this place starts.
    pub(super) fn mapping_column(self) -> usize {
        match self {
            Self::Top => 0,
            Self::Key(column) | Self::Dash(column) => column + STEP,
        }
    }

    /// The column in which a list at this place starts.
    pub(super) fn list_column(self) -> usize {
        match self {
            Self::Top => 0,
            // kubectl puts the dashes in the column of the key.
            Self::Key(column) => column,
            Self::Dash(column) => column + STEP,
        }
    }

    /// The column in which the lines of a literal block at this place start.
    pub(super) fn block_column(self) -> usize {
        match self {
            Self::Top => STEP,
            Self::Key(column) | Self::Dash(column) => column + STEP,
        }
    }

    /// Writes what separates this place from a scalar on the same line.
    pub(super) fn write_gap(self, out: &mut Vec<u8>) {
        if self != Self::Top {
            out.push(b' ');
        }
    }

    /// Writes what separates this place from a collection that starts in `column`.
    pub(super) fn open(self, out: &mut Vec<u8>, column: usize) {
        match self {
            Self::Top => {}
            Self::Key(_) => {
                out.push(b'\n');
                write_spaces(out, column);
            }
            Self::Dash(_) => out.push(b' '),
        }
    }
}

/// Writes `count` spaces.
pub(super) fn write_spaces(out: &mut Vec<u8>, count: usize) {
    const SPACES: [u8; 64] = [b' '; 64];
    let mut left = count;
    while left > SPACES.len() {
        out.extend_from_slice(&SPACES);
        left -= SPACES.len();
    }
    out.extend_from_slice(&SPACES[..left]);
}
