//! The program from outside: arguments, exit statuses, what goes where.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails as a test does")]

mod build;
mod check;
mod explain;
mod image;
mod init;
mod input;
mod plan;
mod support;
mod task;
