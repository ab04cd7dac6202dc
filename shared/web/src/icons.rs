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
        r#"<path d="M9.8 7.4C6.3 9 4.2 12.3 4.2 16c0 3.2 2.3 4.8 7.8 4.800s7.8-1.6 7.8-4.800c0-3.7-2.1-7-5.6-8.6"/><path d="M9.8 7.4 7.9 3.600c1.5.9 2.7.9 4.1-.2 1.4 1.1 2.6 1.1 4.1.2l-1.9 3.800z"/><path d="M8 15.200c.2-1.5.8-2.7 1.8-3.7"/>"#,
    ),
    (
        "furniture",
        r#"<path d="M5.2 11V7.600c0-1.5 1-2.6 2.5-2.600h8.600c1.5 0 2.5 1.1 2.5 2.600V11"/><path d="M3 12.600a1.9 1.9 0 0 1 3.8 0V14h10.400v-1.400a1.9 1.9 0 0 1 3.8 0V18H3z"/><path d="M5.6 18v2M18.4 18v2"/>"#,
    ),
    (
        "bin",
        r#"<path d="M5.6 9.200h12.800l-1.3 11.600H6.900z"/><path d="M4 9.200h16"/><path d="M8 9.200c-.4-2 .7-3.3 2.2-2.9.2-2.3 3.7-2.9 4.3-.6 1.7-.2 2.3 1.7 1.5 3.5"/><path d="m10 12.6.4 4.800M14 12.600l-.4 4.8"/>"#,
    ),
    (
        "drop",
        r#"<path d="M12 3.200c3.7 4.4 5.9 7.9 5.9 11a5.9 5.9 0 0 1-11.8 0c0-3.1 2.2-6.6 5.9-11z"/><path d="M9.2 14.600c.2 1.5 1.1 2.5 2.6 2.8"/>"#,
    ),
    (
        "graffiti",
        r#"<path d="M6.5 10.500h7v10h-7z"/><path d="M7.5 10.500c0-2.2 1-3.5 2.5-3.500s2.5 1.3 2.5 3.5"/><path d="M10 7V4.500h2.2"/><path d="M6.5 14h7"/><path d="M15.8 4.500h.01M18.4 3.200h.01M18.4 5.800h.01M21 4.500h.01M21 7.400h.01M21 2h.01"/>"#,
    ),
    (
        "dog",
        r#"<path d="M4 9.200c1.7-.2 2.5-1.2 2.8-3.200L9 8h4.500c3.2 0 5.5 1.8 5.5 5v7h-3v-4.200c-2 .8-4.3.8-6 0V20H7v-6.500c-1.7.2-3-.7-3-2.300z"/><path d="M18.6 11c1.3-.6 2-1.7 1.9-3.3"/><path d="M7.6 10.300h.01"/>"#,
    ),
    (
        "leaf",
        r#"<path d="M5.6 18.400C3.2 11.2 8.5 4.6 19.8 4.200c.6 10.9-5.3 17.2-14.2 14.200z"/><path d="M3.6 20.400c3-4.6 6.3-7.8 10.6-10.4"/><path d="M8.7 14.600v-3.300M11.4 12.100h3.3"/>"#,
    ),
    (
        "glass",
        r#"<path d="M10 3.200h4v4.600c0 1.8 2.6 2.7 2.6 5.700v6.100c0 .8-.5 1.2-1.3 1.200H8.700c-.8 0-1.3-.4-1.3-1.200v-6.100c0-3 2.6-3.9 2.6-5.700z"/><path d="m7.4 13.6 2.8 1.5 1.8-1.7 2.1 2.1 2.5-1.7"/>"#,
    ),
    (
        "poster",
        r#"<path d="M5 3.600h14v12.800l-4.2 4H5z"/><path d="M19 16.400h-4.200v4"/><path d="M8.2 7.600h7.600M8.2 11h7.600M8.2 14.400h3.3"/>"#,
    ),
    (
        "drain",
        r#"<rect x="3.4" y="6.2" width="17.2" height="11.6" rx="1.6"/><path d="M7.4 9.400v5.200M10.5 9.400v5.200M13.5 9.400v5.200M16.6 9.400v5.2"/>"#,
    ),
    (
        "animal",
        r#"<path d="M3.2 17.600c-.2-4 2.6-7.4 6.9-7.4 2 0 3.3.5 4.5 1.5 1.7-.8 3.2-.2 3.3 1.300l2.9 2.500c.5.5.2 1.3-.5 1.300h-4.5"/><path d="M15.8 16.800c-.2.6-.7.8-1.4.8H8.900c.2-1.7-.5-2.8-1.9-3.3"/><path d="M3.2 17.600c0 1.9 1.5 2.7 3.3 2.700h4.6"/><path d="M16.7 14.200h.01"/>"#,
    ),
    (
        "snow",
        r#"<path d="M12 3v18M4.2 7.500l15.6 9M19.8 7.500l-15.6 9"/><path d="m9.8 4.6 2.2 2 2.2-2M9.8 19.400l2.2-2 2.2 2M4.5 11l2.8-1-.6-2.900M19.5 13l-2.8 1 .6 2.900M19.5 11l-2.8-1 .6-2.900M4.5 13l2.8 1-.6 2.9"/>"#,
    ),
    (
        "construction",
        r#"<path d="M10.2 4.400c.2-.7.7-1 1.8-1s1.6.3 1.8 1L18 19H6z"/><path d="M3.6 20.600h16.8"/><path d="M8.9 9h6.200M7.5 14h9"/>"#,
    ),
    (
        "lamp",
        r#"<path d="M7.2 20.600h5.6"/><path d="M10 20.600V7.400c0-2.6 1.5-4 3.7-4s3.7 1.3 3.8 3.2"/><path d="M14 9.800c.2-2 1.5-3.2 3.5-3.200s3.3 1.2 3.5 3.200z"/><path d="M17.5 12.600v1.600M14.9 12.300l-.9 1.300M20.1 12.300l.9 1.3"/>"#,
    ),
    ("road", r#"<path d="M8.2 4 3.6 20M15.8 4l4.6 16"/><path d="M12 4.600v2.200M12 9.600v3M12 15.400V19"/>"#),
    (
        "tree",
        r#"<path d="M12 21v-9"/><path d="M8.9 15.900C5.7 16.2 3.6 14.3 4 11.600c.2-1.6 1.2-2.7 2.5-3.100C6.6 5.4 8.9 3.2 12 3.200s5.4 2.2 5.5 5.300c1.3.4 2.3 1.5 2.5 3.1.4 2.7-1.7 4.6-4.9 4.300z"/><path d="m12 14.3 2.6-2.300M9 21h6"/>"#,
    ),
    (
        "water",
        r#"<path d="M3 8.200c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0 3-1.6 4.5 0 3 1.6 4.5 0M3 13c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0 3-1.6 4.5 0 3 1.6 4.5 0M3 17.800c1.5-1.6 3-1.6 4.5 0s3 1.6 4.5 0 3-1.6 4.5 0 3 1.6 4.5 0"/>"#,
    ),
    // What people do and are told.
    (
        "camera",
        r#"<path d="M3.2 9.600c0-1 .7-1.7 1.7-1.700h2.600L9.1 5.200h5.800l1.6 2.700h2.600c1 0 1.7.7 1.7 1.700v8.100c0 1-.7 1.7-1.7 1.700H4.900c-1 0-1.7-.7-1.7-1.700z"/><circle cx="12" cy="13.4" r="3.6"/>"#,
    ),
    (
        "gallery",
        r#"<rect x="3.4" y="6.6" width="14" height="13" rx="2"/><path d="M6.8 3.800h11.400a2.4 2.4 0 0 1 2.4 2.400v9.6"/><path d="m3.6 16.8 4.2-4 3.7 3.5 2.3-2 3.6 3.2"/><path d="M12.8 10.400h.01"/>"#,
    ),
    (
        "pin",
        r#"<path d="M12 21c4.6-4.2 6.9-7.8 6.9-10.900a6.9 6.9 0 0 0-13.8 0C5.1 13.2 7.4 16.8 12 21z"/><circle cx="12" cy="10" r="2.5"/>"#,
    ),
    ("check", r#"<path d="m4.6 12.8 4.7 4.700L19.6 6.8"/>"#),
    ("clock", r#"<circle cx="12" cy="12" r="8.6"/><path d="M12 7.200V12l3.2 2.2"/>"#),
    ("phone", r#"<rect x="6.6" y="2.8" width="10.8" height="18.4" rx="2.2"/><path d="M10.6 18.200h2.8"/>"#),
    (
        "mail",
        r#"<rect x="3.2" y="5.4" width="17.6" height="13.2" rx="2"/><path d="m3.8 7 8.2 6.400L20.2 7"/>"#,
    ),
    ("back", r#"<path d="M14.6 5 7.8 12l6.8 7"/>"#),
    (
        "warning",
        r#"<path d="M10.7 4.3 3 18c-.6 1 .1 2 1.2 2h15.600c1.1 0 1.8-1 1.2-2L13.3 4.300c-.6-1-2-1-2.6 0z"/><path d="M12 9.400v4.800M12 17.200h.01"/>"#,
    ),
    (
        "people",
        r#"<circle cx="9" cy="8.2" r="3.4"/><path d="M2.8 19.600c.3-3.8 2.7-6 6.2-6s5.9 2.2 6.2 6"/><path d="M15.4 5.200a3.3 3.3 0 0 1 .6 6.200M17.7 14.200c2 .8 3.2 2.7 3.5 5.4"/>"#,
    ),
    (
        "sign-out",
        r#"<path d="M13.4 4H6.200C5 4 4.2 4.8 4.2 6v12c0 1.2.8 2 2 2h7.2"/><path d="M10 12h10.600M16.8 8l4 4-4 4"/>"#,
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
