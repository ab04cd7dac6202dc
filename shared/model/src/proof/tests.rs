use chrono::TimeZone;

use super::*;

fn at(day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, day, hour, 0, 0).single().expect("a moment")
}

fn fix(distance_m: f64, accuracy_m: Option<f64>) -> Fix {
    Fix { distance_m, accuracy_m }
}

fn shot() -> Shot {
    Shot {
        photo: PhotoId(uuid::Uuid::nil()),
        place: Some(fix(5.0, Some(8.0))),
        taken_at: Some(at(24, 15)),
        used: false,
        another_bits: None,
        before_bits: Some(20),
    }
}

/// A crew that was there, and photographed it.
fn good() -> Evidence {
    Evidence {
        report_accuracy_m: Some(8.0),
        dispatched_at: at(24, 12),
        closed_at: at(24, 15),
        phone: Some(fix(12.0, Some(15.0))),
        shots: vec![shot()],
    }
}

fn doubts(evidence: &Evidence) -> (Proof, Vec<Doubt>) {
    let Judgement { proof, doubts } = judge(evidence);
    (proof, doubts.into_iter().map(|reason| reason.doubt).collect())
}

#[test]
fn who_was_there_is_sure_and_each_doubt_has_its_reason() {
    let with = |change: &dyn Fn(&mut Evidence)| {
        let mut evidence = good();
        change(&mut evidence);
        doubts(&evidence)
    };
    let none = |evidence: &mut Evidence| {
        evidence.phone = None;
        evidence.shots[0].place = None;
    };
    assert_eq!(with(&|_| {}), (Proof::Sure, vec![]));
    assert_eq!(with(&|e| e.phone = None), (Proof::Sure, vec![]), "the photo says where");
    assert_eq!(with(&|e| e.shots[0].place = None), (Proof::Sure, vec![]), "the phone says where");
    assert_eq!(with(&|e| e.shots[0].taken_at = None), (Proof::Sure, vec![]), "iPhones remove it");
    assert_eq!(with(&none), (Proof::Unsure, vec![Doubt::NoPlace]));
    let vague = |e: &mut Evidence| (e.shots[0].place, e.phone) = (None, Some(fix(1500.0, Some(2000.0))));
    assert_eq!(with(&vague), (Proof::Unsure, vec![Doubt::NoPlace]), "a place of a whole quarter is none");
    assert_eq!(
        with(&|e| e.phone = Some(fix(83.0, Some(15.0)))),
        (Proof::Sure, vec![]),
        "60 m beside both errors"
    );
    assert_eq!(with(&|e| e.phone = Some(fix(84.0, Some(15.0)))), (Proof::Unsure, vec![Doubt::Away]));
    assert_eq!(with(&|e| e.phone = Some(fix(274.0, Some(15.0)))), (Proof::Doubtful, vec![Doubt::Far]));
    assert_eq!(
        with(&|e| e.phone = Some(fix(359.0, Some(480.0)))),
        (Proof::Doubtful, vec![Doubt::Far]),
        "100 m believed"
    );
    assert_eq!(
        with(&|e| e.shots[0].place = Some(fix(9000.0, None))),
        (Proof::Doubtful, vec![Doubt::Far]),
        "a gallery's"
    );
    assert_eq!(
        with(&|e| e.shots[0].taken_at = Some(at(24, 11))),
        (Proof::Doubtful, vec![Doubt::BeforeDispatch])
    );
    let clock = at(24, 12) - CLOCK_ERROR;
    assert_eq!(with(&|e| e.shots[0].taken_at = Some(clock)), (Proof::Sure, vec![]), "a wrong clock");
    let late = |e: &mut Evidence| (e.dispatched_at, e.shots[0].taken_at) = (at(20, 8), Some(at(23, 14)));
    assert_eq!(with(&late), (Proof::Unsure, vec![Doubt::Old]));
    assert_eq!(with(&|e| e.shots[0].used = true), (Proof::Doubtful, vec![Doubt::Used]));
    assert_eq!(with(&|e| e.shots[0].another_bits = Some(8)), (Proof::Sure, vec![]));
    assert_eq!(with(&|e| e.shots[0].another_bits = Some(7)), (Proof::Unsure, vec![Doubt::Resembles]));
    assert_eq!(with(&|e| e.shots[0].another_bits = Some(3)), (Proof::Doubtful, vec![Doubt::Same]));
    assert_eq!(with(&|e| e.shots[0].before_bits = Some(4)), (Proof::Sure, vec![]), "the same corner, clean");
    assert_eq!(with(&|e| e.shots[0].before_bits = Some(3)), (Proof::Doubtful, vec![Doubt::Unchanged]));
}

