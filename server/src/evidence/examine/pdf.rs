//! A PDF is looked through as the string of names and streams that it is, in memory that does not grow with what it
//! claims: no tree of its objects is built, and packed parts are unpacked a little at a time, up to a limit.
//!
//! It may hold nothing that acts: no scripts, nothing that starts programs or sends forms, no files inside. It may not
//! be locked, cut off, or a file of another kind at the same time. What is left is kept as it is, byte by byte: a
//! document made anew would lose its signature.

use app::evidence::NotTaken;
use flate2::{Decompress, FlushDecompress, Status};

/// What all packed parts together may come to, in bytes. Chinese fonts are the largest honest part.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
/// Of a picture inside; whoever opens the document has to hold it.
const MOST_PIXELS: u64 = 120_000_000;
/// What is unpacked at a time.
const WINDOW: usize = 32 * 1024;
/// No name that matters is longer.
const LONGEST_NAME: usize = 24;
/// The same, with every letter written as `#4a`.
const LONGEST_WRITTEN: usize = 3 * LONGEST_NAME + 1;

/// Names that may stand nowhere, not even inside a stream: whoever lays a false index over a file can make an object of
/// any part of it. Long enough not to come about by accident.
const NOWHERE: [(&[u8], NotTaken); 12] = [
    (b"Encrypt", NotTaken::Locked),
    (b"JavaScript", NotTaken::Active),
    (b"Launch", NotTaken::Active),
    (b"SubmitForm", NotTaken::Active),
    (b"ImportData", NotTaken::Active),
    (b"Rendition", NotTaken::Active),
    (b"RichMedia", NotTaken::Active),
    (b"RichMediaExecute", NotTaken::Active),
    (b"EmbeddedFile", NotTaken::FilesInside),
    (b"EmbeddedFiles", NotTaken::FilesInside),
    (b"FileAttachment", NotTaken::FilesInside),
    (b"Collection", NotTaken::FilesInside),
];
/// Names too short to be looked for in compressed bytes.
const NOT_AS_AN_OBJECT: [(&[u8], NotTaken); 4] = [
    (b"JS", NotTaken::Active),
    (b"XFA", NotTaken::Active),
    (b"GoToE", NotTaken::FilesInside),
    (b"EF", NotTaken::FilesInside),
];

/// Looks through a whole document.
pub fn look(bytes: &[u8]) -> Result<(), NotTaken> {
    begins_and_ends(bytes)?;
    let mut found = Found::default();
    let mut left = MOST_UNPACKED;
    let mut at = 0;
    while let Some(stream) = next_stream(bytes, at)? {
        names(&bytes[at..stream.begins], true, &mut found)?;
        is_one_thing(&bytes[at..stream.begins])?;
        names(stream.data, false, &mut found)?;
        unpack(&stream, &mut found, &mut left)?;
        at = stream.ends;
    }
    names(&bytes[at..], true, &mut found)?;
    is_one_thing(&bytes[at..])?;
    if found.root && found.pages {
        Ok(())
    } else {
        Err(NotTaken::Broken)
    }
}

/// What every document has somewhere.
#[derive(Default)]
struct Found {
    root: bool,
    pages: bool,
}

/// The first line, the last line, and that the index stands where the end says.
fn begins_and_ends(bytes: &[u8]) -> Result<(), NotTaken> {
    const END: &[u8] = b"%%EOF";
    if !(bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.")) {
        return Err(NotTaken::Broken);
    }
    let end = last(bytes, END).ok_or(NotTaken::Broken)?;
    let after = &bytes[end + END.len()..];
    if !after.iter().all(|byte| is_white(*byte)) {
        return Err(NotTaken::TwoInOne);
    }
    // The end of an archive may be followed by a remark of up to 64 KiB: enough to hold a document's end.
    let tail = &bytes[bytes.len().saturating_sub(66_000)..];
    if last(tail, b"PK\x05\x06").is_some() {
        return Err(NotTaken::TwoInOne);
    }
    let index = last(&bytes[..end], b"startxref").ok_or(NotTaken::Broken)?;
    let place: usize = std::str::from_utf8(&bytes[index + 9..end])
        .ok()
        .and_then(|place| place.trim().parse().ok())
        .ok_or(NotTaken::Broken)?;
    let there = bytes.get(place..index).ok_or(NotTaken::Broken)?;
    let white = there.iter().take_while(|byte| is_white(**byte)).count();
    let there = &there[white..];
    let is_index = there.starts_with(b"xref") || there.first().is_some_and(u8::is_ascii_digit);
    if is_index {
        Ok(())
    } else {
        Err(NotTaken::Broken)
    }
}

