//! A scanner for strict JSON that keeps spans and no values.

use std::ops::Range;

use super::object::{Member, Object};
use crate::task::error::{JsonProblem, Position, TaskError};

/// The deepest nesting that is read; what `serde_json` allows as well.
const DEPTH_LIMIT: usize = 128;

/// A place in a text on the way through it.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    /// A scanner that begins at a byte offset.
    pub fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The byte at the offset.
    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over white space.
    pub fn blanks(&mut self) {
        self.pass_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// Passes over a value at this depth, and says where it was.
    pub fn value(&mut self, depth: usize) -> Result<Range<usize>, TaskError> {
        let start = self.at;
        match self.peek() {
            Some(b'{') => self.object(depth).map(drop)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => self.string().map(drop)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true")?,
            Some(b'f') => self.word("false")?,
            Some(b'n') => self.word("null")?,
            _ => return Err(self.unexpected("a value")),
        }
        Ok(start..self.at)
    }

    /// Passes over an object, and says where its members were.
    pub fn object(&mut self, depth: usize) -> Result<Object, TaskError> {
        let open = self.enter(b'{', "`{`", depth)?;
        let mut members = Vec::new();
        let mut gap_start = self.at;
        self.blanks();
        if self.peek() != Some(b'}') {
            loop {
                members.push(self.member(gap_start, depth)?);
                self.blanks();
                if self.peek() != Some(b',') {
                    break;
                }
                self.at += 1;
                gap_start = self.at;
                self.blanks();
            }
        }
        let close = self.at;
        self.expect(b'}', "`,` or `}`")?;
        Ok(Object { open, close, members })
    }

    fn member(&mut self, gap_start: usize, depth: usize) -> Result<Member, TaskError> {
        let gap = gap_start..self.at;
        let key = self.string()?;
        self.blanks();
        self.expect(b':', "`:`")?;
        self.blanks();
        let value = self.value(depth + 1)?;
        Ok(Member { gap, key, value })
    }

    fn array(&mut self, depth: usize) -> Result<(), TaskError> {
        self.enter(b'[', "`[`", depth)?;
        self.blanks();
        if self.peek() != Some(b']') {
            loop {
                self.value(depth + 1)?;
                self.blanks();
                if self.peek() != Some(b',') {
                    break;
                }
                self.at += 1;
                self.blanks();
            }
        }
        self.expect(b']', "`,` or `]`")
    }

    fn string(&mut self) -> Result<Range<usize>, TaskError> {
        let start = self.at;
        self.expect(b'"', "a string")?;
        loop {
            self.pass_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f));
            match self.peek() {
                Some(b'\\') => self.escape()?,
                _ => break,
            }
        }
        self.expect(b'"', "the closing quote of a string")?;
        Ok(start..self.at)
    }

    fn escape(&mut self) -> Result<(), TaskError> {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.unexpected("a hexadecimal digit"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.unexpected("an escape such as `n` or `u00e9`")),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), TaskError> {
        self.pass(b"-");
        if !self.pass(b"0") {
            self.digits()?;
        }
        if self.pass(b".") {
            self.digits()?;
        }
        if self.pass(b"eE") {
            self.pass(b"+-");
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), TaskError> {
        let start = self.at;
        self.pass_while(|byte| byte.is_ascii_digit());
        if self.at == start {
            return Err(self.unexpected("a digit"));
        }
        Ok(())
    }

    fn word(&mut self, word: &'static str) -> Result<(), TaskError> {
        for byte in word.bytes() {
            self.expect(byte, word)?;
        }
        Ok(())
    }

    /// Passes the opening bracket, if that does not go too deep, and says where it was.
    fn enter(&mut self, open: u8, shown: &'static str, depth: usize) -> Result<usize, TaskError> {
        let start = self.at;
        if depth >= DEPTH_LIMIT {
            let limit = DEPTH_LIMIT;
            return Err(self.error(start, JsonProblem::TooDeep { limit }));
        }
        self.expect(open, shown)?;
        Ok(start)
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), TaskError> {
        if self.peek() != Some(byte) {
            return Err(self.unexpected(expected));
        }
        self.at += 1;
        Ok(())
    }

    /// Passes one byte if it is one of these.
    fn pass(&mut self, bytes: &[u8]) -> bool {
        let found = self.peek().is_some_and(|byte| bytes.contains(&byte));
        self.at += usize::from(found);
        found
    }

    fn pass_while(&mut self, belongs: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&belongs) {
            self.at += 1;
        }
    }

    /// The error that something else was to come here.
    pub fn unexpected(&self, expected: &'static str) -> TaskError {
        let rest = self.text.get(self.at..).unwrap_or("");
        let problem = match rest.chars().next() {
            Some(found) => JsonProblem::Unexpected { found, expected },
            None => JsonProblem::End { expected },
        };
        self.error(self.at, problem)
    }

    fn error(&self, offset: usize, problem: JsonProblem) -> TaskError {
        let position = Position::of(self.text, offset);
        TaskError::Json { position, problem }
    }
}
