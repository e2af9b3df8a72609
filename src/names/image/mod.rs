//! References to container images: `[registry[:port]/]repository[:tag][@sha256:digest]`.

mod grammar;

use grammar::{
    DIGEST_LENGTH, NAME_MAX, TAG_MAX, checked_digest, checked_registry, checked_repository, checked_tag,
    split_registry, whole,
};
use std::collections::BTreeMap;
use std::fmt;

/// The registry that a reference without one means.
pub const DEFAULT_REGISTRY: &str = "docker.io";
/// The folder that a repository of one word means at the default registry.
const OFFICIAL: &str = "library";
/// An image as somebody names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageRef {
    /// Host with an optional port; `None` where none is written, which means [`DEFAULT_REGISTRY`].
    pub registry: Option<String>,
    /// Path below the registry, in lower case, as written: `nginx` stays `nginx`.
    pub repository: String,
    /// The tag, without its colon.
    pub tag: Option<String>,
    /// The digest with its algorithm: `sha256:…`.
    pub digest: Option<String>,
}

/// Why a text is no image reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Nothing at all.
    #[error("the image reference is empty")]
    Empty,
    /// White space, at the ends or inside.
    #[error("`{0}` has white space in it")]
    Whitespace(String),
    /// A web address.
    #[error("an image reference has no `{0}://` in front")]
    Scheme(String),
    /// A registry that is no host name.
    #[error("`{0}` is not a registry: a host name, with an optional port from 1 to 65535")]
    Registry(String),
    /// Capitals in the repository.
    #[error("the repository `{0}` has capital letters, which no registry takes")]
    Uppercase(String),
    /// A repository that is malformed in another way.
    #[error(
        "`{0}` is not a repository: words of lower-case letters and digits, joined by `/`, or by `.`, `_`, `__` or `-` within a word"
    )]
    Repository(String),
    /// A repository that every tool would take for an image ID.
    #[error("`{0}` is the ID of an image, which only the machine that built it knows")]
    ImageId(String),
    /// Registry and repository beyond what registries take.
    #[error("registry and repository have more than {NAME_MAX} characters")]
    TooLong,
    /// A tag that is empty, too long or has other characters than allowed.
    #[error("`{0}` is not a tag: up to {TAG_MAX} letters, digits, `_`, `.` and `-`, and neither `.` nor `-` in front")]
    Tag(String),
    /// A digest of another kind.
    #[error("`{0}` is not a digest: only `sha256:` is known")]
    DigestAlgorithm(String),
    /// A digest of another length.
    #[error("the digest has {0} digits, a SHA-256 digest has {DIGEST_LENGTH}")]
    DigestLength(usize),
    /// A digest with other characters than 0 to 9 and a to f.
    #[error("the digest `{0}` has other characters than 0 to 9 and a to f")]
    DigestCharacters(String),
}

