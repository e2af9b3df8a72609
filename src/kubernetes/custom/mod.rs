//! Custom resources, as far as they are made here: own structs, because no crate of them fits the version of the typed API.

pub mod gateway;
