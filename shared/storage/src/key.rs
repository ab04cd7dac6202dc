//! The names of photos in the bucket.

use std::fmt;

use uuid::Uuid;

/// Which of a photo's two renditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// Longest side 1600 px.
    Large,
    /// Longest side 400 px.
    Small,
}

/// The name of an object in the bucket.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// Prefix of all files as they were received: with place and time inside, never served.
    pub const RECEIVED: &str = "received/";
    /// Prefix of all renditions: without metadata, the only pictures ever served.
    pub const RENDITIONS: &str = "renditions/";

    /// The file as it was received.
    pub fn received(photo: Uuid) -> Self {
        Self(format!("{}{photo}", Self::RECEIVED))
    }

    /// One of the two pictures made of it.
    pub fn rendition(photo: Uuid, size: Size) -> Self {
        let longest = match size {
            Size::Large => photos::LARGE,
            Size::Small => photos::SMALL,
        };
        Self(format!("{}{photo}-{longest}.jpg", Self::RENDITIONS))
    }

    /// As the storage listed it.
    pub(crate) fn listed(name: String) -> Self {
        Self(name)
    }

    /// The name itself, for example `received/0198…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The photo that the object belongs to; `None` for an object that is not ours.
    pub fn photo(&self) -> Option<Uuid> {
        let name = self.0.strip_prefix(Self::RECEIVED).or_else(|| {
            let name = self.0.strip_prefix(Self::RENDITIONS)?;
            name.strip_suffix(".jpg")?.rsplit_once('-').map(|(photo, _)| photo)
        })?;
        Uuid::try_parse(name).ok()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Size};
    use uuid::Uuid;

    #[test]
    fn a_key_tells_its_photo() {
        let photo = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_002a);
        assert_eq!(Key::received(photo).as_str(), "received/01980000-0000-7000-8000-00000000002a");
        assert_eq!(
            Key::rendition(photo, Size::Large).as_str(),
            "renditions/01980000-0000-7000-8000-00000000002a-1600.jpg"
        );
        assert_eq!(
            Key::rendition(photo, Size::Small).as_str(),
            "renditions/01980000-0000-7000-8000-00000000002a-400.jpg"
        );
        for key in
            [Key::received(photo), Key::rendition(photo, Size::Large), Key::rendition(photo, Size::Small)]
        {
            assert_eq!(key.photo(), Some(photo), "{key}");
        }
        assert_eq!(Key::listed("backup/dump".into()).photo(), None);
    }
}
