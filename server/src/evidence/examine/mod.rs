//! What a file is, and whether it can be taken. Pictures are decoded and made anew, so that nothing comes through but
//! their pixels; documents are looked through and kept as they are, because a new copy would lose its signature.
//!
//! Everything here works on a file of at most [`app::evidence::LARGEST_FILE`] in memory, one at a time, and never on
//! what a file merely says about itself.

mod heic;
mod jpeg;
mod pdf;
mod picture;
mod png;

use std::io::Write;

use app::evidence::{FileKind, NotTaken};

pub use heic::Decoder;

/// Looks at a file and writes what is kept of it. `name` is what its person called it; without a decoder no HEIC is taken.
///
/// # Errors
/// `Ok(Err(..))` says why it is not taken; `Err(..)` is the writer's own.
pub fn examine(
    bytes: &[u8],
    name: &str,
    decoder: Option<&Decoder>,
    kept: &mut impl Write,
) -> std::io::Result<Result<FileKind, NotTaken>> {
    let looked = look(bytes, name);
    if let (Err(NotTaken::Heic), Some(decoder)) = (&looked, decoder) {
        return match decoder.jpeg_of(bytes)? {
            Ok(jpeg) => examine(&jpeg, name, None, kept),
            Err(why) => Ok(Err(why)),
        };
    }
    match looked {
        Err(why) => Ok(Err(why)),
        Ok(FileKind::Pdf) => {
            kept.write_all(bytes)?;
            Ok(Ok(FileKind::Pdf))
        }
        Ok(kind) => Ok(picture::made_anew(bytes, kind, kept)?.map(|()| kind)),
    }
}

/// Everything that can be said without decoding a picture.
fn look(bytes: &[u8], name: &str) -> Result<FileKind, NotTaken> {
    if bytes.is_empty() {
        return Err(NotTaken::Empty);
    }
    let kind = kind_of(bytes)?;
    if !fits(name, kind) {
        return Err(NotTaken::WrongName);
    }
    match kind {
        FileKind::Jpeg => jpeg::look(bytes)?,
        FileKind::Png => png::look(bytes)?,
        FileKind::Pdf => pdf::look(bytes)?,
    }
    Ok(kind)
}

/// What the first bytes say. A kind that may stand anywhere in a file for other programs must stand at its beginning here.
fn kind_of(bytes: &[u8]) -> Result<FileKind, NotTaken> {
    const HEIF: [&[u8]; 10] = [
        b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis",
    ];
    if bytes.starts_with(b"\xff\xd8\xff") {
        Ok(FileKind::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(FileKind::Png)
    } else if bytes.starts_with(b"%PDF-") {
        Ok(FileKind::Pdf)
    } else if bytes.get(4..8) == Some(b"ftyp")
        && bytes.get(8..12).is_some_and(|brand| HEIF.contains(&brand))
    {
        // Where the machine has a decoder, this is not the last word.
        Err(NotTaken::Heic)
    } else {
        Err(NotTaken::WrongKind)
    }
}

/// Whether the name's ending belongs to this kind. Pictures are made anew, so one kind of picture may call itself
/// another; a name without an ending says nothing wrong.
fn fits(name: &str, kind: FileKind) -> bool {
    let Some((_, ending)) = base_name(name).rsplit_once('.') else {
        return true;
    };
    match ending.trim().to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" | "jpe" | "jfif" | "png" | "heic" | "heif" => kind.is_picture(),
        "pdf" => kind == FileKind::Pdf,
        _ => false,
    }
}

/// The last part of what may be a path.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Longer names are cut.
const LONGEST_NAME: usize = 80;

/// The name under which a file is shown: no path, nothing that is not seen or that turns the writing round, and the
/// ending of what the file really is.
pub fn name_shown(name: &str, kind: FileKind) -> String {
    let base = base_name(name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let clean: String = stem
        .chars()
        .filter(|c| !c.is_control() && !is_unseen(*c))
        .map(|c| if "<>:\"|?*%;&'`$".contains(c) { '_' } else { c })
        .take(LONGEST_NAME)
        .collect();
    let clean = clean.trim_matches(['.', ' ']);
    let stem = if clean.is_empty() { "file" } else { clean };
    let ending = match kind {
        FileKind::Jpeg => "jpg",
        FileKind::Png => "png",
        FileKind::Pdf => "pdf",
    };
    format!("{stem}.{ending}")
}

/// Marks that are not seen, or that turn round how a name is read (`U+202E` makes `gpj.exe` of `exe.jpg`).
const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_its_path_its_tricks_and_its_false_ending() {
        for (given, shown) in [
            ("扫描 1.PDF", "扫描 1.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\windows\\system32\\cmd.pdf", "cmd.pdf"),
            ("..", "file.pdf"),
            ("", "file.pdf"),
            (".htaccess", "file.pdf"),
            ("a\u{202e}fdp.exe", "afdp.pdf"),
            ("line\r\nSet-Cookie: a=b.pdf", "lineSet-Cookie_ a=b.pdf"),
            ("a\u{0}b.pdf", "ab.pdf"),
            ("\"><script>alert(1)</script>.pdf", "script_.pdf"),
        ] {
            assert_eq!(name_shown(given, FileKind::Pdf), shown, "{given:?}");
        }
        let long = name_shown(&"长".repeat(500), FileKind::Jpeg);
        assert_eq!(long.chars().count(), LONGEST_NAME + 4);
    }

    #[test]
    fn an_ending_that_says_something_else_is_noticed() {
        assert!(fits("a.JPG", FileKind::Png));
        assert!(
            fits("IMG_1.HEIC", FileKind::Jpeg),
            "phones convert and keep the name"
        );
        assert!(fits("blob", FileKind::Pdf));
        assert!(!fits("a.pdf", FileKind::Jpeg));
        assert!(!fits("a.jpg", FileKind::Pdf));
        assert!(!fits("a.pdf.exe", FileKind::Pdf));
        assert!(!fits("a.html", FileKind::Png));
    }
}
