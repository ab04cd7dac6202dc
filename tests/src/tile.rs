use std::collections::BTreeMap;

use anyhow::{Context, bail};

/// A point of a vector tile.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// The layer's name.
    pub layer: String,
    /// Everything that the tile says of it; numbers as their digits.
    pub says: BTreeMap<String, String>,
    /// Units from the tile's west and north, of its first point.
    pub at: (i64, i64),
}

/// The points of a vector tile (Mapbox Vector Tile 2.1), of all layers.
///
/// # Errors
/// When it is none.
pub fn features(tile: &[u8]) -> anyhow::Result<Vec<Feature>> {
    let mut found = Vec::new();
    for layer in fields(tile)?.into_iter().filter_map(|field| field.bytes_of(3)) {
        let parts = fields(layer)?;
        let texts = |number| parts.iter().filter_map(move |part| part.bytes_of(number));
        let name = String::from_utf8(texts(1).next().context("a layer's name")?.to_vec())?;
        let keys: Vec<_> = texts(3).map(|key| String::from_utf8_lossy(key).into_owned()).collect();
        let values = texts(4).map(value).collect::<anyhow::Result<Vec<_>>>()?;
        for feature in texts(2) {
            let parts = fields(feature)?;
            let numbers = |number| parts.iter().find_map(|part| part.bytes_of(number)).map(varints);
            let tags = numbers(2).transpose()?.unwrap_or_default();
            let says = tags.chunks_exact(2).map(|pair| {
                let at = |position: u64| usize::try_from(position);
                let key = keys.get(at(pair[0])?).context("a key")?.clone();
                Ok((key, values.get(at(pair[1])?).context("a value")?.clone()))
            });
            let says = says.collect::<anyhow::Result<_>>()?;
            let shape = numbers(4).context("a shape")??;
            let [_, x, y, ..] = shape[..] else { bail!("no point: {shape:?}") };
            found.push(Feature { layer: name.clone(), says, at: (zigzag(x), zigzag(y)) });
        }
    }
    Ok(found)
}

/// A field of a protobuf message.
enum Field<'a> {
    Number(u64, u64),
    Bytes(u64, &'a [u8]),
}

impl<'a> Field<'a> {
    fn bytes_of(&self, wanted: u64) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(number, bytes) if *number == wanted => Some(bytes),
            _ => None,
        }
    }
}

fn fields(mut message: &[u8]) -> anyhow::Result<Vec<Field<'_>>> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let tag = varint(&mut message)?;
        let length = match tag & 7 {
            0 => {
                fields.push(Field::Number(tag >> 3, varint(&mut message)?));
                continue;
            }
            1 => 8,
            2 => usize::try_from(varint(&mut message)?)?,
            5 => 4,
            other => bail!("wire type {other}"),
        };
        let (bytes, rest) = message.split_at_checked(length).context("a field that is cut off")?;
        message = rest;
        fields.push(Field::Bytes(tag >> 3, bytes));
    }
    Ok(fields)
}

fn value(message: &[u8]) -> anyhow::Result<String> {
    Ok(match fields(message)?.first().context("a value")? {
        Field::Bytes(1, text) => String::from_utf8_lossy(text).into_owned(),
        Field::Number(6, number) => zigzag(*number).to_string(),
        Field::Number(_, number) => number.to_string(),
        Field::Bytes(..) => "a float".to_owned(),
    })
}

fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

fn varints(mut packed: &[u8]) -> anyhow::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    while !packed.is_empty() {
        numbers.push(varint(&mut packed)?);
    }
    Ok(numbers)
}

fn varint(message: &mut &[u8]) -> anyhow::Result<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = message.split_first().context("a number that is cut off")?;
        *message = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    bail!("a number that does not end")
}
