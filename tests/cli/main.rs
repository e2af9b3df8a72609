//! The program from outside: arguments, exit statuses, what goes where.

mod build;
mod explain;
mod image;
mod init;
mod input;
mod plan;
mod support;
mod task;
