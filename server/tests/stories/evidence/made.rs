//! Files for stories, good ones and the makings of bad ones.

use std::io::Write as _;

use flate2::{Compress, Compression, FlushCompress, write::ZlibEncoder};
use image::{DynamicImage, ImageFormat, RgbImage};

fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        let part = |n: u32| u8::try_from(n % 256).expect("below 256");
        image::Rgb([part(x * 5), part(y * 7), part(x * y)])
    })
    .into()
}

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture(width, height).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::Jpeg)
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, ImageFormat::Png)
}

/// The part of a JPEG that says how large it is, in three colours.
pub fn jpeg_frame(marker: u8, width: u16, height: u16) -> Vec<u8> {
    let (width, height) = (width.to_be_bytes(), height.to_be_bytes());
    let colours = [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
    [
        &[0xff, marker, 0, 17, 8][..],
        &height,
        &width,
        &[3],
        &colours,
    ]
    .concat()
}

pub fn png_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], name, data, &sum.sum().to_be_bytes()].concat()
}

pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packing = ZlibEncoder::new(Vec::new(), Compression::fast());
    packing.write_all(bytes).unwrap();
    packing.finish().unwrap()
}

/// So many MiB of zeros: one MiB is packed, and its packing repeated.
pub fn packed_zeros(mebibytes: usize) -> Vec<u8> {
    let zeros = vec![0; 1024 * 1024];
    let mut packing = Compress::new(Compression::best(), true);
    let mut piece = || {
        let mut packed = Vec::with_capacity(64 * 1024);
        packing
            .compress_vec(&zeros, &mut packed, FlushCompress::Sync)
            .unwrap();
        packed
    };
    let (first, again) = (piece(), piece());
    [first, again.repeat(mebibytes.saturating_sub(1))].concat()
}

/// A document of one empty page, and what else is to be in it.
#[derive(Default)]
pub struct Pdf {
    pub objects: Vec<Vec<u8>>,
    pub trailer: &'static str,
}

pub fn pdf(with: &Pdf) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_vec(),
        stream("", b"0 0 m 100 100 l S"),
    ];
    objects.extend(with.objects.iter().cloned());
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let index = bytes.len();
    let size = objects.len() + 1;
    bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").into_bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let trailer = with.trailer;
    bytes.extend(
        format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{index}\n%%EOF\n")
            .into_bytes(),
    );
    bytes
}

pub fn stream(says: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{says}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// One object, packed.
pub fn object_stream(object: &str, says: &str) -> Vec<u8> {
    stream(says, &packed(format!("7 0 {object}").as_bytes()))
}

/// What pictures carry that nobody sees.
pub const LUGGAGE: &[&[u8]] = &[
    b"Exif",
    b"GPS 29.56N 106.55E",
    b"<script",
    b"<?php",
    b"PK\x03\x04",
    b"%PDF",
    b"MZ\x90",
    b"http://ns.adobe.com",
];

/// The photograph with a note of where it was taken and that it lies on its side.
pub fn with_place(photo: &[u8]) -> Vec<u8> {
    let mut note = b"Exif\0\0II*\0\x08\0\0\0\x01\0".to_vec();
    // Orientation (0x0112), one SHORT: turn by a quarter.
    note.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0");
    note.extend(b"GPS 29.56N 106.55E");
    with_part(photo, 0xe1, &note)
}

fn with_part(photo: &[u8], marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&photo[..2], &[0xff, marker], &length, data, &photo[2..]].concat()
}

/// Pictures that are something else as well.
pub fn pictures_with_luggage() -> Vec<(&'static str, Vec<u8>)> {
    let (photo, drawing) = (jpeg(40, 30), png(40, 30));
    let text = |name: &[u8; 4], data: &[u8]| {
        [&drawing[..33], &png_chunk(name, data), &drawing[33..]].concat()
    };
    let after = |picture: &[u8], luggage: &[u8]| [picture, luggage].concat();
    vec![
        ("photograph with a place", with_place(&photo)),
        (
            "photograph with a script",
            with_part(&photo, 0xfe, b"<script>alert(1)</script>"),
        ),
        (
            "photograph with PHP",
            with_part(&photo, 0xfe, b"<?php system('id'); ?>"),
        ),
        (
            "photograph with XMP",
            with_part(&photo, 0xe1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
        ),
        (
            "photograph and archive",
            after(&photo, b"PK\x03\x04....PK\x05\x06"),
        ),
        ("photograph and document", after(&photo, b"%PDF-1.4\n%%EOF")),
        ("photograph and program", after(&photo, b"MZ\x90")),
        (
            "photograph and page",
            after(&photo, b"<html><script>alert(1)</script>"),
        ),
        (
            "drawing with a script",
            text(b"tEXt", b"Comment\0<script>alert(1)</script>"),
        ),
        (
            "drawing with PHP",
            text(b"tEXt", b"Comment\0<?php system('id'); ?>"),
        ),
        (
            "drawing with a place",
            text(b"eXIf", b"II*\0\x08\0\0\0\0\0\0\0\0\0GPS 29.56N 106.55E"),
        ),
        (
            "drawing and archive",
            after(&drawing, b"PK\x03\x04....PK\x05\x06"),
        ),
        (
            "drawing and page",
            after(&drawing, b"<html><script>alert(1)</script>"),
        ),
        (
            "drawing with a packed flood of text",
            text(b"zTXt", &[b"a\0\0".as_slice(), &packed_zeros(500)].concat()),
        ),
    ]
}
