use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

/// Between a minute and eleven years, as often short as long.
fn any_duration(random: &mut StdRng) -> Duration {
    let seconds: f64 = random.random_range(60.0_f64.ln()..(11.0 * 365.25 * 86_400.0_f64).ln());
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of eleven years")]
    Duration::milliseconds((seconds.exp() * 1000.0) as i64)
}

fn of(durations: &[Duration]) -> Histogram {
    let mut histogram = Histogram::default();
    for duration in durations {
        histogram.add(*duration);
    }
    histogram
}

/// The first of all that as many do not exceed, by trying each.
fn slow(durations: &[Duration], p: u8) -> Option<Duration> {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let enough = |duration: &Duration| {
        sorted.iter().filter(|one| *one <= duration).count() * 100 >= usize::from(p) * sorted.len()
    };
    sorted.iter().copied().find(enough)
}

/// In percent.
fn error(said: Duration, right: Duration) -> f64 {
    let seconds = |duration: Duration| duration.as_seconds_f64();
    (seconds(said) / seconds(right) - 1.0).abs() * 100.0
}

#[test]
fn a_percentile_is_wrong_by_less_than_two_percent() {
    let mut random = StdRng::seed_from_u64(2);
    let mut worst = 0.0_f64;
    for _ in 0..150 {
        let most = random.random_range(1..=300);
        let durations: Vec<_> = (0..most).map(|_| any_duration(&mut random)).collect();
        let histogram = of(&durations);
        for p in [0, 1, 10, 50, 75, 90, 95, 99, 100, random.random_range(0..=100)] {
            let (said, right) = (histogram.percentile(p).unwrap(), slow(&durations, p).unwrap());
            worst = worst.max(error(said, right));
        }
    }
    println!("at most {worst:.3} %");
    assert!(worst < 2.0, "{worst} %");
}

#[test]
fn the_shortest_and_the_longest_of_each_bin_are_wrong_by_less_than_two_percent() {
    for number in 1..399 {
        let bin = Bin::try_from(number).unwrap();
        let [from, next] = [0, 1].map(|after| Duration::milliseconds(EDGES[bin.index() + after]));
        let last = next - Duration::milliseconds(1);
        assert_eq!(
            [from, last, next].map(|duration| Bin::of(duration).number()),
            [number, number, number + 1]
        );
        assert!(error(bin.middle(), from) < 2.0 && error(bin.middle(), last) < 2.0, "bin {number}");
    }
    assert!(EDGES[399] > Duration::days(11 * 366).num_milliseconds());
    assert_eq!(Bin::of(Duration::days(400_000)).number(), 399);
    assert_eq!(Bin::of(Duration::days(400_000)).middle(), Duration::milliseconds(EDGES[399]));
    let short = [-1_000_000, 0, 59_999].map(|milliseconds| Bin::of(Duration::milliseconds(milliseconds)));
    assert_eq!(short.map(Bin::number), [0; 3]);
    assert_eq!(short[0].middle(), Duration::seconds(30));
}

#[test]
fn whole_minutes_under_25_come_back_exactly() {
    for minutes in 1..25 {
        let said = Bin::of(Duration::minutes(minutes)).middle() + Duration::seconds(30);
        assert_eq!(said.num_minutes(), minutes);
    }
}

#[test]
fn a_percentile_is_the_nearest_rank_s() {
    let minutes =
        |percentile: Option<Duration>| percentile.map(|said| (said + Duration::seconds(30)).num_minutes());
    let ten = of(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(Duration::minutes));
    let said = [0, 10, 11, 50, 51, 90, 91, 100, 255].map(|p| minutes(ten.percentile(p)));
    assert_eq!(said, [1, 1, 2, 5, 6, 9, 10, 10, 10].map(Some));
    let three = of(&[3, 7, 20].map(Duration::minutes));
    assert_eq!([33, 34, 66, 67].map(|p| minutes(three.percentile(p))), [3, 7, 7, 20].map(Some));
    assert_eq!(Histogram::default().percentile(50), None);
    // What counts a hundred of a hundred is exact, too: no fraction decides.
    let hundred = of(&[[Duration::minutes(1); 7].as_slice(), &[Duration::minutes(2); 93]].concat());
    assert_eq!([7, 8].map(|p| minutes(hundred.percentile(p))), [1, 2].map(Some));
}

#[test]
fn parts_that_are_merged_are_the_whole() {
    let mut random = StdRng::seed_from_u64(3);
    let durations: Vec<_> = (0..1000).map(|_| any_duration(&mut random)).collect();
    let mut merged = Histogram::default();
    let mut rest = &durations[..];
    while !rest.is_empty() {
        let (part, after) = rest.split_at(random.random_range(0..=rest.len()));
        merged.merge(&of(part));
        rest = after;
    }
    assert_eq!((merged.count(), &merged), (1000, &of(&durations)));
}

