use web::{Texts, time};

use crate::error::Problem;
use crate::session::Staff;
use crate::store::letters::to_look_at;
use crate::{Service, untold};

/// Letters that a badge counts, at most.
const MOST: i64 = 99;

/// What stands beside every page of the desk.
#[derive(Clone)]
pub(in crate::routes) struct Nav {
    /// Reports of others, on intake's site.
    pub(in crate::routes) assist: String,
    /// `turnaround`, or another part.
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
}
