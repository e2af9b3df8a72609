//! Codes about the task record.

codes! {}