/// Pages for browsers and programs for servers hide between objects.
fn is_one_thing(between: &[u8]) -> Result<(), NotTaken> {
    const OTHERS: [&[u8]; 6] = [
        b"<html",
        b"<script",
        b"<!doctype",
        b"<svg",
        b"<?php",
        b"<body",
    ];
    let mut at = 0;
    while let Some(next) = first(&between[at..], b"<") {
        let here = &between[at + next..];
        let is_other = OTHERS.iter().any(|other| {
            here.get(..other.len())
                .is_some_and(|some| some.eq_ignore_ascii_case(other))
        });
        if is_other {
            return Err(NotTaken::TwoInOne);
        }
        at += next + 1;
    }
    Ok(())
}

/// A stream: what is said of it, and its bytes as they lie there.
struct Stream<'a> {
    says: &'a [u8],
    data: &'a [u8],
    /// Where its bytes begin, and where what follows them does.
    begins: usize,
    ends: usize,
}

/// The next stream from here on. The word counts as one only after a dictionary, as it stands in texts, too.
fn next_stream(bytes: &[u8], from: usize) -> Result<Option<Stream<'_>>, NotTaken> {
    const WORD: &[u8] = b"stream";
    let mut at = from;
    loop {
        let Some(next) = first(&bytes[at..], WORD) else {
            return Ok(None);
        };
        let word = at + next;
        at = word + WORD.len();
        let before = trimmed(&bytes[from..word]);
        if !before.ends_with(b">>") {
            continue;
        }
        let says = &before[last(before, b"obj").unwrap_or(0)..];
        let begins = match bytes.get(at..) {
            Some([b'\r', b'\n', ..]) => at + 2,
            Some([b'\n' | b'\r', ..]) => at + 1,
            _ => continue,
        };
        let length = first(&bytes[begins..], b"endstream").ok_or(NotTaken::Broken)?;
        return Ok(Some(Stream {
            says,
            data: &bytes[begins..begins + length],
            begins,
            ends: begins + length + b"endstream".len(),
        }));
    }
}

/// Unpacks a stream a little at a time and looks through what comes out.
fn unpack(stream: &Stream<'_>, found: &mut Found, left: &mut u64) -> Result<(), NotTaken> {
    let mut says = Says::default();
    each_name(stream.says, |name| says.hear(name));
    // Readers take for a holder of objects whatever says where the first one is.
    let holds_objects = says.first || says.object_stream;
    if says.packings > 1 {
        return Err(NotTaken::Packed);
    }
    if holds_objects && (says.other_packing || says.predictor || (says.filter && !says.flate)) {
        return Err(NotTaken::Packed);
    }
    if says.image && !holds_objects {
        let (width, height) = (
            number_after(stream.says, b"Width"),
            number_after(stream.says, b"Height"),
        );
        return if width.saturating_mul(height) > MOST_PIXELS {
            Err(NotTaken::TooManyPixels)
        } else {
            Ok(())
        };
    }
    if !says.flate {
        // Not packed: its objects were not looked at yet, only the long names.
        return if holds_objects {
            names(stream.data, true, found)
        } else {
            Ok(())
        };
    }
    let mut window = vec![0; LONGEST_WRITTEN + WINDOW];
    let mut carried = 0;
    let mut taken = 0;
    let mut inflating = Decompress::new(true);
    loop {
        let (in_before, out_before) = (inflating.total_in(), inflating.total_out());
        let status = inflating.decompress(
            &stream.data[taken..],
            &mut window[carried..],
            FlushDecompress::None,
        );
        taken += usize::try_from(inflating.total_in() - in_before).unwrap_or(0);
        let came = inflating.total_out() - out_before;
        *left = left.checked_sub(came).ok_or(NotTaken::Packed)?;
        let filled = carried + usize::try_from(came).unwrap_or(0);
        let is_over = match status {
            Ok(Status::StreamEnd) => true,
            Ok(_) => came == 0,
            Err(_) if holds_objects => return Err(NotTaken::Broken),
            // A page's drawing that ends too early draws less; nothing else hangs on it.
            Err(_) => true,
        };
        if is_over {
            return names(&window[..filled], holds_objects, found);
        }
        // A name may lie across the edge of two windows: it is heard when it has ended.
        let unended = window[..filled]
            .iter()
            .rev()
            .take_while(|byte| is_of_a_name(**byte))
            .count();
        names(&window[..filled - unended], holds_objects, found)?;
        carried = filled.min(unended + 1).min(LONGEST_WRITTEN);
        window.copy_within(filled - carried..filled, 0);
    }
}

/// What a stream's dictionary says, as far as it matters here.
#[derive(Default)]
struct Says {
    flate: bool,
    filter: bool,
    other_packing: bool,
    packings: u32,
    predictor: bool,
    image: bool,
    first: bool,
    object_stream: bool,
}