#[test]
fn the_reason_says_how_far_it_was() {
    let mut evidence = good();
    evidence.phone = Some(fix(812.4, Some(15.0)));
    assert_eq!(judge(&evidence).doubts, [Reason { doubt: Doubt::Far, metres: Some(812) }]);
}

/// Gives a photo a value.
type Rung = Box<dyn Fn(&mut Shot)>;

/// Each value of a photo from the least to the most evidence of doubt, as far as one value can be compared with another.
fn ladders() -> Vec<Vec<Rung>> {
    let place = |metres| Box::new(move |shot: &mut Shot| shot.place = Some(fix(metres, Some(20.0)))) as Rung;
    let taken = |time| Box::new(move |shot: &mut Shot| shot.taken_at = time) as Rung;
    let used = |used| Box::new(move |shot: &mut Shot| shot.used = used) as Rung;
    let another = |bits| Box::new(move |shot: &mut Shot| shot.another_bits = bits) as Rung;
    let before = |bits| Box::new(move |shot: &mut Shot| shot.before_bits = bits) as Rung;
    vec![
        [0.0, 60.0, 88.1, 278.1, 1e6].into_iter().map(place).collect(),
        [Some(at(24, 15)), Some(at(23, 12)), Some(at(22, 0)), Some(at(1, 0))]
            .into_iter()
            .map(taken)
            .collect(),
        [false, true].into_iter().map(used).collect(),
        [None, Some(64), Some(8), Some(7), Some(4), Some(3), Some(0)].into_iter().map(another).collect(),
        [None, Some(64), Some(4), Some(3), Some(0)].into_iter().map(before).collect(),
    ]
}

#[test]
fn more_evidence_of_doubt_never_makes_it_surer() {
    let ladders = ladders();
    let mut steps = vec![0; ladders.len()];
    let judged = |steps: &[usize], more: Option<Shot>| {
        let mut evidence = good();
        for (ladder, step) in ladders.iter().zip(steps) {
            ladder[*step](&mut evidence.shots[0]);
        }
        // Before a day is over: both ways of being old are met.
        (evidence.dispatched_at, evidence.closed_at) = (at(22, 12), at(24, 15));
        evidence.shots.extend(more);
        judge(&evidence).proof
    };
    let mut seen = std::collections::BTreeSet::new();
    // Every combination, and from each one step up every ladder, and one more photo of any kind.
    loop {
        let here = judged(&steps, None);
        seen.insert(here);
        for at in 0..ladders.len() {
            if steps[at] + 1 < ladders[at].len() {
                let mut worse = steps.clone();
                worse[at] += 1;
                assert!(judged(&worse, None) >= here, "{steps:?}, ladder {at}");
            }
        }
        for more in [shot(), Shot { used: true, ..shot() }, Shot { place: Some(fix(5000.0, None)), ..shot() }]
        {
            assert!(judged(&steps, Some(more)) >= here, "{steps:?} and one more photo");
        }
        let Some(next) = (0..ladders.len()).find(|at| steps[*at] + 1 < ladders[*at].len()) else { break };
        steps[..next].fill(0);
        steps[next] += 1;
    }
    assert_eq!(seen.len(), 3, "all of sure, unsure and doubtful");
}

#[test]
fn a_hash_shares_a_band_with_every_hash_that_is_like_it() {
    let own = |hash: u64| {
        let bytes = hash.to_be_bytes();
        (0..4).map(move |n| {
            let bits = u16::from_be_bytes([bytes[2 * n], bytes[2 * n + 1]]);
            [0, 1 << 16, 2 << 16, 3 << 16][n] | i32::from(bits)
        })
    };
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..2000 {
        let mut next = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random
        };
        let hash = next();
        let like = (0..LIKE_BITS).fold(hash, |like, _| like ^ (1 << (next() % 64)));
        assert!((hash ^ like).count_ones() <= LIKE_BITS);
        let bands = bands_like(hash);
        assert!(bands.is_empty() || own(like).any(|band| bands.contains(&band)), "{hash:x} {like:x}");
    }
    assert_eq!(bands_like(0), Vec::<i32>::new(), "a wall is like every wall");
    assert_eq!(bands_like(0x0123_4567_89AB_CDEF).len(), 4 * 17);
}
