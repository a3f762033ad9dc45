//! Files that want to do harm, made here: what each is, and which cause it is to be refused for.

use app::evidence::NotTaken::{
    self, Active, Broken, Empty, FilesInside, Heic, Locked, Packed, TooManyPixels, TwoInOne,
    WrongKind, WrongName,
};
use server::evidence::examine::{Decoder, examine};

use super::made::{self, Pdf, jpeg, jpeg_frame, packed, packed_zeros, pdf, png, png_chunk};

/// One file, and the only causes that it may be refused for.
pub struct Hostile {
    pub what: String,
    pub name: String,
    pub bytes: Vec<u8>,
    pub why: Vec<NotTaken>,
}

struct List(Vec<Hostile>);

impl List {
    fn add(&mut self, what: &str, name: &str, bytes: impl Into<Vec<u8>>, why: &[NotTaken]) {
        self.0.push(Hostile {
            what: what.to_owned(),
            name: name.to_owned(),
            bytes: bytes.into(),
            why: why.to_vec(),
        });
    }
}

/// All of them.
pub fn files() -> Vec<Hostile> {
    let mut list = List(Vec::new());
    pretenders(&mut list);
    false_names(&mut list);
    jpegs(&mut list);
    pngs(&mut list);
    documents_that_act(&mut list);
    documents_that_are_damaged(&mut list);
    documents_that_are_more_than_one_thing(&mut list);
    documents_that_hide(&mut list);
    list.0
}

