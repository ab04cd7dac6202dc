use web::{Texts, time};

use crate::error::Problem;
use crate::session::Staff;
use crate::store::letters::to_look_at;
use crate::{Service, untold};

/// Letters that a badge counts, at most.
const MOST: i64 = 99;

/// A part of the desk.
pub(in crate::routes) struct Part {
    pub(in crate::routes) name: &'static str,
    pub(in crate::routes) link: &'static str,
    /// Its title among the texts.
    pub(in crate::routes) title: &'static str,
}

const PARTS: [Part; 7] = [
    Part { name: "turnaround", link: "/desk", title: "desk-title" },
    Part { name: "reports", link: "/desk/reports", title: "desk-reports" },
    Part { name: "closings", link: "/closings", title: "closings-title" },
    Part { name: "letters", link: "/desk/letters", title: "untold-title" },
    Part { name: "replies", link: "/desk/replies", title: "replies-title" },
    Part { name: "rules", link: "/desk/rules", title: "rules-title" },
    Part { name: "city", link: "/desk/city", title: "city-title" },
];

/// What stands beside every page of the desk.
#[derive(Clone)]
pub(in crate::routes) struct Nav {
    /// Reports of others, on intake's site.
    pub(in crate::routes) assist: String,
    /// The name of the part that is open.
    pub(in crate::routes) here: &'static str,
    /// How many letters somebody has to look at; empty: none.
    pub(in crate::routes) untold: String,
    /// Letters wait too long, in words; empty: they don't.
    pub(in crate::routes) alarm: String,
}

impl Nav {
    /// Beside the page `here`, for a member of the staff.
    pub(in crate::routes) async fn of(
        service: &Service,
        staff: &Staff,
        here: &'static str,
    ) -> Result<Self, Problem> {
        let texts = Texts::of(staff.language);
        let count = to_look_at(&service.database, staff.id, service.clock.now(), MOST + 1).await?;
        let alarm = untold::alarm(service).await?;
        Ok(Self {
            assist: service.config.common.assist_url().into(),
            here,
            untold: match count {
                0 => String::new(),
                count if count > MOST => format!("{MOST}+"),
                count => count.to_string(),
            },
            alarm: alarm
                .map(|wait| texts.t1("untold-alarm", "time", time::duration(texts, wait)))
                .unwrap_or_default(),
        })
    }

    /// All parts, in their order.
    #[expect(clippy::unused_self, reason = "templates ask it of this")]
    pub(in crate::routes) fn parts(&self) -> &'static [Part] {
        &PARTS
    }

    /// The title of the part that is open, among the texts.
    pub(in crate::routes) fn title(&self) -> &'static str {
        PARTS.iter().find(|part| part.name == self.here).map_or("desk-parts", |part| part.title)
    }
}
