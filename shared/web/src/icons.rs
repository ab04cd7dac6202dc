//! Our own icons: 24 × 24, drawn with one stroke that takes the colour of the words beside it.

use std::fmt;

use askama::filters::HtmlSafe;

/// An icon as inline SVG, hidden from screen readers: the words beside it say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<svg class=\"ic\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\">{}</svg>",
            self.0
        )
    }
}

// The drawings below are constants without anything a person wrote.
impl HtmlSafe for Icon {}

/// The icon with this name; a name that nobody drew gives `other`, so that a city pack can never break a page.
pub fn icon(name: &str) -> Icon {
    Icon(DRAWINGS.iter().find(|(known, _)| *known == name).map_or(OTHER, |(_, drawing)| drawing))
}

/// Whether an icon has this name: city packs are checked with it.
pub fn exists(name: &str) -> bool {
    DRAWINGS.iter().any(|(known, _)| *known == name)
}

const OTHER: &str = r#"<circle cx="5.5" cy="12" r="1.2"/><circle cx="12" cy="12" r="1.2"/><circle cx="18.5" cy="12" r="1.2"/>"#;

const DRAWINGS: &[(&str, &str)] = &[
    ("other", OTHER),
    // What lies in the street.
    (
        "bag",
        r#"<path d="M9.8 7.4C6.3 9 4.2 12.3 4.2 16c0 3.2 2.3 4.8 7.8 4.8s7.8-1.6 7.8-4.8c0-3.7-2.1-7-5.6-8.6"/><path d="M9.8 7.4 7.9 3.6c1.5.9 2.7.9 4.1-.2 1.4 1.1 2.6 1.1 4.1.2l-1.9 3.8z"/><path d="M8 15.2c.2-1.5.8-2.7 1.8-3.7"/>"#,
    ),
    (
        "furniture",
        r#"<path d="M5.2 11V7.6c0-1.5 1-2.6 2.5-2.6h8.6c1.5 0 2.5 1.1 2.5 2.6V11"/><path d="M3 12.6a1.9 1.9 0 0 1 3.8 0V14h10.4v-1.4a1.9 1.9 0 0 1 3.8 0V18H3z"/><path d="M5.6 18v2M18.4 18v2"/>"#,
    ),
    (
        "bin",
        r#"<path d="M5.6 9.2h12.8l-1.3 11.6H6.9z"/><path d="M4 9.2h16"/><path d="M8 9.2c-.4-2 .7-3.3 2.2-2.9.2-2.3 3.7-2.9 4.3-.6 1.7-.2 2.3 1.7 1.5 3.5"/><path d="m10 12.6.4 4.8M14 12.6l-.4 4.8"/>"#,
    ),
    (
        "drop",
        r#"<path d="M12 3.2c3.7 4.4 5.9 7.9 5.9 11a5.9 5.9 0 0 1-11.8 0c0-3.1 2.2-6.6 5.9-11z"/><path d="M9.2 14.6c.2 1.5 1.1 2.5 2.6 2.8"/>"#,
    ),
    (
        "graffiti",
        r#"<path d="M6.5 10.5h7v10h-7z"/><path d="M7.5 10.5c0-2.2 1-3.5 2.5-3.5s2.5 1.3 2.5 3.5"/><path d="M10 7V4.5h2.2"/><path d="M6.5 14h7"/><path d="M15.8 4.5h.01M18.4 3.2h.01M18.4 5.8h.01M21 4.5h.01M21 7.4h.01M21 2h.01"/>"#,
    ),
    (
        "dog",
        r#"<path d="M4 9.2c1.7-.2 2.5-1.2 2.8-3.2L9 8h4.5c3.2 0 5.5 1.8 5.5 5v7h-3v-4.2c-2 .8-4.3.8-6 0V20H7v-6.5c-1.7.2-3-.7-3-2.3z"/><path d="M18.6 11c1.3-.6 2-1.7 1.9-3.3"/><path d="M7.6 10.3h.01"/>"#,
    ),
    (
        "leaf",
        r#"<path d="M5.6 18.4C3.2 11.2 8.5 4.6 19.8 4.2c.6 10.9-5.3 17.2-14.2 14.2z"/><path d="M3.6 20.4c3-4.6 6.3-7.8 10.6-10.4"/><path d="M8.7 14.6v-3.3M11.4 12.1h3.3"/>"#,
    ),
    (
        "glass",
        r#"<path d="M10 3.2h4v4.6c0 1.8 2.6 2.7 2.6 5.7v6.1c0 .8-.5 1.2-1.3 1.2H8.7c-.8 0-1.3-.4-1.3-1.2v-6.1c0-3 2.6-3.9 2.6-5.7z"/><path d="m7.4 13.6 2.8 1.5 1.8-1.7 2.1 2.1 2.5-1.7"/>"#,
    ),
    (
        "poster",
        r#"<path d="M5 3.6h14v12.8l-4.2 4H5z"/><path d="M19 16.4h-4.2v4"/><path d="M8.2 7.6h7.6M8.2 11h7.6M8.2 14.4h3.3"/>"#,
    ),
    (
        "drain",
        r#"<rect x="3.4" y="6.2" width="17.2" height="11.6" rx="1.6"/><path d="M7.4 9.4v5.2M10.5 9.4v5.2M13.5 9.4v5.2M16.6 9.4v5.2"/>"#,
    ),
    (
        "animal",
        r#"<path d="M3.2 17.6c-.2-4 2.6-7.4 6.9-7.4 2 0 3.3.5 4.5 1.5 1.7-.8 3.2-.2 3.3 1.3l2.9 2.5c.5.5.2 1.3-.5 1.3h-4.5"/><path d="M15.8 16.8c-.2.6-.7.8-1.4.8H8.9c.2-1.7-.5-2.8-1.9-3.3"/><path d="M3.2 17.6c0 1.9 1.5 2.7 3.3 2.7h4.6"/><path d="M16.7 14.2h.01"/>"#,
    ),
    (
        "snow",
        r#"<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9"/><path d="m9.8 4.6 2.2 2 2.2-2M9.8 19.4l2.2-2 2.2 2M4.5 11l2.8-1-.6-2.9M19.5 13l-2.8 1 .6 2.9M19.5 11l-2.8-1 .6-2.9M4.5 13l2.8 1-.6 2.9"/>"#,
    ),
    (
        "construction",
        r#"<path d="M10.2 4.4c.2-.7.7-1 1.8-1s1.6.3 1.8 1L18 19H6z"/><path d="M3.6 20.6h16.8"/><path d="M8.9 9h6.2M7.5 14h9"/>"#,
    ),
    (
        "lamp",
        r#"<path d="M7.2 20.6h5.6"/><path d="M10 20.6V7.4c0-2.6 1.5-4 3.7-4s3.7 1.3 3.8 3.2"/><path d="M14 9.8c.2-2 1.5-3.2 3.5-3.2s3.3 1.2 3.5 3.2z"/><path d="M17.5 12.6v1.6M14.9 12.3l-.9 1.3M20.1 12.3l.9 1.3"/>"#,
    ),
    ("road", r#"<path d="M8.2 4 3.6 20M15.8 4l4.6 16"/><path d="M12 4.6v2.2M12 9.6v3M12 15.4V19"/>"#),
    (
        "tree",
        r#"<path d="M12 21v-9"/><path d="M8.9 15.9C5.7 16.2 3.6 14.3 4 11.6c.2-1.6 1.2-2.7 2.5-3.1C6.6 5.4 8.9 3.2 12 3.2s5.4 2.2 5.5 5.3c1.3.4 2.3 1.5 2.5 3.1.4 2.7-1.7 4.6-4.9 4.3z"/><path d="m12 14.3 2.6-2.3M9 21h6"/>"#,
    ),
    (
        "water",
        r#"<path d="M3 8.2c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0 3-1.6 4.5 0 3 1.6 4.5 0M3 13c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0 3-1.6 4.5 0 3 1.6 4.5 0M3 17.8c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0 3-1.6 4.5 0 3 1.6 4.5 0"/>"#,
    ),
    // What people do and are told.
    (
        "camera",
        r#"<path d="M3.2 9.6c0-1 .7-1.7 1.7-1.7h2.6L9.1 5.2h5.8l1.6 2.7h2.6c1 0 1.7.7 1.7 1.7v8.1c0 1-.7 1.7-1.7 1.7H4.9c-1 0-1.7-.7-1.7-1.7z"/><circle cx="12" cy="13.4" r="3.6"/>"#,
    ),
    (
        "gallery",
        r#"<rect x="3.4" y="6.6" width="14" height="13" rx="2"/><path d="M6.8 3.8h11.4a2.4 2.4 0 0 1 2.4 2.4v9.6"/><path d="m3.6 16.8 4.2-4 3.7 3.5 2.3-2 3.6 3.2"/><path d="M12.8 10.4h.01"/>"#,
    ),
    (
        "pin",
        r#"<path d="M12 21c4.6-4.2 6.9-7.8 6.9-10.9a6.9 6.9 0 0 0-13.8 0C5.1 13.2 7.4 16.8 12 21z"/><circle cx="12" cy="10" r="2.5"/>"#,
    ),
    ("check", r#"<path d="m4.6 12.8 4.7 4.7L19.6 6.8"/>"#),
    ("clock", r#"<circle cx="12" cy="12" r="8.6"/><path d="M12 7.2V12l3.2 2.2"/>"#),
    ("phone", r#"<rect x="6.6" y="2.8" width="10.8" height="18.4" rx="2.2"/><path d="M10.6 18.2h2.8"/>"#),
    ("mail", r#"<rect x="3.2" y="5.4" width="17.6" height="13.2" rx="2"/><path d="m3.8 7 8.2 6.4L20.2 7"/>"#),
    ("back", r#"<path d="M14.6 5 7.8 12l6.8 7"/>"#),
    (
        "warning",
        r#"<path d="M10.7 4.3 3 18c-.6 1 .1 2 1.2 2h15.6c1.1 0 1.8-1 1.2-2L13.3 4.3c-.6-1-2-1-2.6 0z"/><path d="M12 9.4v4.8M12 17.2h.01"/>"#,
    ),
    ("info", r#"<circle cx="12" cy="12" r="8.6"/><path d="M12 11v5.2M12 7.8h.01"/>"#),
    (
        "people",
        r#"<circle cx="9" cy="8.2" r="3.4"/><path d="M2.8 19.6c.3-3.8 2.7-6 6.2-6s5.9 2.2 6.2 6"/><path d="M15.4 5.2a3.3 3.3 0 0 1 .6 6.2M17.7 14.2c2 .8 3.2 2.7 3.5 5.4"/>"#,
    ),
    (
        "sign-out",
        r#"<path d="M13.4 4H6.2C5 4 4.2 4.8 4.2 6v12c0 1.2.8 2 2 2h7.2"/><path d="M10 12h10.6M16.8 8l4 4-4 4"/>"#,
    ),
    ("compare", r#"<path d="M9 7 4 12l5 5M15 7l5 5-5 5"/>"#),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nobody_drew_shows_the_icon_for_other() {
        assert_eq!(icon("unheard-of"), icon("other"));
        assert_ne!(icon("bag"), icon("other"));
        assert!(!exists("unheard-of"));
    }
}