impl ImageRef {
    /// Reads a reference.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, ImageError> {
        whole(text)?;
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(checked_digest(digest)?)),
            None => (text, None),
        };
        let (registry, rest) = split_registry(rest);
        if let Some(host) = registry {
            checked_registry(host)?;
        }
        let (repository, tag) = match rest.split_once(':') {
            Some((repository, tag)) => (repository, Some(checked_tag(tag)?)),
            None => (rest, None),
        };
        checked_repository(repository, registry)?;
        let owned = |part: Option<&str>| part.map(str::to_owned);
        Ok(Self {
            registry: owned(registry),
            repository: repository.to_owned(),
            tag: owned(tag),
            digest: owned(digest),
        })
    }

    /// Whether the same reference may mean another image tomorrow: it has no digest, and either no tag or one without any digit
    /// (`latest`, `stable`, `alpine`, `main`).
    #[must_use]
    pub fn is_floating(&self) -> bool {
        let numbered = |tag: &String| tag.bytes().any(|byte| byte.is_ascii_digit());
        self.digest.is_none() && !self.tag.as_ref().is_some_and(numbered)
    }

    /// Registry and repository with nothing left out: `docker.io/library/nginx` for `nginx`.
    #[must_use]
    pub fn full_name(&self) -> String {
        let registry = self.registry.as_deref().unwrap_or(DEFAULT_REGISTRY);
        match registry {
            DEFAULT_REGISTRY if !self.repository.contains('/') => format!("{registry}/{OFFICIAL}/{}", self.repository),
            _ => format!("{registry}/{}", self.repository),
        }
    }

    /// The same image at a mirror. `mirrors` maps prefixes of full names to what stands there instead; a prefix ends where a path
    /// segment ends, the longest one wins, and an image that none fits stays as it is.
    ///
    /// # Errors
    /// When the replaced reference is none, because of what the map holds.
    pub fn with_registry_mapped(&self, mirrors: &BTreeMap<String, String>) -> Result<Self, ImageError> {
        let name = self.full_name();
        let fitting = mirrors.iter().filter_map(|(from, to)| remainder(&name, from).map(|rest| (rest, to)));
        let Some((rest, to)) = fitting.min_by_key(|(rest, _)| rest.len()) else {
            return Ok(self.clone());
        };
        let mapped = Self::parse(&format!("{}{rest}", to.trim_end_matches('/')))?;
        // Without a dot or a port, a mirror would be read as a folder of the default registry.
        match (&mapped.registry, mapped.tag.is_some() || mapped.digest.is_some()) {
            (Some(_), false) => Ok(Self { tag: self.tag.clone(), digest: self.digest.clone(), ..mapped }),
            _ => Err(ImageError::Registry(to.clone())),
        }
    }
}

impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(registry) = &self.registry {
            write!(f, "{registry}/")?;
        }
        f.write_str(&self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => Ok(()),
        }
    }
}

