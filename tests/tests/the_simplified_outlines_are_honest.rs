//! The outlines of a first start are simplified, and people are told. They must still send reports to the right team:
//! measured against the City of Paris's own file, which lies beside the checkout in `shared/city/paris`.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;
use geo::{BoundingRect, Contains, Coord, MultiPolygon, Point, Polygon, Rect};
use geojson::FeatureCollection;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const POINTS: usize = 10_000;

struct Outlines(Vec<(String, Rect, MultiPolygon)>);

impl Outlines {
    fn read(path: &Path, name: impl Fn(&geojson::Feature) -> Option<String>) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("{} is missing", path.display()))?;
        let mut outlines = Vec::new();
        for feature in text.parse::<FeatureCollection>()? {
            let name = name(&feature).context("a name")?;
            let area = match geo::Geometry::try_from(feature.geometry.context("an outline")?)? {
                geo::Geometry::Polygon(polygon) => MultiPolygon(vec![polygon]),
                geo::Geometry::MultiPolygon(polygons) => polygons,
                other => anyhow::bail!("{other:?} is no outline"),
            };
            outlines.push((name, area.bounding_rect().context("an outline")?, area));
        }
        Ok(Self(outlines))
    }

    fn ours() -> anyhow::Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/cities/paris/sectors.geojson");
        Self::read(&path, |feature| Some(feature.property("id")?.as_str()?.to_owned()))
    }

    fn official() -> anyhow::Result<Self> {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/city/paris/arrondissements.geojson");
        Self::read(&path, |feature| Some(feature.property("c_arinsee")?.to_string()))
    }

    fn at(&self, point: Point) -> Option<&str> {
        let around = self.0.iter().filter(|(_, around, _)| around.contains(&point));
        around.into_iter().find(|(_, _, area)| area.contains(&point)).map(|(name, ..)| name.as_str())
    }
}

#[test]
fn of_random_points_in_the_city_97_in_100_have_the_official_arrondissement() -> anyhow::Result<()> {
    let (ours, official) = (Outlines::ours()?, Outlines::official()?);
    let mut random = StdRng::seed_from_u64(11);
    let (mut in_city, mut same) = (0_usize, 0_usize);
    while in_city < POINTS {
        let point = Point::new(random.random_range(2.22..2.48), random.random_range(48.81..48.91));
        let Some(arrondissement) = official.at(point) else { continue };
        in_city += 1;
        same += usize::from(ours.at(point) == Some(arrondissement));
    }
    println!("{same} of {in_city} points agree");
    assert!(same * 100 >= in_city * 97, "{same} of {in_city}");
    Ok(())
}

/// Every edge between two arrondissements is there twice, once in each direction; the others are the city's edge, and
/// make one ring. A gap or an overlap, however thin, would make another.
#[test]
fn neighbours_share_their_corners_exactly_without_gap_or_overlap() -> anyhow::Result<()> {
    let bits = |at: &Coord| (at.x.to_bits(), at.y.to_bits());
    let ours = Outlines::ours()?;
    let mut edges = HashMap::new();
    for (name, _, area) in &ours.0 {
        let [outline] = area.0.as_slice() else { anyhow::bail!("{name} is not one polygon") };
        let corners = corners(outline);
        assert!((10..=30).contains(&corners.len()), "{name} has {} corners", corners.len());
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            assert!(edges.insert((bits(from), bits(to)), name).is_none(), "{name} overlaps another");
        }
    }
    let mut outside: HashMap<_, _> =
        edges.keys().filter(|(from, to)| !edges.contains_key(&(*to, *from))).copied().collect();
    let start = *outside.keys().next().context("an edge of the city")?;
    let mut at = start;
    while let Some(next) = outside.remove(&at) {
        at = next;
    }
    assert_eq!(at, start, "the city's edge is a ring");
    assert!(outside.is_empty(), "a gap between neighbours: {} edges are left", outside.len());
    Ok(())
}

fn corners(outline: &Polygon) -> &[Coord] {
    assert!(outline.interiors().is_empty());
    let ring = &outline.exterior().0;
    &ring[..ring.len() - 1]
}
