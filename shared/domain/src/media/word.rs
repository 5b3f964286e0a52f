//! The closed lists that media are told apart by, as apps spell them.

use crate::invalid::Invalid;

/// What sort of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A photo.
    Photo,
    /// A voice note.
    Voice,
}

/// What a photo shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The breakdown.
    Before,
    /// The work done.
    After,
}

/// How bytes are spelt: the formats of rule 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentType {
    /// A photo in JPEG.
    Jpeg,
    /// A photo in PNG.
    Png,
    /// A photo in WebP.
    Webp,
    /// A photo in HEIC.
    Heic,
    /// A voice note in AAC, in an MP4 file (M4A).
    M4a,
    /// A voice note in AAC, bare.
    Aac,
    /// A voice note in MP3.
    Mp3,
    /// A voice note in Ogg.
    Ogg,
    /// A voice note in `WebM`.
    Webm,
}

/// Why uploaded bytes were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Fault {
    /// They are of another format than was said.
    #[error("not of the type that was said")]
    WrongType,
    /// There are more or fewer than was said.
    #[error("not as many bytes as was said")]
    WrongSize,
    /// They end too early.
    #[error("cut off")]
    Truncated,
    /// They hold something else besides.
    #[error("something else inside")]
    Polyglot,
    /// The picture has more points than anybody's camera makes.
    #[error("too many pixels")]
    TooManyPixels,
    /// They are damaged.
    #[error("damaged")]
    Unreadable,
}

impl Kind {
    /// As apps spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Voice => "voice",
        }
    }
}

impl Phase {
    /// As apps spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

impl ContentType {
    /// Each of them.
    pub const ALL: [Self; 9] = [
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Heic,
        Self::M4a,
        Self::Aac,
        Self::Mp3,
        Self::Ogg,
        Self::Webm,
    ];

    /// As apps and HTTP spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::M4a => "audio/mp4",
            Self::Aac => "audio/aac",
            Self::Mp3 => "audio/mpeg",
            Self::Ogg => "audio/ogg",
            Self::Webm => "audio/webm",
        }
    }

    /// What such bytes are.
    pub fn kind(self) -> Kind {
        match self {
            Self::Jpeg | Self::Png | Self::Webp | Self::Heic => Kind::Photo,
            Self::M4a | Self::Aac | Self::Mp3 | Self::Ogg | Self::Webm => Kind::Voice,
        }
    }
}

impl Fault {
    /// Each of them.
    pub const ALL: [Self; 6] = [
        Self::WrongType,
        Self::WrongSize,
        Self::Truncated,
        Self::Polyglot,
        Self::TooManyPixels,
        Self::Unreadable,
    ];

    /// What apps decide by.
    pub fn code(self) -> &'static str {
        match self {
            Self::WrongType => "media-wrong-type",
            Self::WrongSize => "media-wrong-size",
            Self::Truncated => "media-truncated",
            Self::Polyglot => "media-polyglot",
            Self::TooManyPixels => "media-too-many-pixels",
            Self::Unreadable => "media-unreadable",
        }
    }
}

impl TryFrom<String> for ContentType {
    type Error = Invalid;

    /// Some phones call M4A by older names.
    fn try_from(text: String) -> Result<Self, Invalid> {
        let text = match text.as_str() {
            "audio/m4a" | "audio/x-m4a" => "audio/mp4",
            "audio/mp3" => "audio/mpeg",
            "image/heif" => "image/heic",
            other => other,
        };
        Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or(Invalid::Unknown)
    }
}

impl TryFrom<String> for Fault {
    type Error = Invalid;

    fn try_from(code: String) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|known| known.code() == code).ok_or(Invalid::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_and_every_fault_is_read_back_as_it_is_spelt() {
        for known in ContentType::ALL {
            assert_eq!(ContentType::try_from(known.as_str().to_owned()), Ok(known));
        }
        for known in Fault::ALL {
            assert_eq!(Fault::try_from(known.code().to_owned()), Ok(known));
        }
    }

    #[test]
    fn rule_3_knows_no_other_format() {
        for other in
            ["image/svg+xml", "image/gif", "application/pdf", "video/mp4", "IMAGE/JPEG", "image/jpeg; q"]
        {
            assert_eq!(ContentType::try_from(other.to_owned()), Err(Invalid::Unknown), "{other}");
        }
    }
}
