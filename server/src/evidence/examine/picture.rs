//! A picture is decoded and made anew from its pixels: place, time, maker, thumbnails and whatever else was in the file
//! stay behind.

use std::io::{Cursor, Write};

use app::evidence::{FileKind, NotTaken};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngDecoder, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageEncoder, Limits};

/// A page of A4 at 600 dots an inch has 35 million.
const MOST_PIXELS: u64 = 40_000_000;
/// Of a picture once it is decoded.
const MOST_BYTES: u64 = 128 * 1024 * 1024;
/// A longer edge is no photograph and no page.
const LONGEST_EDGE: u32 = 20_000;
/// Small writing stays legible.
const QUALITY: u8 = 88;

/// Whether a picture that says it is so large may be decoded at all; `each` is bytes a pixel.
pub fn may_be_decoded(width: u32, height: u32, each: u64) -> Result<(), NotTaken> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(NotTaken::Broken);
    }
    if width > LONGEST_EDGE
        || height > LONGEST_EDGE
        || pixels > MOST_PIXELS
        || pixels * each > MOST_BYTES
    {
        return Err(NotTaken::TooManyPixels);
    }
    Ok(())
}

/// Writes the picture anew.
pub fn made_anew(
    bytes: &[u8],
    kind: FileKind,
    kept: &mut impl Write,
) -> std::io::Result<Result<(), NotTaken>> {
    let picture = match decoded(bytes, kind) {
        Ok(picture) => picture,
        Err(why) => return Ok(Err(why)),
    };
    let written = match kind {
        FileKind::Png => write_png(picture, kept),
        _ => write_jpeg(picture, kept),
    };
    match written {
        Ok(()) => Ok(Ok(())),
        Err(image::ImageError::IoError(error)) => Err(error),
        Err(_) => Ok(Err(NotTaken::Broken)),
    }
}

fn decoded(bytes: &[u8], kind: FileKind) -> Result<DynamicImage, NotTaken> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    limits.max_image_width = Some(LONGEST_EDGE);
    limits.max_image_height = Some(LONGEST_EDGE);
    let file = Cursor::new(bytes);
    if kind == FileKind::Png {
        upright(PngDecoder::with_limits(file, limits).map_err(said)?)
    } else {
        let mut decoder = JpegDecoder::new(file).map_err(said)?;
        decoder.set_limits(limits).map_err(said)?;
        upright(decoder)
    }
}

/// The pixels as the picture is meant to be seen: which way is up stands in what is left behind.
fn upright(mut decoder: impl ImageDecoder) -> Result<DynamicImage, NotTaken> {
    let (width, height) = decoder.dimensions();
    let each = u64::from(decoder.color_type().bytes_per_pixel());
    may_be_decoded(width, height, each)?;
    let orientation = decoder.orientation().map_err(said)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(said)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn write_jpeg(picture: DynamicImage, kept: &mut impl Write) -> image::ImageResult<()> {
    let mut encoder = JpegEncoder::new_with_quality(kept, QUALITY);
    match picture {
        DynamicImage::ImageLuma8(grey) => encoder.encode_image(&grey),
        other => encoder.encode_image(&other.into_rgb8()),
    }
}

fn write_png(picture: DynamicImage, kept: &mut impl Write) -> image::ImageResult<()> {
    use DynamicImage::{ImageLuma8, ImageLuma16, ImageLumaA8, ImageLumaA16, ImageRgb8, ImageRgb16};
    // 16 bits a colour are for darkrooms.
    let picture = match picture {
        ImageLuma8(_) | ImageLumaA8(_) | ImageRgb8(_) => picture,
        ImageLuma16(_) => ImageLuma8(picture.into_luma8()),
        ImageLumaA16(_) => ImageLumaA8(picture.into_luma_alpha8()),
        ImageRgb16(_) => ImageRgb8(picture.into_rgb8()),
        other => DynamicImage::ImageRgba8(other.into_rgba8()),
    };
    PngEncoder::new_with_quality(kept, CompressionType::Fast, FilterType::Adaptive).write_image(
        picture.as_bytes(),
        picture.width(),
        picture.height(),
        picture.color().into(),
    )
}

fn said(error: image::ImageError) -> NotTaken {
    match error {
        image::ImageError::Limits(_) => NotTaken::TooManyPixels,
        _ => NotTaken::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_pixels_is_known_by_its_numbers() {
        assert_eq!(may_be_decoded(4000, 3000, 3), Ok(()));
        assert_eq!(may_be_decoded(4961, 7016, 1), Ok(()));
        assert_eq!(may_be_decoded(0, 3000, 3), Err(NotTaken::Broken));
        for (width, height, each) in [
            (65_535, 65_535, 3),
            (u32::MAX, u32::MAX, 8),
            (20_001, 1, 1),
            (7_000, 6_000, 1),
            (5_000, 5_000, 8),
        ] {
            assert_eq!(
                may_be_decoded(width, height, each),
                Err(NotTaken::TooManyPixels)
            );
        }
    }
}
