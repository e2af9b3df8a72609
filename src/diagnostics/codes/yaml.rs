//! Codes about the text as YAML.

codes! {
    SYNTAX = "Y0101" Error "text that is no YAML":
        "The text cannot be read as YAML at this place. Reading stops here, so later problems show only when this one is mended.";
    NOT_UTF8 = "Y0102" Error "a file that is not UTF-8":
        "Blueprints are UTF-8 text. Save the file as UTF-8, without any other encoding in parts of it.";
    TOO_LARGE = "Y0103" Error "a file that is too large":
        "A file of a blueprint has at most 16 MiB, so that nobody waits for a file that was named by mistake.";
    TOO_DEEP = "Y0104" Error "nesting that is too deep":
        "Lists and mappings nest at most 64 levels deep. No blueprint needs more; deeper nesting is an accident or an attack.";
    TOO_MANY_VALUES = "Y0105" Error "more values than a file may have":
        "A file has at most five million keys and values. Split it, or generate less of it.";
    EMPTY_DOCUMENT = "Y0106" Error "a file without content":
        "The file has no content besides blanks and comments. Write something into it, or delete it.";
    SECOND_DOCUMENT = "Y0107" Error "a second document":
        "A file holds one document. Move what stands behind `---` or `...` into a file of its own.";
    DIRECTIVE = "Y0108" Error "a directive":
        "Directives such as `%YAML 1.2` would change how the rest is read. They are not needed; remove the line.";
    TAB = "Y0109" Error "a tab":
        "Tabs look like blanks but count differently in every editor. Use blanks; inside quoted and block texts tabs are kept.";
    CONTROL_CHARACTER = "Y0110" Error "a control character":
        "Control characters break terminals, logs and manifests. Only line breaks are allowed, and tabs inside quoted and \
         block texts.";
    INVISIBLE_CHARACTER = "Y0111" Error "an invisible character":
        "Characters that have no width or turn the direction of writing make a file look different from what it says.";
    INDENTATION = "Y0112" Error "wrong indentation":
        "Lines that belong together begin in the same column; what belongs to a line above is indented deeper than it.";
    UNCLOSED = "Y0113" Error "a bracket or quote without its partner":
        "Every bracket and every quote needs its partner. The place shown is where the open one begins.";
    NEEDS_QUOTES = "Y0114" Error "a text that needs quotes":
        "Some characters have a meaning of their own in YAML where they stand. In quotes they are plain text.";
    REFERENCE_IN_FLOW = "Y0115" Error "a reference without quotes inside brackets":
        "Inside `{ }` and `[ ]` a brace ends a text, so a reference such as `${x.host}` needs quotes there.";
    MISSING_BLANK = "Y0116" Error "a colon without a blank behind it":
        "A key ends with a colon and a blank. Without the blank, the colon is part of the text.";
    COMMA_IN_NUMBER = "Y0117" Error "a comma inside a number":
        "Inside `{ }` a comma separates entries, so `{n: 3,000}` reads as `n: 3` and a key `000`. Write numbers without commas.";
    TEXT_AFTER_VALUE = "Y0118" Error "text behind the end of a value":
        "A quoted text, a list in brackets or a mapping in braces ends with its closing sign; nothing may follow on the line.";
    BAD_ESCAPE = "Y0119" Error "an escape that does not exist":
        "In double quotes a backslash begins an escape such as `\\n`. Write `\\\\` for a backslash, or use single quotes.";
    EMPTY_VALUE = "Y0120" Error "a key or an item without a value":
        "Nothing behind a key or a dash is no value: it may be forgotten or meant to remove. Only a literal `~` removes.";
    NULL_WORD = "Y0121" Error "the word null":
        "`null`, `Null` and `NULL` are read as a text by some tools and as nothing by others. Write `~`, or quote the word.";
    DUPLICATE_KEY = "Y0122" Error "a key that is given twice":
        "Each key of a mapping is given once. Otherwise one of the two values would silently be lost.";
    EMPTY_KEY = "Y0123" Error "a key without a name":
        "A key has a name in front of its colon; nothing, or an empty text in quotes, names nothing.";
    KEY_NOT_TEXT = "Y0124" Error "a key that is no simple text":
        "Keys are texts on one line, plain or in quotes. Lists, mappings, block texts and the `? ` form are no keys.";
    ANCHOR = "Y0125" Error "an anchor or alias":
        "Anchors (`&name`) and aliases (`*name`) hide where a value comes from. Write the value out where it is needed.";
    MERGE_KEY = "Y0126" Error "a merge key":
        "The key `<<` merges another mapping invisibly. Write the entries out where they are needed.";
    TAG = "Y0127" Error "a tag":
        "Tags such as `!!str` change how a value is read. The blueprint's shape already says what each value is.";
    MISSING_COMMA = "Y0128" Error "a missing comma":
        "Inside `{ }` and `[ ]` entries are separated by commas, also where each stands on a line of its own.";
    MISSING_COLON = "Y0129" Error "a line without a colon":
        "Each line of a mapping has a key, a colon, a blank and a value.";
}
