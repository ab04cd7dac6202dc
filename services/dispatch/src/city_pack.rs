//! A city pack: the folder that holds everything Rue Nette knows about a city. It seeds an empty city; loading it
//! again never overwrites what was changed since.

mod check;
mod load;
mod outlines;
mod pack;

pub use load::{Loaded, load};
pub use pack::{BadPack, City, Pack, Precision, Sector};