impl Says {
    fn hear(&mut self, name: &[u8]) {
        match name {
            b"FlateDecode" | b"Fl" => {
                self.flate = true;
                self.packings += 1;
            }
            b"LZWDecode" | b"LZW" | b"RunLengthDecode" | b"RL" => {
                self.other_packing = true;
                self.packings += 1;
            }
            b"ASCIIHexDecode" | b"AHx" | b"ASCII85Decode" | b"A85" | b"Crypt" => {
                self.other_packing = true;
            }
            b"Filter" => self.filter = true,
            b"Predictor" => self.predictor = true,
            b"Image" => self.image = true,
            b"First" => self.first = true,
            b"ObjStm" => self.object_stream = true,
            _ => {}
        }
    }
}

/// Looks at every name in these bytes.
fn names(bytes: &[u8], as_objects: bool, found: &mut Found) -> Result<(), NotTaken> {
    let mut why = None;
    each_name(bytes, |name| {
        match name {
            b"Root" => found.root = true,
            b"Page" | b"Pages" => found.pages = true,
            _ => {}
        }
        let among = |list: &[(&[u8], NotTaken)]| {
            list.iter()
                .find(|(forbidden, _)| *forbidden == name)
                .map(|(_, why)| *why)
        };
        let here = among(&NOWHERE);
        let here = here.or_else(|| as_objects.then(|| among(&NOT_AS_AN_OBJECT)).flatten());
        why = why.or(here);
    });
    why.map_or(Ok(()), Err)
}

/// Hands on every name (`/Name`), with `#4a` read as the letter that it stands for.
fn each_name(bytes: &[u8], mut heard: impl FnMut(&[u8])) {
    let mut name = [0; LONGEST_NAME];
    let mut at = 0;
    while let Some(next) = first(&bytes[at..], b"/") {
        at += next + 1;
        let mut length = 0;
        while let Some(byte) = bytes.get(at).filter(|byte| is_of_a_name(**byte)) {
            let (letter, read) = match bytes.get(at + 1..at + 3) {
                Some([high, low]) if *byte == b'#' => match (hex(*high), hex(*low)) {
                    (Some(high), Some(low)) => (16 * high + low, 3),
                    _ => (*byte, 1),
                },
                _ => (*byte, 1),
            };
            at += read;
            if length < LONGEST_NAME {
                name[length] = letter;
            }
            length += 1;
        }
        if length <= LONGEST_NAME {
            heard(&name[..length]);
        }
    }
}

/// The number after `/Name`; 0 where there is none.
fn number_after(bytes: &[u8], name: &[u8]) -> u64 {
    let Some(place) = first(bytes, name) else {
        return 0;
    };
    bytes[place + name.len()..]
        .iter()
        .skip_while(|byte| is_white(**byte))
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0_u64, |number, digit| {
            number
                .saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        })
}

const fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

const fn is_of_a_name(byte: u8) -> bool {
    !is_white(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

const fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|byte| !is_white(*byte))
        .map_or(0, |place| place + 1);
    &bytes[..end]
}

fn first(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let (begin, rest) = wanted.split_first()?;
    let mut at = 0;
    while let Some(next) = bytes.get(at..)?.iter().position(|byte| byte == begin) {
        at += next + 1;
        if bytes[at..].starts_with(rest) {
            return Some(at - 1);
        }
    }
    None
}

fn last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(bytes: &[u8]) -> Vec<String> {
        let mut names = Vec::new();
        each_name(bytes, |name| {
            names.push(String::from_utf8_lossy(name).into_owned());
        });
        names
    }

    #[test]
    fn a_name_is_read_however_it_is_written() {
        assert_eq!(
            heard(b"<</S/J#61vaScript/JS(x)>>"),
            ["S", "JavaScript", "JS"]
        );
        assert_eq!(heard(b"/A#zz /#4c#61unch"), ["A#zz", "Launch"]);
        assert_eq!(heard(b"/"), [""]);
        let long = [b"/".as_slice(), &[b'a'; 300]].concat();
        assert!(heard(&long).is_empty());
    }

    #[test]
    fn a_forbidden_name_is_found_across_the_edge_of_two_windows() {
        use std::io::Write as _;
        for before in WINDOW - 16..WINDOW + 16 {
            let mut packed =
                flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(&vec![b' '; before]).unwrap();
            packed.write_all(b"<</S /JavaScript>> more").unwrap();
            let data = packed.finish().unwrap();
            let stream = Stream {
                says: b"obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>",
                data: &data,
                begins: 0,
                ends: 0,
            };
            let mut left = MOST_UNPACKED;
            assert_eq!(
                unpack(&stream, &mut Found::default(), &mut left),
                Err(NotTaken::Active),
                "{before}"
            );
        }
    }
}