/// Not what is taken, whatever the name says.
fn pretenders(list: &mut List) {
    list.add("nothing at all", "photo.jpg", "", &[Empty]);
    let document = pdf(&Pdf::default());
    let kinds: [(&str, &[u8]); 47] = [
        ("GIF87a", b"GIF87a\x01\x00\x01\x00\x00\x00\x00;"),
        ("GIF89a", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
        ("GIF that is a script", b"GIF89a=1;alert(1)//"),
        (
            "SVG",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ),
        (
            "SVG after a prolog",
            b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        ),
        ("HTML", b"<!doctype html><script>alert(1)</script>"),
        ("HTML without a head", b"<script>alert(1)</script>"),
        (
            "XML with outside entities",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        ),
        ("script", b"alert(1)"),
        ("PHP", b"<?php system($_GET['c']); ?>"),
        ("shell", b"#!/bin/sh\nrm -rf /\n"),
        ("batch", b"@echo off\r\nformat c:\r\n"),
        ("text", b"a note"),
        ("text with a mark", b"\xef\xbb\xbf%PDF-1.4"),
        ("wide text", b"\xff\xfe%\x00P\x00D\x00F\x00"),
        ("zip", b"PK\x03\x04\x14\x00\x00\x00"),
        ("empty zip", b"PK\x05\x06\x00\x00\x00\x00"),
        ("rar", b"Rar!\x1a\x07\x00"),
        ("7z", b"7z\xbc\xaf\x27\x1c"),
        ("gzip", b"\x1f\x8b\x08\x00"),
        ("bzip2", b"BZh91AY&SY"),
        ("xz", b"\xfd7zXZ\x00"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("Windows program", b"MZ\x90\x00\x03\x00"),
        ("Linux program", b"\x7fELF\x02\x01\x01"),
        ("Mac program", b"\xcf\xfa\xed\xfe"),
        ("Java class", b"\xca\xfe\xba\xbe\x00\x00"),
        ("WebAssembly", b"\x00asm\x01\x00\x00\x00"),
        ("film", b"\x00\x00\x00\x18ftypisom"),
        ("WebM", b"\x1a\x45\xdf\xa3"),
        ("sound", b"ID3\x03\x00"),
        ("WebP", b"RIFF\x24\x00\x00\x00WEBPVP8 "),
        ("BMP", b"BM\x36\x00\x00\x00"),
        ("TIFF", b"II*\x00\x08\x00\x00\x00"),
        ("big TIFF", b"MM\x00*\x00\x00\x00\x08"),
        ("icon", b"\x00\x00\x01\x00\x01\x00"),
        ("Photoshop", b"8BPS\x00\x01"),
        ("JPEG 2000", b"\x00\x00\x00\x0cjP  \r\n\x87\n"),
        ("PostScript", b"%!PS-Adobe-3.0 EPSF-3.0"),
        ("RTF", b"{\\rtf1\\ansi}"),
        ("old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("database", b"SQLite format 3\x00"),
        ("zeros", &[0; 1000]),
        ("ones", &[0xff; 1000]),
        ("one byte", b"\xff"),
        ("half a JPEG's beginning", b"\xff\xd8"),
        ("half a PNG's beginning", b"\x89PNG\r\n"),
    ];
    for (kind, bytes) in kinds {
        for name in ["photo.jpg", "scan.pdf"] {
            list.add(&format!("{kind} called {name}"), name, bytes, &[WrongKind]);
        }
    }
    for before in ["\n", " ", "junk\n", "<html>", "MZ"] {
        let bytes = [before.as_bytes(), &document].concat();
        list.add(
            &format!("PDF after {before:?}"),
            "scan.pdf",
            bytes,
            &[WrongKind],
        );
    }
    for brand in ["heic", "heix", "hevc", "mif1", "msf1", "avif"] {
        let bytes = [b"\0\0\0\x18ftyp", brand.as_bytes(), b"\0\0\0\0mif1heic"].concat();
        list.add(brand, "IMG_0001.HEIC", bytes.clone(), &[Broken]);
        list.add(
            &format!("{brand} called jpg"),
            "IMG_0001.jpg",
            bytes,
            &[Broken],
        );
    }
}

fn false_names(list: &mut List) {
    let (photo, drawing, document) = (jpeg(40, 30), png(40, 30), pdf(&Pdf::default()));
    for name in [
        "a.html",
        "a.svg",
        "a.exe",
        "a.pdf",
        "a.php",
        "a.gif",
        "a.jpg.exe",
        "a.jpg.html",
        "a.zip",
        ".htaccess",
        "a.js",
        "../../a.sh",
    ] {
        list.add(
            &format!("photograph called {name}"),
            name,
            photo.clone(),
            &[WrongName],
        );
        list.add(
            &format!("drawing called {name}"),
            name,
            drawing.clone(),
            &[WrongName],
        );
    }
    for name in [
        "a.jpg",
        "a.html",
        "a.pdf.exe",
        "a.xml",
        "a.docx",
        "..\\..\\a.bat",
    ] {
        list.add(
            &format!("document called {name}"),
            name,
            document.clone(),
            &[WrongName],
        );
    }
}

fn jpegs(list: &mut List) {
    let whole = jpeg(64, 48);
    for part in 1..=12 {
        let bytes = &whole[..3 + (whole.len() - 4) * part / 13];
        list.add(&format!("JPEG cut at {part}/13"), "a.jpg", bytes, &[Broken]);
    }
    list.add(
        "JPEG without its last byte",
        "a.jpg",
        &whole[..whole.len() - 1],
        &[Broken],
    );
    let start = |rest: &[u8]| [b"\xff\xd8", rest].concat();
    let broken: [(&str, Vec<u8>); 12] = [
        ("JPEG that ends at once", start(b"\xff\xd9")),
        (
            "JPEG of rubbish",
            start(&[b"\xff\xe0\x00\x04ab".as_slice(), &[7; 500]].concat()),
        ),
        (
            "JPEG with a part of length 0",
            start(b"\xff\xe0\x00\x00\xff\xd9"),
        ),
        (
            "JPEG with a part of length 1",
            start(b"\xff\xe0\x00\x01\xff\xd9"),
        ),
        (
            "JPEG with a part beyond its end",
            start(b"\xff\xe0\xff\xff\x00"),
        ),
        (
            "JPEG with pixels before their size",
            start(b"\xff\xda\x00\x02\x00\xff\xd9"),
        ),
        (
            "JPEG with a size and no pixels",
            start(&[jpeg_frame(0xc0, 10, 10), b"\xff\xd9".to_vec()].concat()),
        ),
        (
            "JPEG of no height",
            start(
                &[
                    jpeg_frame(0xc0, 10, 0),
                    b"\xff\xda\x00\x02\x00\xff\xd9".to_vec(),
                ]
                .concat(),
            ),
        ),
        (
            "JPEG with arithmetic coding",
            start(&jpeg_frame(0xc9, 10, 10)),
        ),
        ("lossless JPEG", start(&jpeg_frame(0xc3, 10, 10))),
        (
            "JPEG with two sizes",
            start(&[jpeg_frame(0xc0, 10, 10), jpeg_frame(0xc0, 60_000, 10)].concat()),
        ),
        ("JPEG that never ends", start(&vec![0xff; 100_000])),
    ];
    for (what, bytes) in broken {
        list.add(what, "a.jpg", bytes, &[Broken]);
    }
    let many = [
        jpeg_frame(0xc2, 100, 100),
        b"\xff\xda\x00\x02\x00".repeat(5000),
        b"\xff\xd9".to_vec(),
    ];
    list.add(
        "JPEG of 5,000 passes",
        "a.jpg",
        start(&many.concat()),
        &[Broken],
    );
    for (width, height) in [
        (65_535, 65_535),
        (30_000, 2_000),
        (7_000, 6_500),
        (20_001, 10),
    ] {
        let flood = start(
            &[
                jpeg_frame(0xc0, width, height),
                b"\xff\xda\x00\x02\x00\xff\xd9".to_vec(),
            ]
            .concat(),
        );
        list.add(
            &format!("JPEG of {width} by {height}"),
            "a.jpg",
            flood,
            &[TooManyPixels],
        );
    }
    let passes = [
        jpeg_frame(0xc2, 6_000, 6_000),
        b"\xff\xda\x00\x02\x00".repeat(3),
        b"\xff\xd9".to_vec(),
    ];
    list.add(
        "JPEG of 36 million pixels in passes",
        "a.jpg",
        start(&passes.concat()),
        &[TooManyPixels],
    );
}

fn pngs(list: &mut List) {
    let whole = png(64, 48);
    for part in 1..=12 {
        let bytes = &whole[..8 + (whole.len() - 9) * part / 13];
        list.add(&format!("PNG cut at {part}/13"), "a.png", bytes, &[Broken]);
    }
    let head = |width: u32, height: u32, depth: u8, colour: u8| {
        let size = [
            &width.to_be_bytes()[..],
            &height.to_be_bytes(),
            &[depth, colour, 0, 0, 0],
        ];
        png_chunk(b"IHDR", &size.concat())
    };
    let of = |chunks: &[Vec<u8>]| [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat();
    let end = png_chunk(b"IEND", b"");
    let pixels = png_chunk(b"IDAT", &packed(&[0; 310]));
    let broken: [(&str, Vec<u8>); 9] = [
        ("PNG without pixels", of(&[head(10, 10, 8, 2), end.clone()])),
        (
            "PNG of no width",
            of(&[head(0, 10, 8, 2), pixels.clone(), end.clone()]),
        ),
        (
            "PNG with too few pixels",
            of(&[head(10, 100, 8, 2), pixels.clone(), end.clone()]),
        ),
        (
            "PNG with rubbish for pixels",
            of(&[
                head(10, 10, 8, 2),
                png_chunk(b"IDAT", b"rubbish"),
                end.clone(),
            ]),
        ),
        (
            "PNG that begins in the middle",
            of(&[pixels.clone(), end.clone()]),
        ),
        (
            "PNG of an unknown colour",
            of(&[head(10, 10, 8, 5), pixels.clone(), end.clone()]),
        ),
        (
            "PNG of 3 bits",
            of(&[head(10, 10, 3, 2), pixels.clone(), end.clone()]),
        ),
        (
            "PNG with a part of 4 GiB",
            of(&[head(10, 10, 8, 2), b"\xff\xff\xff\xffIDAT".to_vec()]),
        ),
        ("PNG with a false check sum", {
            let mut bytes = of(&[head(10, 10, 8, 2), pixels.clone(), end.clone()]);
            bytes[8 + 21] ^= 1;
            bytes
        }),
    ];
    for (what, bytes) in broken {
        list.add(what, "a.png", bytes, &[Broken]);
    }
    for (width, height, depth, colour) in [
        (0x7fff_ffff, 0x7fff_ffff, 16, 6),
        (u32::MAX, u32::MAX, 8, 2),
        (50_000, 50_000, 1, 0),
        (100_000, 10, 8, 2),
        (8_000, 5_001, 8, 2),
        (6_000, 6_000, 16, 6),
    ] {
        let flood = of(&[
            head(width, height, depth, colour),
            pixels.clone(),
            end.clone(),
        ]);
        list.add(
            &format!("PNG of {width} by {height}"),
            "a.png",
            flood,
            &[TooManyPixels],
        );
    }
}

fn documents_that_act(list: &mut List) {
    let objects = [
        (
            "script at opening",
            "<</Type/Action/S/JavaScript/JS(app.alert(1))>>",
            Active,
        ),
        (
            "script, written otherwise",
            "<</S/J#61va#53cript/J#53(app.alert(1))>>",
            Active,
        ),
        (
            "script, written in letters' numbers",
            "<</S/#4a#61#76#61#53#63#72#69#70#74>>",
            Active,
        ),
        ("names of scripts", "<</JavaScript 9 0 R>>", Active),
        (
            "start of a program",
            "<</S/Launch/Win<</F(cmd.exe)>>>>",
            Active,
        ),
        (
            "start of a program, written otherwise",
            "<</S/#4caunch/F(cmd.exe)>>",
            Active,
        ),
        (
            "form that sends itself",
            "<</S/SubmitForm/F(http://elsewhere.example)>>",
            Active,
        ),
        ("form that fetches", "<</S/ImportData/F(a.fdf)>>", Active),
        ("form that computes", "<</XFA 9 0 R>>", Active),
        ("film with a script", "<</S/Rendition/JS(1)>>", Active),
        ("film that acts", "<</Subtype/RichMedia>>", Active),
        ("file inside", "<</Type/EmbeddedFile>>", FilesInside),
        (
            "files inside by name",
            "<</Names<</EmbeddedFiles 9 0 R>>>>",
            FilesInside,
        ),
        (
            "file on a page",
            "<</Type/Annot/Subtype/FileAttachment/FS 9 0 R>>",
            FilesInside,
        ),
        (
            "file in a field",
            "<</Type/Filespec/EF<</F 9 0 R>>>>",
            FilesInside,
        ),
        (
            "way into a file inside",
            "<</S/GoToE/D[0/Fit]>>",
            FilesInside,
        ),
        ("portfolio", "<</Collection<</View/T>>>>", FilesInside),
        ("lock", "<</Encrypt 9 0 R>>", Locked),
    ];
    for (what, object, why) in objects {
        let plain = pdf(&Pdf {
            objects: vec![object.as_bytes().to_vec()],
            ..Pdf::default()
        });
        list.add(&format!("PDF: {what}"), "a.pdf", plain, &[why]);
        let inside = pdf(&Pdf {
            objects: vec![made::object_stream(
                object,
                "/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
            )],
            ..Pdf::default()
        });
        list.add(&format!("PDF: {what}, packed"), "a.pdf", inside, &[why]);
        let unsaid = pdf(&Pdf {
            objects: vec![made::object_stream(
                object,
                "/N 1/First 4/Subtype/Image/Filter[/FlateDecode]",
            )],
            ..Pdf::default()
        });
        list.add(
            &format!("PDF: {what}, packed as a picture"),
            "a.pdf",
            unsaid,
            &[why],
        );
    }
    let locked = pdf(&Pdf {
        trailer: "/Encrypt<</Filter/Standard/V 2/R 3/O(o)/U(u)/P -44>>",
        ..Pdf::default()
    });
    list.add("PDF with a password", "a.pdf", locked, &[Locked]);
    let hidden = pdf(&Pdf {
        objects: vec![made::stream("", b"7 0 obj<</S/JavaScript>>endobj")],
        ..Pdf::default()
    });
    list.add(
        "PDF with an object inside a stream",
        "a.pdf",
        hidden,
        &[Active],
    );
}

fn documents_that_are_damaged(list: &mut List) {
    let whole = pdf(&Pdf::default());
    for part in 1..=15 {
        let bytes = &whole[..5 + (whole.len() - 12) * part / 16];
        list.add(&format!("PDF cut at {part}/16"), "a.pdf", bytes, &[Broken]);
    }
    let text = String::from_utf8(whole).unwrap();
    let (before, after) = text.rsplit_once("startxref\n").unwrap();
    let place = after.split_once('\n').unwrap().0;
    for (what, bytes) in [
        (
            "PDF whose index is elsewhere",
            text.replace(&format!("startxref\n{place}"), "startxref\n17"),
        ),
        (
            "PDF whose index is beyond its end",
            text.replace(
                &format!("startxref\n{place}"),
                "startxref\n99999999999999999999",
            ),
        ),
        ("PDF whose index is nowhere", format!("{before}%%EOF")),
        (
            "PDF with a negative index",
            text.replace(&format!("startxref\n{place}"), "startxref\n-5"),
        ),
        (
            "PDF without pages",
            text.replace("/Pages", "/Leafs").replace("/Page/", "/Leaf/"),
        ),
        ("PDF without a root", text.replace("/Root", "/Stem")),
        (
            "PDF of no version",
            text.replacen("%PDF-1.7", "%PDF-x.y", 1),
        ),
        ("only a PDF's first line", "%PDF-1.7\n".to_owned()),
        (
            "only a PDF's first and last line",
            "%PDF-1.7\n%%EOF\n".to_owned(),
        ),
    ] {
        list.add(what, "a.pdf", bytes, &[Broken]);
    }
    let unended = pdf(&Pdf {
        objects: vec![b"<</Length 5>>\nstream\nhello".to_vec()],
        ..Pdf::default()
    });
    list.add(
        "PDF with a stream that never ends",
        "a.pdf",
        unended,
        &[Broken],
    );
    let rotten = pdf(&Pdf {
        objects: vec![made::stream(
            "/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
            b"not packed at all",
        )],
        ..Pdf::default()
    });
    list.add("PDF with rotten objects", "a.pdf", rotten, &[Broken]);
}

fn documents_that_are_more_than_one_thing(list: &mut List) {
    let whole = pdf(&Pdf::default());
    for (what, after) in [
        ("archive", b"PK\x03\x04....PK\x05\x06".to_vec()),
        ("page", b"<html><script>alert(1)</script></html>".to_vec()),
        ("program", b"MZ\x90".to_vec()),
        ("photograph", jpeg(8, 8)),
        ("rubbish", vec![b'x'; 3000]),
    ] {
        list.add(
            &format!("PDF and then {what}"),
            "a.pdf",
            [whole.clone(), after].concat(),
            &[TwoInOne],
        );
    }
    for (what, between) in [
        ("page", "<html><body onload=alert(1)>"),
        ("script", "%<script>alert(1)</script>"),
        ("PHP", "%<?php system('id'); ?>"),
        ("drawing", "%<SVG onload=alert(1)>"),
        ("document type", "%<!DOCTYPE html>"),
        ("archive's end", "%PK\x05\x06\0\0\0\0"),
    ] {
        let bytes = pdf(&Pdf {
            objects: vec![between.as_bytes().to_vec()],
            ..Pdf::default()
        });
        list.add(
            &format!("PDF with a {what} between objects"),
            "a.pdf",
            bytes,
            &[TwoInOne],
        );
    }
}

fn documents_that_hide(list: &mut List) {
    let of = |object: Vec<u8>| {
        pdf(&Pdf {
            objects: vec![object],
            ..Pdf::default()
        })
    };
    // 4 GiB of zeros, packed in 4 MB.
    let bomb = packed_zeros(4096);
    list.add(
        "PDF that unpacks to 4 GiB",
        "a.pdf",
        of(made::stream("/Filter/FlateDecode", &bomb)),
        &[Packed],
    );
    list.add(
        "PDF whose objects unpack to 4 GiB",
        "a.pdf",
        of(made::stream(
            "/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
            &bomb,
        )),
        &[Packed],
    );
    let several: Vec<Vec<u8>> = (0..100)
        .map(|_| made::stream("/Filter/FlateDecode", &packed_zeros(10)))
        .collect();
    let together = pdf(&Pdf {
        objects: several,
        ..Pdf::default()
    });
    list.add(
        "PDF of a hundred parts of 10 MiB",
        "a.pdf",
        together,
        &[Packed],
    );
    for (what, says) in [
        ("packed twice", "/Filter[/FlateDecode/FlateDecode]"),
        (
            "packed twice, written otherwise",
            "/Filter[/Fl#61teDecode/FlateDecode]",
        ),
        ("packed in two ways", "/Filter[/LZWDecode/FlateDecode]"),
        (
            "objects in hexadecimal",
            "/Type/ObjStm/First 4/Filter[/ASCIIHexDecode/FlateDecode]",
        ),
        (
            "objects in base 85",
            "/Type/ObjStm/First 4/Filter/ASCII85Decode",
        ),
        (
            "objects packed the old way",
            "/Type/ObjStm/First 4/Filter/LZWDecode",
        ),
        (
            "objects behind a filter of the reader's own",
            "/Type/ObjStm/First 4/Filter/Crypt",
        ),
        (
            "objects behind a filter that stands elsewhere",
            "/Type/ObjStm/First 4/Filter 9 0 R",
        ),
        (
            "objects that are differences",
            "/Type/ObjStm/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12>>",
        ),
    ] {
        list.add(
            &format!("PDF with {what}"),
            "a.pdf",
            of(made::stream(says, &packed(b"1 0 <<>>"))),
            &[Packed],
        );
    }
    let flood = made::stream(
        "/Subtype/Image/Width 100000/Height 100000/Filter/FlateDecode",
        &packed(b"0"),
    );
    list.add(
        "PDF with a picture of 10,000 million pixels",
        "a.pdf",
        of(flood),
        &[TooManyPixels],
    );
}

/// This machine's decoder of HEIC; `bin/setup test` installs it.
fn decoder() -> Option<Decoder> {
    let decoder = Decoder::of_the_machine(&std::env::temp_dir());
    assert!(
        decoder.is_some(),
        "heif-convert, timeout and prlimit are there"
    );
    decoder
}

/// What is kept of a file, or why it is not taken.
pub fn kept(name: &str, bytes: &[u8]) -> Result<Vec<u8>, NotTaken> {
    let mut kept = Vec::new();
    examine(bytes, name, decoder().as_ref(), &mut kept)
        .expect("memory can be written to")
        .map(|_| kept)
}

#[test]
fn each_is_refused_for_its_own_cause() {
    let files = files();
    assert!(files.len() >= 250, "{}", files.len());
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|file| match kept(&file.name, &file.bytes) {
            Err(why) if file.why.contains(&why) => None,
            other => Some(format!("{}: {:?}", file.what, other.map(|kept| kept.len()))),
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ordinary_files_are_taken() {
    for (name, bytes) in [
        ("photo.jpg", jpeg(40, 30)),
        ("photo.JPEG", jpeg(1, 1)),
        ("drawing.png", png(40, 30)),
        ("renamed.jpg", png(40, 30)),
        ("scan.pdf", pdf(&Pdf::default())),
        ("no ending", pdf(&Pdf::default())),
        (
            "new.pdf",
            pdf(&Pdf {
                objects: vec![
                    made::object_stream(
                        "<</Type/Page>>",
                        "/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
                    ),
                    made::stream(
                        "/Subtype/Image/Width 4960/Height 7016/Filter/DCTDecode",
                        &jpeg(9, 9),
                    ),
                    b"<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://example.com/a/b)>>>>"
                        .to_vec(),
                    b"<</OpenAction[3 0 R/Fit]/Font<</EFABCD+Song 9 0 R>>>>".to_vec(),
                ],
                ..Pdf::default()
            }),
        ),
    ] {
        let kept = kept(name, &bytes);
        assert!(kept.is_ok(), "{name}: {kept:?}");
    }
}

#[test]
fn a_document_is_kept_byte_by_byte() {
    let document = pdf(&Pdf::default());
    assert_eq!(kept("a.pdf", &document), Ok(document));
}

#[test]
fn nothing_of_a_picture_but_its_pixels_is_kept() {
    for (what, bytes) in made::pictures_with_luggage() {
        let kept = kept("a.jpg", &bytes).unwrap_or_else(|why| panic!("{what}: {why:?}"));
        for luggage in made::LUGGAGE {
            assert!(
                !kept.windows(luggage.len()).any(|some| some == *luggage),
                "{what} still carries {:?}",
                String::from_utf8_lossy(luggage)
            );
        }
        image::load_from_memory(&kept).unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

#[test]
fn a_picture_stands_upright_though_what_said_so_is_gone() {
    let kept = kept("a.jpg", &made::with_place(&jpeg(40, 30))).unwrap();
    let picture = image::load_from_memory(&kept).unwrap();
    assert_eq!((picture.width(), picture.height()), (30, 40));
}

/// A photograph of 48 by 32 points with its place and the name of the phone, as heif-enc makes it.
const HEIC: &[u8] = include_bytes!("photo.heic");

#[test]
fn a_heic_photograph_becomes_a_jpeg_without_luggage() {
    let luggage = b"SECRET-PHONE";
    assert!(HEIC.windows(luggage.len()).any(|some| some == luggage));
    for name in ["IMG_0001.HEIC", "IMG_0001.heif", "blob"] {
        let kept = kept(name, HEIC).unwrap_or_else(|why| panic!("{name}: {why:?}"));
        assert!(kept.starts_with(b"\xff\xd8\xff"), "{name}");
        assert!(!kept.windows(luggage.len()).any(|some| some == luggage));
        let picture = image::load_from_memory(&kept).unwrap();
        assert_eq!((picture.width(), picture.height()), (48, 32));
    }
    assert_eq!(kept("IMG_0001.pdf", HEIC), Err(WrongName));
    let mut without = Vec::new();
    let said = examine(HEIC, "IMG_0001.HEIC", None, &mut without).unwrap();
    assert_eq!(
        said,
        Err(Heic),
        "where nothing decodes it, its person is told"
    );
}

#[test]
fn a_heic_photograph_that_wants_too_much_is_broken_and_leaves_nothing() {
    // It says that it is 4,000 million points wide and high, in each place where it says so.
    let mut huge = HEIC.to_vec();
    for at in 0..huge.len() - 16 {
        if &huge[at..at + 4] == b"ispe" {
            huge[at + 8..at + 16].fill(0xee);
        }
    }
    assert_ne!(huge, HEIC);
    let refused = kept("IMG_0001.HEIC", &huge);
    assert!(
        matches!(refused, Err(Broken | TooManyPixels)),
        "{refused:?}"
    );
    for seed in 0..60 {
        if let Ok(kept) = kept("IMG_0001.HEIC", &damaged(HEIC, seed)) {
            image::load_from_memory(&kept).unwrap_or_else(|error| panic!("{seed}: {error}"));
        }
    }
}

/// Changes some bytes of a good file, the same ones every time.
fn damaged(good: &[u8], seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12_345);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        usize::try_from(state).unwrap()
    };
    let mut bytes = good.to_vec();
    for _ in 0..=next() % 12 {
        let at = next() % bytes.len();
        bytes[at] = u8::try_from(next() % 256).unwrap();
    }
    bytes
}

#[test]
fn whatever_is_damaged_is_refused_or_made_good_and_ends_nothing() {
    for (name, good) in [
        ("a.jpg", jpeg(33, 21)),
        ("a.png", png(33, 21)),
        ("a.pdf", pdf(&Pdf::default())),
    ] {
        for seed in 0..400 {
            if let Ok(kept) = kept(name, &damaged(&good, seed))
                && name != "a.pdf"
            {
                image::load_from_memory(&kept)
                    .unwrap_or_else(|error| panic!("{name} {seed}: {error}"));
            }
        }
    }
}

/// The most memory that this process has held at once, in KiB.
fn peak() -> u64 {
    std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .lines()
        .find_map(|line| {
            line.strip_prefix("VmHWM:")?
                .trim()
                .strip_suffix(" kB")?
                .trim()
                .parse()
                .ok()
        })
        .expect("Linux says how much")
}

/// Run by the story below in a process of its own, where nothing else needs memory.
#[test]
#[ignore = "measures its own process, so it must be alone in it"]
fn measured() {
    let files = files();
    // What a decoder needs once, whatever it decodes.
    kept("a.jpg", &jpeg(640, 480)).unwrap();
    kept("a.png", &png(640, 480)).unwrap();
    kept("a.pdf", &pdf(&Pdf::default())).unwrap();
    let before = peak();
    for file in &files {
        kept(&file.name, &file.bytes).expect_err("each is refused");
    }
    println!("files={} grown={}", files.len(), peak() - before);
}

#[test]
#[cfg(target_os = "linux")]
fn hostile_files_do_not_make_memory_grow() {
    let alone = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "evidence::hostile::measured",
            "--ignored",
            "--nocapture",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&alone.stdout);
    assert!(alone.status.success(), "{said}");
    let grown: u64 = said
        .split_whitespace()
        .find_map(|word| word.strip_prefix("grown=")?.parse().ok())
        .unwrap_or_else(|| panic!("no figure in {said}"));
    // One decoded photograph takes 36 MiB; these take none.
    assert!(grown < 16 * 1024, "{grown} KiB");
}