/// What is left of a name behind a prefix that ends where a segment ends; begins with `/`, or is empty.
fn remainder<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = name.strip_prefix(prefix.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn image(text: &str) -> ImageRef {
        ImageRef::parse(text).unwrap()
    }

    fn mapped(text: &str, pairs: &[(&str, &str)]) -> Result<String, ImageError> {
        let mirrors = pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        image(text).with_registry_mapped(&mirrors).map(|image| image.to_string())
    }

    #[test]
    fn parts_are_told_apart() {
        let parts = |text| {
            let ImageRef { registry, repository, tag, digest } = image(text);
            (registry, repository, tag, digest.is_some())
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(parts("nginx"), (None, "nginx".into(), None, false));
        assert_eq!(parts("grafana/grafana:11.2"), (None, "grafana/grafana".into(), some("11.2"), false));
        assert_eq!(parts("localhost/app"), (some("localhost"), "app".into(), None, false));
        assert_eq!(
            parts("reg.example:5000/a/b-c__d:V1_x"),
            (some("reg.example:5000"), "a/b-c__d".into(), some("V1_x"), false)
        );
        assert_eq!(parts("[fe80::1]:5000/a"), (some("[fe80::1]:5000"), "a".into(), None, false));
        assert_eq!(
            parts(&format!("Ghcr.io/acme/app:1@sha256:{HEX}")),
            (some("Ghcr.io"), "acme/app".into(), some("1"), true)
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text: &str| ImageRef::parse(text).unwrap_err();
        assert_eq!(error(""), ImageError::Empty);
        assert_eq!(error("nginx:1 "), ImageError::Whitespace("nginx:1 ".into()));
        assert_eq!(error("https://ghcr.io/a/b"), ImageError::Scheme("https".into()));
        assert_eq!(error("NGINX:1"), ImageError::Uppercase("NGINX".into()));
        assert_eq!(error("ghcr.io/Acme/app"), ImageError::Uppercase("Acme/app".into()));
        assert_eq!(error(HEX), ImageError::ImageId(HEX.into()));
        for text in ["a//b", "/a", "a/", "-a", "a_", "a___b", "a..b", "a._b", "ghcr.io/", ":1", "ä", "${image}"] {
            assert!(matches!(error(text), ImageError::Repository(_)), "{text}: {:?}", error(text));
        }
        for text in
            ["a.b:/c", "a.b:0/c", "a.b:65536/c", "a.b:+1/c", "-a.b/c", ".a/c", "a..b/c", "[::g]:1/c", "${r}.io/c"]
        {
            assert!(matches!(error(text), ImageError::Registry(_)), "{text}: {:?}", error(text));
        }
        for text in ["a:", "a:.1", "a:-1", "a:1:2", "a:ü", &format!("a:{}", "1".repeat(129))] {
            assert!(matches!(error(text), ImageError::Tag(_)), "{text}");
        }
        assert!(matches!(error("a@md5:00"), ImageError::DigestAlgorithm(_)));
        assert!(matches!(error(&format!("a@{HEX}")), ImageError::DigestAlgorithm(_)));
        assert_eq!(error("a@sha256:00ff"), ImageError::DigestLength(4));
        assert!(matches!(error(&format!("a@sha256:{}", HEX.to_uppercase())), ImageError::DigestCharacters(_)));
        assert_eq!(error(&format!("a/{}", "b".repeat(254))), ImageError::TooLong);
    }

    #[test]
    fn floating_references_have_no_number() {
        for text in ["nginx", "nginx:latest", "node:alpine", "app:main", "app:stable"] {
            assert!(image(text).is_floating(), "{text}");
        }
        for text in ["nginx:1", "node:22-alpine", "app:v2", &format!("app:latest@sha256:{HEX}")] {
            assert!(!image(text).is_floating(), "{text}");
        }
    }

    #[test]
    fn mirrors_replace_the_longest_prefix() {
        let pairs = [
            ("docker.io", "mirror.example/hub"),
            ("docker.io/grafana", "mirror.example/g/"),
            ("quay.io/", "mirror.example:5000"),
        ];
        let shown = |text: &str| mapped(text, &pairs).unwrap();
        assert_eq!(shown("nginx:1.27"), "mirror.example/hub/library/nginx:1.27");
        assert_eq!(shown("docker.io/nginx"), "mirror.example/hub/library/nginx");
        assert_eq!(shown("grafana/grafana:11"), "mirror.example/g/grafana:11");
        assert_eq!(shown("grafana2/grafana"), "mirror.example/hub/grafana2/grafana");
        assert_eq!(shown(&format!("quay.io/a/b@sha256:{HEX}")), format!("mirror.example:5000/a/b@sha256:{HEX}"));
        assert_eq!(shown("ghcr.io/a/b:1"), "ghcr.io/a/b:1");
        assert_eq!(shown("quay.iox/a:1"), "quay.iox/a:1");
        assert_eq!(mapped("nginx", &[("docker.io/library/nginx", "m.example/web")]).unwrap(), "m.example/web");
    }

    #[test]
    fn a_mirror_that_is_no_registry_is_refused() {
        for to in ["mirror", "mirror/hub", "m.example/a:1"] {
            assert!(mapped("nginx", &[("docker.io/library/nginx", to)]).is_err(), "{to}");
            assert!(mapped("nginx", &[("docker.io", to)]).is_err(), "{to}");
        }
        assert!(matches!(mapped("nginx", &[("docker.io", "https://m.example")]), Err(ImageError::Scheme(_))));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = ImageRef::parse(&text);
        }

        #[test]
        fn what_is_read_is_printed_as_written(text in "([a-z.]{1,9}(:[0-9]{1,5})?/)?[a-z0-9._/-]{1,20}(:[A-Za-z0-9._-]{1,9})?(@sha256:[0-9a-f]{64})?") {
            if let Ok(image) = ImageRef::parse(&text) {
                prop_assert_eq!(image.to_string(), text);
            }
        }

        #[test]
        fn full_names_mean_the_same(text in "([a-z]{1,5}\\.io/)?[a-z0-9]{1,9}(/[a-z0-9]{1,9})?") {
            let image = ImageRef::parse(&text).unwrap();
            let full = ImageRef::parse(&image.full_name()).unwrap();
            prop_assert_eq!(full.full_name(), image.full_name());
            let back = image.with_registry_mapped(&BTreeMap::from([(image.full_name(), image.full_name())]));
            prop_assert_eq!(back, Ok(full));
        }
    }
}