#[test]
fn what_is_taken_back_was_never_there() {
    let mut random = StdRng::seed_from_u64(4);
    let (mut histogram, mut there) = (Histogram::default(), Vec::new());
    for _ in 0..2000 {
        if there.is_empty() || random.random_bool(0.6) {
            there.push(any_duration(&mut random));
            histogram.add(there[there.len() - 1]);
        } else {
            let gone = there.swap_remove(random.random_range(0..there.len()));
            histogram.remove(gone).expect("it was added");
        }
        assert_eq!(histogram.count(), there.len() as u64);
    }
    assert_eq!(histogram, of(&there));
    let refused = of(&[Duration::minutes(10)]).remove(Duration::minutes(90)).expect_err("never added");
    assert_eq!(refused.to_string(), "no duration of about 89 minutes was ever added");
}

#[test]
fn bytes_are_few_and_are_read_back() {
    let mut random = StdRng::seed_from_u64(5);
    for most in [0, 1, 2, 30, 3000] {
        let histogram = of(&(0..most).map(|_| any_duration(&mut random)).collect::<Vec<_>>());
        let bytes = histogram.to_bytes();
        assert!(bytes.len() <= 1 + 4 * histogram.bins().count(), "{}", bytes.len());
        assert_eq!(Histogram::from_bytes(&bytes), Ok(histogram));
    }
    let mut all = Histogram::default();
    for number in 0..400 {
        all.add_many(Bin::try_from(number).unwrap(), u64::MAX / 400);
    }
    assert_eq!(Histogram::from_bytes(&all.to_bytes()), Ok(all));
    // What is stored today must be read for ever.
    let stored = of(&[0, 10, 10, 200, 200_000].map(Duration::minutes));
    assert_eq!(stored.to_bytes(), STORED);
}

const STORED: &[u8] = &[1, 0, 1, 58, 2, 76, 1, 175, 1, 1];

#[test]
fn broken_bytes_are_refused_in_words() {
    let refused = |bytes: &[u8]| Histogram::from_bytes(bytes).expect_err("broken").to_string();
    assert_eq!(refused(&[]), "there are no bytes, not even a version");
    assert_eq!(refused(&[2, 0, 1]), "version 2 of a histogram's bytes can't be read, only 1");
    assert_eq!(refused(&[1, 0]), "the bytes end too early");
    assert_eq!(refused(&[1, 0, 0x80]), "the bytes end too early");
    assert_eq!(refused(&[1, 0x80, 0, 1]), "the number at byte 1 is not written as a number must be");
    let long = [&[1, 0][..], &[0xff; 10]].concat();
    assert_eq!(refused(&long), "the number at byte 2 is not written as a number must be");
    let wide = [&[1, 0][..], &[0x80; 9], &[2]].concat();
    assert_eq!(refused(&wide), "the number at byte 2 is not written as a number must be");
    assert_eq!(refused(&[1, 0x90, 3, 1]), "a bin after the last one, 399");
    assert_eq!(refused(&[1, 0x8f, 3, 1, 0, 1]), "a bin after the last one, 399");
    assert_eq!(refused(&[1, 7, 0]), "bin 7 is there, but empty");
    let most = [&[0xff; 9][..], &[1]].concat();
    assert_eq!(refused(&[&[1, 0][..], &most, &[0, 1]].concat()), "too many durations to count");
    assert!(Histogram::from_bytes(&[&[1, 0][..], &most].concat()).is_ok());
}

#[test]
fn whatever_bytes_are_read_are_those_that_would_be_written() {
    let mut random = StdRng::seed_from_u64(6);
    let mut read = 0;
    for _ in 0..20_000 {
        let durations: Vec<_> = (0..random.random_range(0..5)).map(|_| any_duration(&mut random)).collect();
        let mut bytes = of(&durations).to_bytes();
        for _ in 0..random.random_range(0..3) {
            let at = random.random_range(0..bytes.len());
            match random.random_range(0..3) {
                0 => bytes[at] = random.random(),
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, random.random()),
            }
        }
        if let Ok(histogram) = Histogram::from_bytes(&bytes) {
            read += 1;
            assert_eq!(histogram.to_bytes(), bytes);
        }
    }
    assert!((5_000..19_000).contains(&read), "{read} of 20,000");
}

#[test]
fn a_bin_has_a_number_that_fits_a_small_column() {
    assert_eq!([0, 399].map(|number| Bin::try_from(number).unwrap().number()), [0, 399]);
    let refused = [-1, 400].map(|number| Bin::try_from(number).expect_err("no bin").to_string());
    assert_eq!(
        refused,
        [-1, 400].map(|number| format!("there is no bin {number}: they are numbered from 0 to 399"))
    );
}
