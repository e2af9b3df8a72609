//! What must hold for every input, however hostile. The suite applies it to its corpus and to some mutations, the fuzz targets
//! (`fuzz/`) to as many as there is time for; both compile these files.

pub mod compile;
pub mod found;
pub mod memory;
pub mod mutate;
pub mod reader;
