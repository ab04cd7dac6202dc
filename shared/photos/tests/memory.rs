//! However many large photos come at once, and whatever a small file inflates to, memory stays within the budget.
#![expect(clippy::unwrap_used, reason = "a failed step of a test's own preparation fails the test")]

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, GrayImage};
use jpeg_encoder::{ColorType, Encoder};
use photos::{PixelBudget, Unreadable};

/// The most memory that this process ever had, in megabytes (Linux, proc(5)).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
}

fn twelve_megapixels() -> Vec<u8> {
    let row: Vec<u8> = (0..4000_u32 * 3).map(|x| (x / 16 % 251).to_le_bytes()[0]).collect();
    let pixels: Vec<u8> = row.iter().copied().cycle().take(4000 * 3000 * 3).collect();
    let mut file = Vec::new();
    Encoder::new(&mut file, 85).encode(&pixels, 4000, 3000, ColorType::Rgb).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_large_photos_at_once_take_no_more_than_the_budget() {
    let photo = twelve_megapixels();
    // One alone has shown what one takes.
    let budget = PixelBudget::new(12_000_000);
    budget.render(photo.clone()).await.unwrap();
    let one = peak();
    let all: Vec<_> = (0..16)
        .map(|_| {
            let (budget, photo) = (budget.clone(), photo.clone());
            tokio::spawn(async move { budget.render(photo).await })
        })
        .collect();
    for rendering in all {
        rendering.await.unwrap().unwrap();
    }
    let grown = peak() - one;
    // Decoded at once they would take 15 × 36 MB more. What is measured is what the allocator keeps for each thread:
    // 200 to 270 MB.
    assert!(grown < 400, "sixteen at once took {grown} MB more than one");
}

#[tokio::test]
async fn a_small_file_of_very_many_pixels_takes_what_its_pixels_take() {
    let mut file = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::NoFilter);
    DynamicImage::from(GrayImage::new(7_700, 7_700)).write_with_encoder(encoder).unwrap();
    assert!(file.len() < 200_000, "59 megapixels in {} bytes", file.len());
    let before = peak();
    let made = PixelBudget::new(60_000_000).render(file).await.unwrap();
    assert_eq!(made.large_size, (1600, 1600));
    let grown = peak() - before;
    assert!(grown < 350, "{grown} MB");
}

#[tokio::test]
async fn a_chunk_that_inflates_without_end_is_not_inflated() {
    let mut file = Vec::new();
    DynamicImage::from(GrayImage::new(64, 64)).write_with_encoder(PngEncoder::new(&mut file)).unwrap();
    // Nearly a gigabyte of zeros as a colour profile, and again as a text.
    let profile = [b"p\0\0".as_slice(), &zeros_deflated(900_000_000)].concat();
    let text = [b"k\0\0".as_slice(), &zeros_deflated(900_000_000)].concat();
    let bomb = [&file[..33], &chunk(*b"iCCP", &profile), &chunk(*b"zTXt", &text), &file[33..]].concat();
    let before = peak();
    match PixelBudget::new(60_000_000).render(bomb).await {
        Ok(made) => assert_eq!(made.large_size, (64, 64)),
        Err(Unreadable::Decoding(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
    let grown = peak() - before;
    assert!(grown < 350, "{grown} MB");
}

/// So many zeros as a zlib stream with fixed codes: one literal, then runs of 258 (RFC 1951, 3.2.6), about a thousandth
/// of their length.
fn zeros_deflated(zeros: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0b011, 3);
    // The literal 0 is 00110000, first bit first.
    bits.code(0b0011_0000, 8);
    for _ in 0..(zeros - 1) / 258 {
        // Length 258 is the code 285: 11000101; distance 1 is 00000.
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
    }
    bits.code(0, 7);
    let sum = adler_of_zeros(1 + (zeros - 1) / 258 * 258);
    [&[0x78, 0x9C], bits.bytes.as_slice(), &sum.to_be_bytes()].concat()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    /// The lowest bit first, as numbers are packed.
    fn put(&mut self, value: u32, bits: usize) {
        for at in 0..bits {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let bit = (value >> at & 1).to_le_bytes()[0];
            let last = self.bytes.len() - 1;
            self.bytes[last] |= bit << (self.count % 8);
            self.count += 1;
        }
    }

    /// The highest bit first, as codes are packed.
    fn code(&mut self, code: u32, bits: usize) {
        for at in (0..bits).rev() {
            self.put(code >> at & 1, 1);
        }
    }
}

fn adler_of_zeros(zeros: usize) -> u32 {
    let high = u32::try_from(zeros % 65_521).unwrap();
    high << 16 | 1
}

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [name.as_slice(), content].concat();
    let sum = !body.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    });
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [length.as_slice(), &body, &sum.to_be_bytes()].concat()
}
