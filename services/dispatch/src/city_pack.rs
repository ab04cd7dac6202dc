//! A city pack: the folder that holds everything Rue Nette knows about a city. It seeds an empty city; loading it
//! again never overwrites what was changed since.

mod check;
mod document;
mod export;
mod flaw;
mod load;
mod outlines;
mod pack;

pub use export::{PackFile, export, write};
pub use flaw::{BadPack, Flaw};
pub use load::{Difference, Loaded, load};
pub use pack::{City, Neighbour, Pack, Precision, Sector};
