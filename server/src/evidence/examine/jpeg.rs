//! A JPEG's own outline, walked before anything is decoded: how large it says it is, and that it ends.

use app::evidence::NotTaken;

use super::picture::may_be_decoded;

/// More passes over one picture than any camera makes: each costs as much as the picture has pixels.
const MOST_PASSES: u32 = 64;

/// Walks from marker to marker. What comes after the end of the picture is not looked at, because it is not kept:
/// phones add a second picture or a film there.
pub fn look(bytes: &[u8]) -> Result<(), NotTaken> {
    let mut at = 2;
    let mut frame = None;
    let mut passes = 0;
    loop {
        if byte(bytes, at)? != 0xff {
            return Err(NotTaken::Broken);
        }
        while byte(bytes, at)? == 0xff {
            at += 1;
        }
        let marker = byte(bytes, at)?;
        at += 1;
        match marker {
            0xd9 if passes > 0 => return passes_fit(frame, passes),
            0xd9 | 0x00 => return Err(NotTaken::Broken),
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let length = usize::from(number(bytes, at)?);
                if length < 2 {
                    return Err(NotTaken::Broken);
                }
                match marker {
                    0xc0..=0xc2 if frame.is_some() => return Err(NotTaken::Broken),
                    0xc0..=0xc2 => {
                        let (height, width) = (number(bytes, at + 3)?, number(bytes, at + 5)?);
                        let colours = u64::from(byte(bytes, at + 7)?);
                        may_be_decoded(width.into(), height.into(), colours)?;
                        frame = Some((width, height, colours));
                    }
                    // Arithmetic, lossless, hierarchical: no camera or scanner makes them.
                    0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                        return Err(NotTaken::Broken);
                    }
                    _ => {}
                }
                at += length;
                if marker == 0xda {
                    passes += 1;
                    if frame.is_none() || passes > MOST_PASSES {
                        return Err(NotTaken::Broken);
                    }
                    at = after_the_pass(bytes, at)?;
                }
            }
        }
    }
}

/// A picture that comes in several passes is held twice over while it is decoded.
fn passes_fit(frame: Option<(u16, u16, u64)>, passes: u32) -> Result<(), NotTaken> {
    let (width, height, colours) = frame.ok_or(NotTaken::Broken)?;
    let each = if passes > 1 { 3 * colours } else { colours };
    may_be_decoded(width.into(), height.into(), each)
}

/// Where the next marker stands that is not part of the pixels.
fn after_the_pass(bytes: &[u8], mut at: usize) -> Result<usize, NotTaken> {
    loop {
        let next = bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| *byte == 0xff))
            .ok_or(NotTaken::Broken)?;
        at += next;
        match byte(bytes, at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}

fn byte(bytes: &[u8], at: usize) -> Result<u8, NotTaken> {
    bytes.get(at).copied().ok_or(NotTaken::Broken)
}

fn number(bytes: &[u8], at: usize) -> Result<u16, NotTaken> {
    Ok(u16::from_be_bytes([byte(bytes, at)?, byte(bytes, at + 1)?]))
}
