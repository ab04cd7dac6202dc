#![doc = include_str!("../README.md")]

mod bucket;
mod key;

pub use bucket::{Listed, Storage, StorageConfig, StorageError};
pub use key::{Key, Size};
