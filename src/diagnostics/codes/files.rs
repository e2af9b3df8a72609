//! Codes about files and directories.

codes! {}
