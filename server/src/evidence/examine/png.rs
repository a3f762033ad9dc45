//! A PNG's own outline, walked before anything is decoded: how large it says it is, and that it ends.

use app::evidence::NotTaken;

use super::picture::may_be_decoded;

/// Walks from chunk to chunk up to the end of the picture; what comes after it is not kept.
pub fn look(bytes: &[u8]) -> Result<(), NotTaken> {
    let mut at = 8;
    let mut has_pixels = false;
    loop {
        let length = number(bytes, at)?;
        let name = bytes.get(at + 4..at + 8).ok_or(NotTaken::Broken)?;
        let is_first = at == 8;
        if is_first != (name == b"IHDR") {
            return Err(NotTaken::Broken);
        }
        match name {
            b"IHDR" => {
                let depth = *bytes.get(at + 16).ok_or(NotTaken::Broken)?;
                let channels = match bytes.get(at + 17).ok_or(NotTaken::Broken)? {
                    0 => 1,
                    4 => 2,
                    // A palette becomes colours, and may become translucent ones.
                    3 | 6 => 4,
                    _ => 3,
                };
                let each = if depth == 16 { 2 * channels } else { channels };
                may_be_decoded(number(bytes, at + 8)?, number(bytes, at + 12)?, each)?;
            }
            b"IDAT" => has_pixels = true,
            b"IEND" if has_pixels => return Ok(()),
            b"IEND" => return Err(NotTaken::Broken),
            _ => {}
        }
        // Length, name and check sum of the chunk itself.
        at = usize::try_from(length)
            .ok()
            .and_then(|length| at.checked_add(length)?.checked_add(12))
            .filter(|next| *next <= bytes.len())
            .ok_or(NotTaken::Broken)?;
    }
}

fn number(bytes: &[u8], at: usize) -> Result<u32, NotTaken> {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map(u32::from_be_bytes)
        .ok_or(NotTaken::Broken)
}
