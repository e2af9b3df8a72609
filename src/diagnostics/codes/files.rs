//! Codes about files and directories.

codes! {
    UNREADABLE = "F0101" Error "file that cannot be read":
        "A file that the blueprint names does not exist, is too large, is no regular file, or lies outside of the project.";
}
